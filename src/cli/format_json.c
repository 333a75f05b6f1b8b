/*
 * JSON: an array with one object a line, or the objects alone, one a line (JSON lines).
 */
#include <stdlib.h>
#include <string.h>

#include "row_writer.h"
#include "text_stream.h"
#include "unique_names.h"

typedef struct json_writer {
    row_writer base;
    bool is_lines;
    bool has_rows;
    mpdata_text *openings;
    size_t column_count;
} json_writer;

static void put_character(FILE *stream, unsigned char c)
{
    switch (c) {
    case '"':
        (void)fputs("\\\"", stream);
        break;
    case '\\':
        (void)fputs("\\\\", stream);
        break;
    case '\n':
        (void)fputs("\\n", stream);
        break;
    case '\r':
        (void)fputs("\\r", stream);
        break;
    case '\t':
        (void)fputs("\\t", stream);
        break;
    default:
        if (c < 0x20)
            (void)fprintf(stream, "\\u%04x", c);
        else
            (void)putc(c, stream);
        break;
    }
}

void row_writer_json_string(FILE *stream, const char *text, size_t bytes)
{
    (void)putc('"', stream);
    for (size_t i = 0; i < bytes; i++)
        put_character(stream, (unsigned char)text[i]);
    (void)putc('"', stream);
}

/* What stands before the cells of the column: {"first": or ,"second": */
static bool write_opening(const char *name, bool is_first, mpdata_text *out)
{
    char *text = NULL;
    FILE *stream = open_memstream(&text, &out->bytes);

    if (stream == NULL)
        return false;
    (void)putc(is_first ? '{' : ',', stream);
    row_writer_json_string(stream, name, strlen(name));
    (void)putc(':', stream);
    out->data = text_stream_end(stream, &text);
    return out->data != NULL;
}

/* An object has each name once: a later column of the same name gets a number. */
static bool json_begin(row_writer *w, const row_column *columns, size_t count)
{
    json_writer *json = (json_writer *)w;
    char **names = unique_names(columns, count);
    bool is_good = names != NULL;

    json->openings = calloc(count + 1, sizeof(*json->openings));
    json->column_count = json->openings == NULL ? 0 : count;
    is_good = is_good && json->openings != NULL;
    for (size_t i = 0; is_good && i < count; i++)
        is_good = write_opening(names[i], i == 0, &json->openings[i]);
    unique_names_free(names, count);
    if (!json->is_lines)
        write_buffer_put_character(&w->out, '[');
    return is_good;
}

static bool json_cell(row_writer *w, size_t column, const mpdata_text *text)
{
    json_writer *json = (json_writer *)w;
    const mpdata_text *opening = &json->openings[column];

    if (column == 0 && !json->is_lines)
        write_buffer_put_text(&w->out, json->has_rows ? ",\n" : "\n");
    json->has_rows = true;
    write_buffer_put(&w->out, opening->data, opening->bytes);
    if (text == NULL)
        write_buffer_put(&w->out, "null", 4);
    else
        write_buffer_put(&w->out, text->data, text->bytes);
    return true;
}

static bool json_end_row(row_writer *w)
{
    const json_writer *json = (const json_writer *)w;

    write_buffer_put_text(&w->out, json->is_lines ? "}\n" : "}");
    return write_buffer_is_good(&w->out);
}

static bool json_finish(row_writer *w)
{
    const json_writer *json = (const json_writer *)w;

    if (!json->is_lines)
        write_buffer_put_text(&w->out, json->has_rows ? "\n]\n" : "]\n");
    return write_buffer_flush(&w->out);
}

static void json_free(row_writer *w)
{
    json_writer *json = (json_writer *)w;

    for (size_t i = 0; i < json->column_count; i++)
        free((void *)(uintptr_t)json->openings[i].data);
    free(json->openings);
    free(json);
}

row_writer *row_writer_new_json(FILE *stream, bool is_lines)
{
    static const row_writer_methods methods = {json_begin, json_cell, json_end_row, json_finish,
                                               json_free};
    json_writer *json = row_writer_allocate(sizeof(*json), &methods, stream);

    if (json == NULL)
        return NULL;
    json->base.takes_json = true;
    json->is_lines = is_lines;
    return &json->base;
}
