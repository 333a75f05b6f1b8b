/*
 * The shell: SQL and commands, a line at a time, from a terminal or a file.
 */
#ifndef CLI_SHELL_H
#define CLI_SHELL_H

#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>

#include "name_catalog.h"
#include "row_writer.h"
#include "shell_database.h"

/* Where lines come from. */
typedef struct shell_input {
    /* As an error names it; NULL: the terminal. Borrowed. */
    const char *source;
    /* Of the next line, from 1. */
    uint64_t next_line;
    /* What has come of a statement that has no end yet, and the line in which it begins. */
    char *text;
    size_t bytes;
    size_t room;
    uint64_t first_line;
    /* The statement that runs begins there. */
    uint64_t statement_line;
    /* Files that read files. */
    unsigned depth;
} shell_input;

typedef struct shell {
    shell_database database;
    name_catalog names;
    shell_input *input;
    bool is_interactive;
    bool wants_end;
    /* The settings. */
    row_format format;
    uint64_t max_rows;
    bool shows_time;
    bool uses_pager;
    /* A file for the next result; NULL: the screen. Owned. */
    char *next_output;
} shell;

/* `where` and `use` are the database's; `where` is borrowed. */
void shell_init(shell *s, target *where, target_use use);
void shell_dispose(shell *s);

/*
 * Takes the next line, without its end, and runs the statements that end in it, or the command that it is. Gives the exit
 * code of the first failure, with the error printed; the rest of the line is dropped then.
 */
int shell_feed(shell *s, const char *line);

/* The end of the input ends a statement, too. Gives the exit code. */
int shell_feed_end(shell *s);

/* No statement is begun. */
bool shell_is_at_start(const shell *s);

/* Gives up the statement that is begun. */
void shell_drop_statement(shell *s);

/* All lines of a file, up to the first failure. Gives its exit code. */
int shell_run_stream(shell *s, FILE *from, const char *source);

#endif
