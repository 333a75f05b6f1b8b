/*
 * The screen that a shell shows results on: the terminal, or the pager where they do not fit.
 */
#ifndef CLI_SHELL_SCREEN_H
#define CLI_SHELL_SCREEN_H

#include <stdbool.h>
#include <stdio.h>

/*
 * Until shell_screen_end what is shown goes to a pager, where `pages` and there is one. Tables are made to fit the width of
 * the terminal where `fits_width`, or where nothing but the terminal shows them. NULL: there is none, output goes on as it is.
 */
FILE *shell_screen_begin(bool pages, bool fits_width);

/* Waits until the user has left the pager. */
void shell_screen_end(FILE *screen);

#endif
