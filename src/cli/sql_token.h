/*
 * SQL taken apart into its tokens, as far as a line editor needs it: where statements end, and what is still open.
 */
#ifndef CLI_SQL_TOKEN_H
#define CLI_SQL_TOKEN_H

#include <stdbool.h>
#include <stddef.h>

typedef enum sql_token_kind {
    /* A word, a number, or a parameter: select, e5, $1. */
    SQL_TOKEN_WORD,
    /* 'text', e'text' or $tag$text$tag$. */
    SQL_TOKEN_STRING,
    /* "name" */
    SQL_TOKEN_NAME,
    SQL_TOKEN_COMMENT,
    SQL_TOKEN_SEMICOLON,
    /* A run of characters of operators, or one of ( ) [ ] { } and comma. */
    SQL_TOKEN_OPERATOR
} sql_token_kind;

typedef struct sql_token {
    sql_token_kind kind;
    /* Where it begins in the text, and how long it is. */
    size_t at;
    size_t bytes;
    /* The text ends before it does. */
    bool is_open;
} sql_token;

/* The next token from `*at` on, which moves behind it. False at the end. */
bool sql_token_next(const char *text, size_t bytes, size_t *at, sql_token *out);

/* Whether it is this word, in any case. */
bool sql_token_is(const sql_token *t, const char *text, const char *word);

typedef struct sql_extent {
    /* Of the first statement, with its semicolon; of all of the text where none has ended. */
    size_t bytes;
    bool has_ended;
    /* Nothing but blanks, comments and semicolons. */
    bool is_blank;
    /* What the text ends in the middle of: a quote, '$', '*' for a comment, or '\0'. */
    char open;
} sql_extent;

/* How far the first statement of the text goes. */
sql_extent sql_extent_of(const char *text, size_t bytes);

#endif
