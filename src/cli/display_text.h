/*
 * Text as a terminal shows it: nothing in it moves the cursor or turns the direction of writing.
 */
#ifndef CLI_DISPLAY_TEXT_H
#define CLI_DISPLAY_TEXT_H

#include <stddef.h>
#include <stdio.h>

typedef struct display_text {
    /* NUL-terminated, and owned. */
    char *text;
    /* The terminal's cells that it takes. */
    size_t width;
} display_text;

/*
 * UTF-8 with control characters, marks of direction and what can't be shown written as escapes. Text much wider than
 * `max_width` may be cut. text is NULL where memory ran out.
 */
display_text display_text_of(const char *data, size_t bytes, size_t max_width);

/* Cuts the text to `width` cells, the last of them an ellipsis. */
void display_text_shorten(display_text *t, size_t width);

/* The same, of a text of several lines, written whole. */
void display_text_print(FILE *to, const char *text);

void display_text_dispose(display_text *t);

#endif
