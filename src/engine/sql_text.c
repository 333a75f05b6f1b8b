#include "engine/sql_text.h"

#include <stdbool.h>
#include <string.h>

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

static void skip_line_comment(scanner *s)
{
    while (s->at < s->end && *s->at != '\n')
        s->at++;
}

/* These nest, as in PostgreSQL. */
static void skip_block_comment(scanner *s)
{
    size_t depth = 0;

    do {
        if (starts_with(s, "/*")) {
            depth++;
            s->at += 2;
        } else if (starts_with(s, "*/")) {
            depth--;
            s->at += 2;
        } else {
            s->at++;
        }
    } while (depth > 0 && s->at < s->end);
}

/* A doubled quote within ends one string and begins the next, which comes to the same here. */
static void skip_quoted(scanner *s, char quote, bool backslash)
{
    s->at++;
    while (s->at < s->end && *s->at != quote)
        s->at += backslash && *s->at == '\\' && s->at + 1 < s->end ? 2 : 1;
    if (s->at < s->end)
        s->at++;
}

/* $tag$ ... $tag$; anything else that begins with a dollar is a parameter. */
static void skip_dollar(scanner *s)
{
    const char *tag = s->at;
    const char *p = tag + 1;

    while (p < s->end && is_word(*p))
        p++;
    if (p == s->end || *p != '$' || (tag + 1 < p && tag[1] >= '0' && tag[1] <= '9')) {
        s->at = p;
        return;
    }
    size_t tag_bytes = (size_t)(p + 1 - tag);
    for (s->at = p + 1; s->at < s->end; s->at++) {
        if ((size_t)(s->end - s->at) >= tag_bytes && memcmp(s->at, tag, tag_bytes) == 0) {
            s->at += tag_bytes;
            return;
        }
    }
}

static void skip_word(scanner *s)
{
    bool escapes = (*s->at == 'e' || *s->at == 'E') && s->at + 1 < s->end && s->at[1] == '\'';

    if (escapes) {
        s->at++;
        skip_quoted(s, '\'', true);
        return;
    }
    /* A dollar within a word belongs to the word. */
    while (s->at < s->end && (is_word(*s->at) || *s->at == '$'))
        s->at++;
}

static void skip_token(scanner *s)
{
    if (*s->at == '\'' || *s->at == '"')
        skip_quoted(s, *s->at, false);
    else if (*s->at == '$')
        skip_dollar(s);
    else if (is_word(*s->at))
        skip_word(s);
    else
        s->at++;
}

static void skip_blanks(scanner *s)
{
    while (s->at < s->end) {
        if (is_blank(*s->at))
            s->at++;
        else if (starts_with(s, "--"))
            skip_line_comment(s);
        else if (starts_with(s, "/*"))
            skip_block_comment(s);
        else
            return;
    }
}

/* False at the end. */
static bool next_token(scanner *s, bool *is_semicolon)
{
    skip_blanks(s);
    if (s->at >= s->end)
        return false;
    *is_semicolon = *s->at == ';';
    skip_token(s);
    return true;
}

size_t sql_text_statement_count(const char *sql, size_t bytes)
{
    scanner s = {sql, sql + bytes};
    size_t count = 0;
    bool inside = false;
    bool is_semicolon = false;

    while (next_token(&s, &is_semicolon)) {
        if (!inside && !is_semicolon)
            count++;
        inside = !is_semicolon;
    }
    return count;
}

size_t sql_text_trimmed_bytes(const char *sql, size_t bytes)
{
    scanner s = {sql, sql + bytes};
    const char *end = sql;
    bool is_semicolon = false;

    while (next_token(&s, &is_semicolon)) {
        if (!is_semicolon)
            end = s.at;
    }
    return (size_t)(end - sql);
}
