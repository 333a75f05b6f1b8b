/*
 * CSV by RFC 4180: CRLF, and quotes only where they are needed. NULL is an empty field, '' is "".
 */
#include <stdlib.h>
#include <string.h>

#include "row_writer.h"

enum { PIECE_BYTES = 4096 };

static bool needs_quotes(const char *data, size_t bytes)
{
    if (bytes == 0)
        return true;
    for (size_t i = 0; i < bytes; i++)
        if (data[i] == ',' || data[i] == '"' || data[i] == '\r' || data[i] == '\n')
            return true;
    /* Some readers drop blanks at the ends of a field without quotes. */
    return data[0] == ' ' || data[bytes - 1] == ' ';
}

/* All of a piece may be quotes, and become two each. */
static void put_piece(write_buffer *out, const char *data, size_t bytes)
{
    write_buffer_reserve(out, 2 * bytes);
    char *to = out->data + out->bytes;
    /* Without a branch: in JSON every sixth byte is a quote, and none could be foreseen. */
    for (size_t i = 0; i < bytes; i++) {
        to[0] = data[i];
        to[1] = '"';
        to += 1 + (data[i] == '"');
    }
    out->bytes = (size_t)(to - out->data);
}

static void put_quoted(write_buffer *out, const char *data, size_t bytes)
{
    write_buffer_put_character(out, '"');
    while (bytes > 0) {
        size_t part = bytes < PIECE_BYTES ? bytes : PIECE_BYTES;

        put_piece(out, data, part);
        data += part;
        bytes -= part;
    }
    write_buffer_put_character(out, '"');
}

static void put_field(write_buffer *out, const char *data, size_t bytes)
{
    if (needs_quotes(data, bytes))
        put_quoted(out, data, bytes);
    else
        write_buffer_put(out, data, bytes);
}

static bool csv_cell(row_writer *w, size_t column, const mpdata_text *text)
{
    if (column > 0)
        write_buffer_put_character(&w->out, ',');
    if (text != NULL)
        put_field(&w->out, text->data, text->bytes);
    return true;
}

static bool csv_end_row(row_writer *w)
{
    write_buffer_put(&w->out, "\r\n", 2);
    return write_buffer_is_good(&w->out);
}

static bool csv_begin(row_writer *w, const row_column *columns, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        const mpdata_text name = {columns[i].name, strlen(columns[i].name)};
        (void)csv_cell(w, i, &name);
    }
    return count == 0 || csv_end_row(w);
}

static bool csv_finish(row_writer *w)
{
    return write_buffer_flush(&w->out);
}

static void csv_free(row_writer *w)
{
    free(w);
}

row_writer *row_writer_new_csv(FILE *stream)
{
    static const row_writer_methods methods = {csv_begin, csv_cell, csv_end_row, csv_finish,
                                               csv_free};

    return row_writer_allocate(sizeof(row_writer), &methods, stream);
}
