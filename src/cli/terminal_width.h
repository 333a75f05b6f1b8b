/*
 * How wide the terminal is that a stream writes to.
 */
#ifndef CLI_TERMINAL_WIDTH_H
#define CLI_TERMINAL_WIDTH_H

#include <stddef.h>
#include <stdio.h>

/* In cells; SIZE_MAX where it is no terminal. It may change while the command runs. */
size_t terminal_width(FILE *stream);

#endif
