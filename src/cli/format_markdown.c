/*
 * A table of Markdown, as GitHub reads it: for a page or a message that people read.
 */
#include <stdlib.h>
#include <string.h>

#include "row_writer.h"

/* What a table can't hold, or Markdown would take for its own. */
static const char *escape_of(char c)
{
    switch (c) {
    case '|':
        return "\\|";
    case '\\':
        return "\\\\";
    case '\n':
        return "<br>";
    case '\r':
        return "";
    case '<':
        return "&lt;";
    case '&':
        return "&amp;";
    case '`':
        return "\\`";
    case '*':
        return "\\*";
    case '_':
        return "\\_";
    default:
        return (unsigned char)c < 0x20 || c == 0x7F ? "\xEF\xBF\xBD" : NULL;
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
        write_buffer_put_text(out, escape);
        done = i + 1;
    }
    write_buffer_put(out, data + done, bytes - done);
}

static bool markdown_cell(row_writer *w, size_t column, const mpdata_text *text)
{
    write_buffer_put_text(&w->out, column == 0 ? "| " : " | ");
    if (text == NULL)
        write_buffer_put_text(&w->out, "NULL");
    else
        put_field(&w->out, text->data, text->bytes);
    return true;
}

static bool markdown_end_row(row_writer *w)
{
    write_buffer_put_text(&w->out, " |\n");
    return write_buffer_is_good(&w->out);
}

static bool markdown_begin(row_writer *w, const row_column *columns, size_t count)
{
    if (count == 0)
        return true;
    for (size_t i = 0; i < count; i++) {
        const mpdata_text name = {columns[i].name, strlen(columns[i].name)};
        (void)markdown_cell(w, i, &name);
    }
    (void)markdown_end_row(w);
    for (size_t i = 0; i < count; i++)
        write_buffer_put_text(&w->out, columns[i].class == MPDATA_COLUMN_NUMBER ? "|---:" : "|---");
    write_buffer_put_text(&w->out, "|\n");
    return write_buffer_is_good(&w->out);
}

static bool markdown_finish(row_writer *w)
{
    return write_buffer_flush(&w->out);
}

static void markdown_free(row_writer *w)
{
    free(w);
}

row_writer *row_writer_new_markdown(FILE *stream)
{
    static const row_writer_methods methods = {markdown_begin, markdown_cell, markdown_end_row,
                                               markdown_finish, markdown_free};

    return row_writer_allocate(sizeof(row_writer), &methods, stream);
}
