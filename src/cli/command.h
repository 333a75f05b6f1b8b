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

/* Each in its own file, with its help. */
extern const command command_ingest;
extern const command command_query;
extern const command command_tables;
extern const command command_schema;
extern const command command_sample;
extern const command command_breakdown;
extern const command command_column;
extern const command command_summarize;
extern const command command_loads;
extern const command command_keys;
extern const command command_info;
extern const command command_drop;

/* NULL where there is none. */
const command *command_find(const char *name);
/* NULL past the end. */
const command *command_at(size_t index);

void command_print_help(const command *c);

/* Says that there is no such command, and which one may have been meant. */
int command_fail_unknown(const char *name);

#endif
