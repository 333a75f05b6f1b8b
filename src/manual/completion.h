/*
 * What the shells need to complete a command line: commands, options, formats, choices, files, and the names of tables,
 * which they ask mpdata for.
 *
 * A table may have any name. Names reach the shells as lines of `mpdata tables --format tsv`, and none of the scripts
 * evaluates them.
 */
#ifndef MANUAL_COMPLETION_H
#define MANUAL_COMPLETION_H

#include <stdio.h>

void completion_write_bash(FILE *to);
void completion_write_zsh(FILE *to);
void completion_write_fish(FILE *to);

#endif
