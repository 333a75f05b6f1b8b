/*
 * Colours, where somebody looks who wants them.
 */
#ifndef CLI_TERMINAL_COLOR_H
#define CLI_TERMINAL_COLOR_H

#include <stdio.h>

typedef enum terminal_style { TERMINAL_PLAIN, TERMINAL_BOLD, TERMINAL_RED } terminal_style;

/*
 * What makes the terminal write so from here on. "" where the stream is no terminal, $NO_COLOR is set, or the terminal knows
 * no colours. A static string.
 */
const char *terminal_color(FILE *stream, terminal_style style);

#endif
