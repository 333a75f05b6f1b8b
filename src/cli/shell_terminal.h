/*
 * A shell on a terminal: prompts, the editor, history, and what a user sees of it all.
 */
#ifndef CLI_SHELL_TERMINAL_H
#define CLI_SHELL_TERMINAL_H

#include "shell.h"

/* Until its user leaves. Gives the exit code of the process. */
int shell_terminal_run(shell *s);

#endif
