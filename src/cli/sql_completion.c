#include "sql_completion.h"

#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "sql_token.h"
#include "text_stream.h"

/* So far back the words before the cursor are looked at. */
#define MAX_TOKENS 64

/* What is asked for. */
typedef struct place {
    const char *text;
    /* Of comments free, the newest last. */
    sql_token before[MAX_TOKENS];
    size_t before_count;
    /* What is completed; nothing typed of it yet where its bytes are 0. */
    sql_token word;
} place;

static const char *const keywords[] = {
    "all",     "and",    "as",        "asc",       "between",   "by",      "case",      "cast",
    "cross",   "desc",   "describe",  "distinct",  "else",      "end",     "except",    "exists",
    "explain", "false",  "filter",    "from",      "full",      "group",   "having",    "ilike",
    "in",      "inner",  "intersect", "interval",  "is",        "join",    "lateral",   "left",
    "like",    "limit",  "not",       "null",      "nulls",     "offset",  "on",        "or",
    "order",   "outer",  "over",      "partition", "pivot",     "qualify", "recursive", "right",
    "sample",  "select", "show",      "similar",   "summarize", "table",   "then",      "true",
    "union",   "unnest", "unpivot",   "using",     "values",    "when",    "where",     "window",
    "with",
};
#define KEYWORD_COUNT (sizeof(keywords) / sizeof(keywords[0]))

static bool is_keyword(const char *name)
{
    for (size_t i = 0; i < KEYWORD_COUNT; i++)
        if (strcasecmp(keywords[i], name) == 0)
            return true;
    return false;
}

/* ---- Where the cursor is ---- */

static void push(place *p, const sql_token *t)
{
    if (p->before_count == MAX_TOKENS) {
        memmove(p->before, p->before + 1, (MAX_TOKENS - 1) * sizeof(p->before[0]));
        p->before_count--;
    }
    p->before[p->before_count++] = *t;
}

static bool can_be_completed(const sql_token *t, size_t bytes)
{
    bool is_text = t->kind == SQL_TOKEN_STRING || t->kind == SQL_TOKEN_NAME;

    return t->at + t->bytes == bytes && (t->kind == SQL_TOKEN_WORD || (is_text && t->is_open));
}

/* False within a comment. */
static bool find_place(place *p, const char *text, size_t bytes)
{
    sql_token t = {SQL_TOKEN_WORD, 0, 0, false};
    size_t at = 0;
    bool is_comment = false;

    *p = (place){.text = text, .word = {SQL_TOKEN_WORD, bytes, 0, false}};
    while (sql_token_next(text, bytes, &at, &t)) {
        is_comment =
            t.kind == SQL_TOKEN_COMMENT && (t.is_open || (at == bytes && text[t.at] == '-'));
        if (t.kind == SQL_TOKEN_COMMENT)
            continue;
        if (can_be_completed(&t, bytes))
            p->word = t;
        else
            push(p, &t);
    }
    return !is_comment;
}

/* The token so many before the word; NULL where there is none. */
static const sql_token *before(const place *p, size_t back)
{
    return back <= p->before_count ? &p->before[p->before_count - back] : NULL;
}

static bool is_at(const place *p, size_t back, const char *word)
{
    const sql_token *t = before(p, back);

    return t != NULL && sql_token_is(t, p->text, word);
}

static bool is_any(const place *p, size_t back, const char *const *words)
{
    for (; *words != NULL; words++)
        if (is_at(p, back, *words))
            return true;
    return false;
}

/* The token before the parenthesis that is open here; 0 where there is none. */
static size_t find_call(const place *p)
{
    size_t depth = 0;

    for (size_t back = 1; back <= p->before_count; back++) {
        if (is_at(p, back, ")"))
            depth++;
        else if (is_at(p, back, "(") && depth-- == 0)
            return back + 1;
    }
    return 0;
}

static bool is_property_call(const place *p, size_t back)
{
    static const char *const functions[] = {"prop", "prop_number", "prop_bool", "prop_time", NULL};

    return back > 0 && is_any(p, back, functions);
}

/* event_name = ', event_name IN (' */
static bool is_event_place(const place *p)
{
    static const char *const operators[] = {"=", "==", "<>", "!=", "like", "ilike", NULL};
    size_t call = find_call(p);

    if (is_any(p, 1, operators))
        return is_at(p, 2, "event_name") || is_at(p, 2, "\"event_name\"") ||
               (is_at(p, 2, "not") && is_at(p, 3, "event_name"));
    return call > 0 && is_at(p, call, "in") &&
           (is_at(p, call + 1, "event_name") ||
            (is_at(p, call + 1, "not") && is_at(p, call + 2, "event_name")));
}

static bool is_path_place(const place *p)
{
    static const char *const operators[] = {"->", "->>", NULL};

    return is_any(p, 1, operators);
}

/* ---- What may stand there ---- */

/* With its quotes, those within doubled. The caller frees it; NULL where memory ran out. */
static char *quoted(char quote, const char *name)
{
    char *text = NULL;
    size_t bytes = 0;
    FILE *to = open_memstream(&text, &bytes);

    if (to == NULL)
        return NULL;
    text_stream_put_quoted(to, quote, name);
    return text_stream_end(to, &text);
}

/* A JSON pointer, in which nothing but ~ and / is special. */
static char *quoted_pointer(const char *key)
{
    char *pointer = NULL;
    size_t bytes = 0;
    FILE *to = open_memstream(&pointer, &bytes);

    if (to == NULL)
        return NULL;
    (void)fputc('/', to);
    for (; *key != '\0'; key++) {
        if (*key == '~' || *key == '/')
            (void)fprintf(to, "~%d", *key == '/');
        else
            (void)fputc(*key, to);
    }
    if (text_stream_end(to, &pointer) == NULL)
        return NULL;
    char *text = quoted('\'', pointer);
    free(pointer);
    return text;
}

/* -> and ->> take what begins with $ for a path, and with / for a pointer. */
static char *quoted_key(const char *key)
{
    return key[0] == '$' || key[0] == '/' || key[0] == '\0' ? quoted_pointer(key)
                                                            : quoted('\'', key);
}

static bool is_plain(const char *name)
{
    if (*name >= '0' && *name <= '9')
        return false;
    for (const char *c = name; *c != '\0'; c++)
        if (!((*c >= 'a' && *c <= 'z') || (*c >= 'A' && *c <= 'Z') || (*c >= '0' && *c <= '9') ||
              *c == '_'))
            return false;
    return name[0] != '\0' && !is_keyword(name);
}

/* What was typed of it, without its quotes. The caller frees it; NULL where memory ran out. */
static char *typed_of(const place *p)
{
    const char *from = p->text + p->word.at;
    size_t bytes = p->word.bytes;
    char quote = '\0';
    char *typed = calloc(1, bytes + 1);
    size_t used = 0;

    if (p->word.kind != SQL_TOKEN_WORD)
        quote = *from;
    for (size_t i = quote == '\0' ? 0 : 1; typed != NULL && i < bytes; i++) {
        typed[used++] = from[i];
        /* In a text that has no end each quote is doubled. */
        if (quote != '\0' && from[i] == quote)
            i++;
    }
    return typed;
}

/* The name itself begins as it was typed, or what stands for it does. Takes `inserted` over. */
static void offer(const place *p, const char *typed, const char *name, char *inserted,
                  completion *out)
{
    size_t bytes = strlen(typed);
    bool begins = strncasecmp(name, typed, bytes) == 0;

    if (inserted != NULL && !begins)
        begins = strncasecmp(inserted, p->text + p->word.at, p->word.bytes) == 0;
    if (inserted != NULL && begins)
        (void)completion_add(out, name, inserted);
    free(inserted);
}

static void offer_strings(const place *p, const char *typed, const name_set *set, bool as_path,
                          completion *out)
{
    for (size_t i = 0; i < set->count; i++)
        offer(p, typed, set->names[i],
              as_path ? quoted_key(set->names[i]) : quoted('\'', set->names[i]), out);
}

static void offer_names(const place *p, const char *typed, const name_set *set, completion *out)
{
    bool is_quoted = p->word.kind == SQL_TOKEN_NAME;

    for (size_t i = 0; i < set->count; i++)
        offer(p, typed, set->names[i],
              is_quoted || !is_plain(set->names[i]) ? quoted('"', set->names[i])
                                                    : strdup(set->names[i]),
              out);
}

static void offer_functions(const place *p, const char *typed, const name_set *set, completion *out)
{
    char *call = NULL;

    for (size_t i = 0; i < set->count; i++)
        if (is_plain(set->names[i]) && asprintf(&call, "%s(", set->names[i]) > 0)
            offer(p, typed, set->names[i], call, out);
}

/* In the case in which they are typed. */
static void offer_keywords(const place *p, const char *typed, completion *out)
{
    bool is_upper = typed[0] >= 'A' && typed[0] <= 'Z';

    for (size_t i = 0; i < KEYWORD_COUNT; i++) {
        char *word = strdup(keywords[i]);
        for (char *c = word; is_upper && c != NULL && *c != '\0'; c++)
            *c = (char)toupper((unsigned char)*c);
        offer(p, typed, keywords[i], word, out);
    }
}

static void complete_string(const place *p, const char *typed, name_catalog *names, completion *out)
{
    bool is_path = is_path_place(p);
    bool is_key = is_path || is_property_call(p, find_call(p));
    bool is_event = !is_key && is_event_place(p);

    if (!is_event)
        offer_strings(p, typed, name_catalog_get(names, NAME_KEY), is_path, out);
    if (!is_key)
        offer_strings(p, typed, name_catalog_get(names, NAME_EVENT), false, out);
}

static void complete_word(const place *p, const char *typed, name_catalog *names, completion *out)
{
    static const char *const of_tables[] = {"from",  "join",     "into",      "update",
                                            "table", "describe", "summarize", NULL};
    const sql_token *last = before(p, 1);
    bool is_member = last != NULL && last->kind == SQL_TOKEN_OPERATOR &&
                     p->text[last->at + last->bytes - 1] == '.';
    bool is_word = p->word.kind == SQL_TOKEN_WORD;

    out->suffix = " ";
    if (!is_member)
        offer_names(p, typed, name_catalog_get(names, NAME_TABLE), out);
    if (is_any(p, 1, of_tables))
        return;
    offer_names(p, typed, name_catalog_get(names, NAME_COLUMN), out);
    if (is_member || !is_word || typed[0] == '\0')
        return;
    offer_keywords(p, typed, out);
    offer_functions(p, typed, name_catalog_get(names, NAME_FUNCTION), out);
}

/* Parameters, texts in dollars or with escapes, and what stands right behind the end of a text. */
static bool is_beyond_us(const place *p)
{
    const char *from = p->text + p->word.at;
    const sql_token *last = before(p, 1);

    if (p->word.bytes == 0 && last != NULL && last->at + last->bytes == p->word.at)
        return last->kind != SQL_TOKEN_OPERATOR && last->kind != SQL_TOKEN_SEMICOLON;
    return p->word.bytes > 0 &&
           (from[0] == '$' || (p->word.kind == SQL_TOKEN_STRING && from[0] != '\''));
}

/* What ends in a quote or a parenthesis may go on with anything. */
static bool wants_blank(const char *inserted)
{
    return strchr("(\"'", inserted[strlen(inserted) - 1]) == NULL;
}

void sql_completion_fill(const char *text, size_t bytes, size_t line_bytes, name_catalog *names,
                         completion *out)
{
    place p;

    if (!find_place(&p, text, bytes) || p.word.bytes > line_bytes || is_beyond_us(&p))
        return;
    char *typed = typed_of(&p);
    out->replaced_bytes = p.word.bytes;
    if (typed != NULL && p.word.kind == SQL_TOKEN_STRING)
        complete_string(&p, typed, names, out);
    else if (typed != NULL)
        complete_word(&p, typed, names, out);
    free(typed);
    completion_sort(out);
    if (out->count == 1 && !wants_blank(out->entries[0].inserted))
        out->suffix = "";
}
