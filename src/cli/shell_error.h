/*
 * Errors as the shell tells them: in colours on a terminal, with the line of the file where statements come from one.
 */
#ifndef CLI_SHELL_ERROR_H
#define CLI_SHELL_ERROR_H

#include "shell.h"

/* From now on for this shell; NULL: as the command tells them. */
void shell_error_tell_for(const shell *s);

#endif
