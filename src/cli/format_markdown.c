/*
 * A table of Markdown, as GitHub reads it: for a page or a message that people read.
 */
#include <stdlib.h>
#include <string.h>

#include "row_writer.h"

static bool put_text(FILE *stream, const char *text)
{
    return fputs(text, stream) != EOF;
}

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

static bool put_field(FILE *stream, const char *data, size_t bytes)
{
    bool is_good = true;

    for (size_t i = 0; is_good && i < bytes; i++) {
        const char *escape = escape_of(data[i]);

        is_good = escape == NULL ? putc(data[i], stream) != EOF : put_text(stream, escape);
    }
    return is_good;
}

static bool markdown_cell(row_writer *w, size_t column, const mpdata_text *text)
{
    return put_text(w->stream, column == 0 ? "| " : " | ") &&
           (text == NULL ? put_text(w->stream, "NULL")
                         : put_field(w->stream, text->data, text->bytes));
}

static bool markdown_end_row(row_writer *w)
{
    return put_text(w->stream, " |\n");
}

static bool markdown_begin(row_writer *w, const row_column *columns, size_t count)
{
    bool is_good = true;

    for (size_t i = 0; is_good && i < count; i++) {
        const mpdata_text name = {columns[i].name, strlen(columns[i].name)};
        is_good = markdown_cell(w, i, &name);
    }
    is_good = is_good && (count == 0 || markdown_end_row(w));
    for (size_t i = 0; is_good && i < count; i++)
        is_good = put_text(w->stream, columns[i].class == MPDATA_COLUMN_NUMBER ? "|---:" : "|---");
    return is_good && (count == 0 || put_text(w->stream, "|\n"));
}

static bool markdown_finish(row_writer *w)
{
    return ferror(w->stream) == 0;
}

static void markdown_free(row_writer *w)
{
    free(w);
}

row_writer *row_writer_new_markdown(FILE *stream)
{
    static const row_writer_methods methods = {markdown_begin, markdown_cell, markdown_end_row,
                                               markdown_finish, markdown_free};
    row_writer *w = malloc(sizeof(*w));

    if (w != NULL)
        *w = (row_writer){&methods, stream, false, UINT64_MAX, 0};
    return w;
}
