/*
 * What a command says of itself, as lines of 80 columns.
 */
#ifndef CLI_HELP_TEXT_H
#define CLI_HELP_TEXT_H

#include <stdio.h>

#include "command.h"

#define HELP_TEXT_COLUMNS 80
/* A screen of 24 lines, without that of the prompt. */
#define HELP_TEXT_SCREEN_LINES 23

/* What fits a screen. */
void help_text_print_screen(const command *c, FILE *to);
/* All of it, with the options that every command has. */
void help_text_print_all(const command *c, FILE *to);

#endif
