#include "shell_statement.h"

#include "sql_token.h"

/* CREATE OR REPLACE TEMP TABLE IF: what is temporary is said by then. */
#define LOOKED_AT 6

static bool is_any(const sql_token *t, const char *sql, const char *const *words)
{
    for (; *words != NULL; words++)
        if (sql_token_is(t, sql, *words))
            return true;
    return false;
}

/* False at the end. */
static bool next_word(const char *sql, size_t bytes, size_t *at, sql_token *out)
{
    while (sql_token_next(sql, bytes, at, out))
        if (out->kind != SQL_TOKEN_COMMENT && !sql_token_is(out, sql, "("))
            return true;
    return false;
}

/* A secret is kept in memory; what is no more than temporary, too. */
static shell_statement of_create(const char *sql, size_t bytes, size_t at)
{
    static const char *const lasting[] = {"temp", "temporary", "secret", NULL};
    sql_token t;

    for (int i = 0; i < LOOKED_AT && next_word(sql, bytes, &at, &t); i++)
        if (is_any(&t, sql, lasting))
            return SHELL_STATEMENT_LEAVES;
    return SHELL_STATEMENT_CHANGES;
}

shell_statement shell_statement_of(const char *sql, size_t bytes)
{
    static const char *const reads[] = {"select",    "from",    "with",    "values",   "table",
                                        "explain",   "desc",    "show",    "describe", "pivot",
                                        "summarize", "execute", "unpivot", NULL};
    static const char *const changes[] = {
        "insert",  "update", "delete", "merge",   "copy",       "alter",  "drop",  "truncate",
        "comment", "export", "import", "analyze", "checkpoint", "vacuum", "force", NULL};
    static const char *const begins[] = {"begin", "start", NULL};
    static const char *const ends[] = {"commit", "end", "rollback", "abort", NULL};
    sql_token t;
    size_t at = 0;

    if (!next_word(sql, bytes, &at, &t) || is_any(&t, sql, reads))
        return SHELL_STATEMENT_READS;
    if (is_any(&t, sql, changes))
        return SHELL_STATEMENT_CHANGES;
    if (is_any(&t, sql, begins))
        return SHELL_STATEMENT_BEGINS;
    if (is_any(&t, sql, ends))
        return SHELL_STATEMENT_ENDS;
    return sql_token_is(&t, sql, "create") ? of_create(sql, bytes, at) : SHELL_STATEMENT_LEAVES;
}
