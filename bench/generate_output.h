/*
 * Where the generator's lines go: one large buffer in front of a file or standard output.
 */
#ifndef GENERATE_OUTPUT_H
#define GENERATE_OUTPUT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>

#include "generate_text.h"

typedef struct output {
    /* For messages. */
    const char *name;
    FILE *file;
    char *buffer;
    text line;
} output;

/* NULL is standard output. False, here and below, with the reason on standard error. */
bool output_open(output *out, const char *path);

/* Makes room for a line of LINE_MAX_BYTES at `out->line`. */
bool output_make_room(output *out);

/* Writes the rest; the file then is complete, or false is returned. To be called in any case. */
bool output_close(output *out);

#endif
