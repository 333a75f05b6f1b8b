#include "sql_token.h"

#include <string.h>
#include <strings.h>

typedef struct scanner {
    const char *at;
    const char *end;
} scanner;

static bool starts_with(const scanner *s, const char *text)
{
    size_t bytes = strlen(text);

    return (size_t)(s->end - s->at) >= bytes && memcmp(s->at, text, bytes) == 0;
}

static bool is_blank(char c)
{
    return c == ' ' || (c >= '\t' && c <= '\r');
}

static bool is_word(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_' ||
           (c & 0x80) != 0;
}

static bool is_operator(char c)
{
    return strchr("+-*/<>=~!@%^&|`?#.:\\", c) != NULL && c != '\0';
}

/* The end of a line ends it, and what follows is no part of it: an unfinished one is not open. */
static void skip_line_comment(scanner *s)
{
    while (s->at < s->end && *s->at != '\n')
        s->at++;
}

/* These nest, as in PostgreSQL. False where the end is missing. */
static bool skip_block_comment(scanner *s)
{
    size_t depth = 0;

    while (s->at < s->end) {
        if (starts_with(s, "/*")) {
            depth++;
            s->at += 2;
        } else if (starts_with(s, "*/")) {
            s->at += 2;
            if (--depth == 0)
                return true;
        } else {
            s->at++;
        }
    }
    return false;
}

/* A doubled quote is one of the text, so that the text does not end between them. */
static bool skip_quoted(scanner *s, char quote, bool has_escapes)
{
    s->at++;
    while (s->at < s->end) {
        bool escaped = has_escapes && *s->at == '\\';
        bool doubled = *s->at == quote && s->at + 1 < s->end && s->at[1] == quote;

        if (escaped || doubled)
            s->at += s->at + 1 < s->end ? 2 : 1;
        else if (*s->at++ == quote)
            return true;
    }
    return false;
}

/* $tag$ ... $tag$; anything else that begins with a dollar is a parameter. */
static sql_token_kind skip_dollar(scanner *s, bool *is_open)
{
    const char *tag = s->at;
    const char *p = tag + 1;

    while (p < s->end && is_word(*p))
        p++;
    s->at = p;
    if (p == s->end || *p != '$' || (tag + 1 < p && tag[1] >= '0' && tag[1] <= '9'))
        return SQL_TOKEN_WORD;
    size_t tag_bytes = (size_t)(p + 1 - tag);
    const char *closing = memmem(p + 1, (size_t)(s->end - p - 1), tag, tag_bytes);
    *is_open = closing == NULL;
    s->at = closing == NULL ? s->end : closing + tag_bytes;
    return SQL_TOKEN_STRING;
}

static sql_token_kind skip_word(scanner *s, bool *is_open)
{
    if ((*s->at == 'e' || *s->at == 'E') && s->at + 1 < s->end && s->at[1] == '\'') {
        s->at++;
        *is_open = !skip_quoted(s, '\'', true);
        return SQL_TOKEN_STRING;
    }
    /* A dollar within a word belongs to the word. */
    while (s->at < s->end && (is_word(*s->at) || *s->at == '$'))
        s->at++;
    return SQL_TOKEN_WORD;
}

static sql_token_kind skip_operator(scanner *s)
{
    if (!is_operator(*s->at)) {
        s->at++;
        return SQL_TOKEN_OPERATOR;
    }
    while (s->at < s->end && is_operator(*s->at) && !starts_with(s, "--") && !starts_with(s, "/*"))
        s->at++;
    return SQL_TOKEN_OPERATOR;
}

static sql_token_kind skip_token(scanner *s, bool *is_open)
{
    if (starts_with(s, "--")) {
        skip_line_comment(s);
        return SQL_TOKEN_COMMENT;
    }
    if (starts_with(s, "/*")) {
        *is_open = !skip_block_comment(s);
        return SQL_TOKEN_COMMENT;
    }
    if (*s->at == '\'' || *s->at == '"') {
        sql_token_kind kind = *s->at == '"' ? SQL_TOKEN_NAME : SQL_TOKEN_STRING;
        *is_open = !skip_quoted(s, *s->at, false);
        return kind;
    }
    if (*s->at == ';') {
        s->at++;
        return SQL_TOKEN_SEMICOLON;
    }
    if (*s->at == '$')
        return skip_dollar(s, is_open);
    return is_word(*s->at) ? skip_word(s, is_open) : skip_operator(s);
}

bool sql_token_next(const char *text, size_t bytes, size_t *at, sql_token *out)
{
    scanner s = {text + *at, text + bytes};

    while (s.at < s.end && is_blank(*s.at))
        s.at++;
    *at = (size_t)(s.at - text);
    if (s.at == s.end)
        return false;
    *out = (sql_token){SQL_TOKEN_WORD, *at, 0, false};
    out->kind = skip_token(&s, &out->is_open);
    *at = (size_t)(s.at - text);
    out->bytes = *at - out->at;
    return true;
}

bool sql_token_is(const sql_token *t, const char *text, const char *word)
{
    return strlen(word) == t->bytes && strncasecmp(text + t->at, word, t->bytes) == 0;
}

static char open_mark(const char *text, const sql_token *t)
{
    if (!t->is_open)
        return '\0';
    switch (text[t->at]) {
    case '/':
        return '*';
    case 'e':
    case 'E':
        return '\'';
    default:
        return text[t->at];
    }
}

sql_extent sql_extent_of(const char *text, size_t bytes)
{
    sql_extent extent = {bytes, false, true, '\0'};
    sql_token t;
    size_t at = 0;

    while (sql_token_next(text, bytes, &at, &t)) {
        extent.open = open_mark(text, &t);
        if (t.kind == SQL_TOKEN_SEMICOLON) {
            extent.bytes = at;
            extent.has_ended = true;
            return extent;
        }
        if (t.kind != SQL_TOKEN_COMMENT)
            extent.is_blank = false;
    }
    return extent;
}
