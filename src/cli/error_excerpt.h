/*
 * The line of SQL that an error points at, as wide as the terminal.
 */
#ifndef CLI_ERROR_EXCERPT_H
#define CLI_ERROR_EXCERPT_H

#include <stddef.h>
#include <stdio.h>

/*
 * Prints "LINE 2: SELECT ...", cut around the caret where it is wider than `width`, and its end of line. `line` is NUL-terminated and fit to
 * be shown, and `caret` the cell that the caret stands below. Gives the cell where it stands now.
 */
size_t error_excerpt_print(FILE *to, const char *line, size_t caret, size_t width);

#endif
