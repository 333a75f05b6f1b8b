/*
 * The commands of a shell that set how it shows things, and where.
 */
#ifndef CLI_SHELL_SETTING_H
#define CLI_SHELL_SETTING_H

#include "shell_command.h"

/* Each gives the exit code, with an error printed. Without a word those that have a value tell it. */
int shell_setting_format(shell *s, const shell_command *c, size_t count, char **words);
int shell_setting_output(shell *s, const shell_command *c, size_t count, char **words);
int shell_setting_include(shell *s, const shell_command *c, size_t count, char **words);
int shell_setting_rows(shell *s, const shell_command *c, size_t count, char **words);
int shell_setting_timing(shell *s, const shell_command *c, size_t count, char **words);
int shell_setting_pager(shell *s, const shell_command *c, size_t count, char **words);
int shell_setting_release(shell *s, const shell_command *c, size_t count, char **words);

#endif
