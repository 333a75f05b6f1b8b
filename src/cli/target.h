/*
 * Which database a command works on.
 */
#ifndef CLI_TARGET_H
#define CLI_TARGET_H

#include <stdbool.h>
#include <stdint.h>

#include "mpdata.h"

/* As the options say; what they leave open, the environment says. */
typedef struct target {
    char *path;
    char *project;
    bool memory;
    bool ephemeral;
    /* Nothing but errors on standard error. */
    bool is_quiet;
    /* For a database that another process has locked. */
    uint64_t wait_ms;
    /* The SQL is not the user's own. */
    bool safe;
    /* Of each query; 0: none. */
    uint64_t time_limit_ms;
    /* Where a shell runs the command: its open database, of which the command gets a handle. Borrowed. */
    mpdata_db *shared;
} target;

#define TARGET_INIT                                                                                \
    {                                                                                              \
        NULL, NULL, false, false, false, 0, false, 0, NULL                                         \
    }

/* Whether the options or the environment name a database. */
bool target_is_named(const target *where);

/* Whether what the options and the environment say names one database: 0, or the exit code with the error already printed. */
int target_check(const target *where);

typedef enum target_use {
    /* The database must be there, and is not changed. */
    TARGET_READ,
    /* It must be there. */
    TARGET_CHANGE,
    /* It is made where it is not there. */
    TARGET_CREATE
} target_use;

/*
 * Opens the database and watches it for signals. 0, or the exit code with the error already printed. The caller
 * closes it with target_close.
 */
int target_open(const target *where, target_use use, mpdata_db **out);

/*
 * As target_open, for what can do without: it says nothing, does not wait, and watches nothing. NULL where it is not to be had.
 */
mpdata_db *target_try_open(const target *where, target_use use);

/* Gives `code` back, or that of a close that failed. */
int target_close(mpdata_db *db, int code);

void target_dispose(target *where);

#endif
