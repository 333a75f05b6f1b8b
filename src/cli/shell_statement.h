/*
 * What a statement does to the session in which it runs, as far as its first words tell.
 */
#ifndef CLI_SHELL_STATEMENT_H
#define CLI_SHELL_STATEMENT_H

#include <stddef.h>

typedef enum shell_statement {
    SHELL_STATEMENT_READS,
    /* What the file holds. */
    SHELL_STATEMENT_CHANGES,
    /* It leaves something that closing the database would lose: a setting, a temporary table, a prepared statement. */
    SHELL_STATEMENT_LEAVES,
    SHELL_STATEMENT_BEGINS,
    SHELL_STATEMENT_ENDS
} shell_statement;

shell_statement shell_statement_of(const char *sql, size_t bytes);

#endif
