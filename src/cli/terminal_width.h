/*
 * How large the terminal is that a stream writes to.
 */
#ifndef CLI_TERMINAL_WIDTH_H
#define CLI_TERMINAL_WIDTH_H

#include <stddef.h>
#include <stdio.h>

/* In cells; SIZE_MAX where it is no terminal. It may change while the command runs. */
size_t terminal_width(FILE *stream);

/* In lines; 24 where it does not tell. */
size_t terminal_height(FILE *stream);

/* From now on the width of this stream, which is no terminal but ends up on one; NULL: of none. */
void terminal_width_lend(FILE *stream, size_t width);

#endif
