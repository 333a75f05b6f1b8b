/*
 * The shell's database: open while statements run, let go while nobody types, so that a load elsewhere gets at the file.
 */
#ifndef CLI_SHELL_DATABASE_H
#define CLI_SHELL_DATABASE_H

#include <stdbool.h>
#include <sys/stat.h>

#include "shell_statement.h"
#include "target.h"

typedef struct shell_database {
    /* Borrowed. */
    target *where;
    target_use use;
    /* NULL while the file is let go. */
    mpdata_db *db;
    /* Statements have left something in the session that closing would lose. */
    bool holds_state;
    bool in_transaction;
    /* The file as it was when it was last opened. */
    struct stat seen;
    /* It was another one, or had changed, when it was opened since. */
    bool has_changed;
} shell_database;

void shell_database_init(shell_database *d, target *where, target_use use);

/* Opens it where it is not open, and watches it for signals. 0, or the exit code with the error printed. */
int shell_database_take(shell_database *d);

/* The same for what can do without: false where it is not to be had at once. Says nothing. */
bool shell_database_try(shell_database *d);

/* Whether the file was found changed since this was last asked. */
bool shell_database_has_changed(shell_database *d);

/* The signals are for the shell again. */
void shell_database_leave(shell_database *d);

/* A statement has run: what it leaves in the session. */
void shell_database_note(shell_database *d, const char *sql, size_t bytes);

/* Whether closing would be the end of all that is in it. */
bool shell_database_is_passing(const shell_database *d);

/* Whether closing would lose something. */
bool shell_database_is_held(const shell_database *d);

/* Closes it, unless that would lose something. */
void shell_database_let_go(shell_database *d);

/* Closes it whatever it holds. Gives `code`, or that of the close that failed. */
int shell_database_close(shell_database *d, int code);

#endif
