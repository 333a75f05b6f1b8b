#include "table_layout.h"

static size_t least_width(const table_layout_column *c)
{
    return c->shrinks && c->width > TABLE_LAYOUT_MIN_WIDTH ? TABLE_LAYOUT_MIN_WIDTH : c->width;
}

static size_t count_fitting(const table_layout_column *columns, size_t count, size_t line_width)
{
    size_t used = 0;

    for (size_t i = 0; i < count; i++) {
        used += least_width(&columns[i]) + (i == 0 ? 0 : TABLE_LAYOUT_GAP);
        if (used > line_width)
            return i == 0 ? 1 : i;
    }
    return count;
}

/* The width above which columns are cut, so that all of them take at most `room`. */
static size_t find_limit(const table_layout_column *columns, size_t count, size_t room)
{
    size_t limit = room;

    for (;;) {
        size_t used = 0;
        for (size_t i = 0; i < count; i++)
            used += columns[i].shrinks && columns[i].width > limit ? limit : columns[i].width;
        if (used <= room || limit <= TABLE_LAYOUT_MIN_WIDTH)
            return limit;
        limit--;
    }
}

size_t table_layout_fit(table_layout_column *columns, size_t count, size_t line_width)
{
    size_t fitting = count_fitting(columns, count, line_width);
    size_t gaps = fitting == 0 ? 0 : (fitting - 1) * TABLE_LAYOUT_GAP;
    size_t limit = find_limit(columns, fitting, line_width > gaps ? line_width - gaps : 0);

    for (size_t i = 0; i < fitting; i++)
        if (columns[i].shrinks && columns[i].width > limit)
            columns[i].width = limit;
    if (fitting == 1 && columns[0].width > line_width)
        columns[0].width = line_width;
    return fitting;
}
