/*
 * CSV by RFC 4180: CRLF, and quotes only where they are needed. NULL is an empty field, '' is "".
 */
#include <stdlib.h>
#include <string.h>

#include "row_writer.h"

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

static bool put(FILE *stream, const char *data, size_t bytes)
{
    return fwrite(data, 1, bytes, stream) == bytes;
}

static bool put_quoted(FILE *stream, const char *data, size_t bytes)
{
    if (putc('"', stream) == EOF)
        return false;
    while (bytes > 0) {
        const char *quote = memchr(data, '"', bytes);
        size_t part = quote == NULL ? bytes : (size_t)(quote - data) + 1;

        if (!put(stream, data, part) || (quote != NULL && putc('"', stream) == EOF))
            return false;
        data += part;
        bytes -= part;
    }
    return putc('"', stream) != EOF;
}

static bool put_field(FILE *stream, const char *data, size_t bytes)
{
    return needs_quotes(data, bytes) ? put_quoted(stream, data, bytes) : put(stream, data, bytes);
}

static bool csv_cell(row_writer *w, size_t column, const mpdata_text *text)
{
    if (column > 0 && putc(',', w->stream) == EOF)
        return false;
    return text == NULL || put_field(w->stream, text->data, text->bytes);
}

static bool csv_end_row(row_writer *w)
{
    return put(w->stream, "\r\n", 2);
}

static bool csv_begin(row_writer *w, const row_column *columns, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        const mpdata_text name = {columns[i].name, strlen(columns[i].name)};
        if (!csv_cell(w, i, &name))
            return false;
    }
    return count == 0 || csv_end_row(w);
}

static bool csv_finish(row_writer *w)
{
    return ferror(w->stream) == 0;
}

static void csv_free(row_writer *w)
{
    free(w);
}

row_writer *row_writer_new_csv(FILE *stream)
{
    static const row_writer_methods methods = {csv_begin, csv_cell, csv_end_row, csv_finish,
                                               csv_free};
    row_writer *w = malloc(sizeof(*w));

    if (w != NULL)
        *w = (row_writer){&methods, stream, false, UINT64_MAX, 0};
    return w;
}
