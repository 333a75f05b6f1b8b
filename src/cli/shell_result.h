/*
 * One statement of a shell, from its SQL to what is on the screen.
 */
#ifndef CLI_SHELL_RESULT_H
#define CLI_SHELL_RESULT_H

#include "shell.h"

/* Runs it, and shows its result as the settings say. Gives the exit code, with an error printed. */
int shell_result_run(shell *s, const char *sql, size_t bytes);

#endif
