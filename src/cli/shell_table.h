/*
 * The commands of a shell that look at tables: those of the command line, in the shell's database.
 */
#ifndef CLI_SHELL_TABLE_H
#define CLI_SHELL_TABLE_H

#include "shell_command.h"

/* \NAME WORDS is mpdata NAME WORDS. Gives the exit code, with an error printed. */
int shell_table_run_command(shell *s, const shell_command *c, size_t count, char **words);

/* \d, and \d TABLE, which may be a view, or a table that mpdata does not keep. */
int shell_table_describe(shell *s, const shell_command *c, size_t count, char **words);

#endif
