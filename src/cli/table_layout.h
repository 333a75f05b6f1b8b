/*
 * How wide the columns of a table are.
 */
#ifndef CLI_TABLE_LAYOUT_H
#define CLI_TABLE_LAYOUT_H

#include <stdbool.h>
#include <stddef.h>

/* Blanks between two columns. */
#define TABLE_LAYOUT_GAP 2
/* A column that gives way is not made narrower than this. */
#define TABLE_LAYOUT_MIN_WIDTH 8

typedef struct table_layout_column {
    /* In: as wide as the widest cell. Out: as wide as it is shown. */
    size_t width;
    /* It may be made narrower: a cut number would be another number. */
    bool shrinks;
} table_layout_column;

/*
 * Makes the columns fit a line: those that shrink share what the others leave, so that only the widest lose. Gives how
 * many columns fit at all, from the left, at least one.
 */
size_t table_layout_fit(table_layout_column *columns, size_t count, size_t line_width);

#endif
