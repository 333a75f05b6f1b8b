/*
 * Tab-separated values as PostgreSQL and ClickHouse read them: tabs, line breaks and backslashes are escaped, NULL is \N.
 */
#include <stdlib.h>
#include <string.h>

#include "row_writer.h"

static const char *escape_of(char c)
{
    switch (c) {
    case '\t':
        return "\\t";
    case '\n':
        return "\\n";
    case '\r':
        return "\\r";
    case '\\':
        return "\\\\";
    default:
        return NULL;
    }
}

static void put_field(write_buffer *out, const char *data, size_t bytes)
{
    size_t done = 0;

    for (size_t i = 0; i < bytes; i++) {
        const char *escape = escape_of(data[i]);

        if (escape == NULL)
            continue;
        write_buffer_put(out, data + done, i - done);
        write_buffer_put(out, escape, 2);
        done = i + 1;
    }
    write_buffer_put(out, data + done, bytes - done);
}

static bool tsv_cell(row_writer *w, size_t column, const mpdata_text *text)
{
    if (column > 0)
        write_buffer_put_character(&w->out, '\t');
    if (text == NULL)
        write_buffer_put(&w->out, "\\N", 2);
    else
        put_field(&w->out, text->data, text->bytes);
    return true;
}

static bool tsv_end_row(row_writer *w)
{
    write_buffer_put_character(&w->out, '\n');
    return write_buffer_is_good(&w->out);
}

static bool tsv_begin(row_writer *w, const row_column *columns, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        const mpdata_text name = {columns[i].name, strlen(columns[i].name)};
        (void)tsv_cell(w, i, &name);
    }
    return count == 0 || tsv_end_row(w);
}

static bool tsv_finish(row_writer *w)
{
    return write_buffer_flush(&w->out);
}

static void tsv_free(row_writer *w)
{
    free(w);
}

row_writer *row_writer_new_tsv(FILE *stream)
{
    static const row_writer_methods methods = {tsv_begin, tsv_cell, tsv_end_row, tsv_finish,
                                               tsv_free};

    return row_writer_allocate(sizeof(row_writer), &methods, stream);
}
