/*
 * What a command says of itself, as lines of 80 columns.
 */
#ifndef CLI_HELP_TEXT_H
#define CLI_HELP_TEXT_H

#include "command.h"

#define HELP_TEXT_COLUMNS 80
/* A screen of 24 lines, without that of the prompt. */
#define HELP_TEXT_SCREEN_LINES 23

/* What fits a screen, on standard output. Gives the exit code. */
int help_text_print_screen(const command *c);
/* All of it, with the options that every command has. */
int help_text_print_all(const command *c);

#endif
