/*
 * The commands, and what all of them are given.
 *
 * What a command says of itself lies once, here: --help, `mpdata help`, the manual pages and the completions of the
 * shells are made of it. --help fits a screen: of the description and of each option it shows the first line, of the
 * examples those before the first empty line, and it leaves out options marked POPT_ARGFLAG_DOC_HIDDEN. The others show
 * all.
 */
#ifndef CLI_COMMAND_H
#define CLI_COMMAND_H

#include <stddef.h>

#include <popt.h>

#include "target.h"

/* A variable of the environment, a file or an exit code, and what it is for. */
typedef struct command_fact {
    const char *name;
    const char *text;
} command_fact;

typedef struct command {
    const char *name;
    /* At most COMMAND_SUMMARY_BYTES. */
    const char *summary;
    /* Names that people try, with blanks between them; NULL: none. Whoever types one is told the right one. */
    const char *mistaken_for;
    /* What follows the name. A word in capitals stands for one of the user's, words with | between them are a choice. */
    const char *synopsis;
    /* Paragraphs of one line each. */
    const char *description;
    /* Each with its text as `descrip` and the name of its argument as `argDescrip`. */
    const struct poptOption *options;
    /* Lines of a shell. */
    const char *examples;
    /* Beyond those of every command; NULL, or ended by an entry without a name. */
    const command_fact *environment;
    const command_fact *files;
    /* `argv[0]` is the command's name. Gives the exit code. */
    int (*run)(target *where, int argc, const char **argv);
} command;

/* Two of them stand beside each other in `mpdata --help`. */
#define COMMAND_SUMMARY_BYTES 26

/* mpdata itself; it is in no list, and has no `run`. */
extern const command command_mpdata;

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
extern const command command_shell;
extern const command command_check;
extern const command command_backup;
extern const command command_compact;
extern const command command_export;
extern const command command_drop;
extern const command command_clean;
extern const command command_help;

/* NULL where there is none. */
const command *command_find(const char *name);
/* NULL past the end. */
const command *command_at(size_t index);

/* Says that there is no such command, and which one may have been meant. */
int command_fail_unknown(const char *name);

#endif
