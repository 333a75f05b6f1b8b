/*
 * The commands, and what all of them are given.
 */
#ifndef CLI_COMMAND_H
#define CLI_COMMAND_H

#include <stddef.h>

#include "target.h"

typedef struct command {
    const char *name;
    const char *summary;
    /* Usage, options and an example, without the global options. */
    const char *help;
    /* `argv[0]` is the command's name. Gives the exit code. */
    int (*run)(target *where, int argc, const char **argv);
} command;

int command_ingest(target *where, int argc, const char **argv);
int command_query(target *where, int argc, const char **argv);
int command_tables(target *where, int argc, const char **argv);
int command_schema(target *where, int argc, const char **argv);
int command_drop(target *where, int argc, const char **argv);

/* NULL where there is none. */
const command *command_find(const char *name);
/* NULL past the end. */
const command *command_at(size_t index);

void command_print_help(const command *c);

/* Says that there is no such command, and which one may have been meant. */
int command_fail_unknown(const char *name);

#endif
