/*
 * What the shell says of itself.
 */
#ifndef CLI_SHELL_HELP_H
#define CLI_SHELL_HELP_H

/* The list of its commands and keys, on output_standard. Gives the exit code. */
int shell_help_print(void);

#endif
