/*
 * JSON: an array with one object a line, or the objects alone, one a line (JSON lines).
 */
#include <stdlib.h>
#include <string.h>

#include "row_writer.h"
#include "unique_names.h"

typedef struct json_writer {
    row_writer base;
    bool is_lines;
    bool has_rows;
    mpdata_text *openings;
    size_t column_count;
} json_writer;

static bool put(FILE *stream, const char *text)
{
    return fputs(text, stream) != EOF;
}

static bool put_character(FILE *stream, unsigned char c)
{
    switch (c) {
    case '"':
        return put(stream, "\\\"");
    case '\\':
        return put(stream, "\\\\");
    case '\n':
        return put(stream, "\\n");
    case '\r':
        return put(stream, "\\r");
    case '\t':
        return put(stream, "\\t");
    default:
        if (c < 0x20)
            return fprintf(stream, "\\u%04x", c) > 0;
        return putc(c, stream) != EOF;
    }
}

bool row_writer_json_string(FILE *stream, const char *text, size_t bytes)
{
    bool is_good = putc('"', stream) != EOF;

    for (size_t i = 0; is_good && i < bytes; i++)
        is_good = put_character(stream, (unsigned char)text[i]);
    return is_good && putc('"', stream) != EOF;
}

/* What stands before the cells of the column: {"first": or ,"second": */
static bool write_opening(const char *name, bool is_first, mpdata_text *out)
{
    char *text = NULL;
    FILE *stream = open_memstream(&text, &out->bytes);

    if (stream == NULL)
        return false;
    bool is_good = putc(is_first ? '{' : ',', stream) != EOF &&
                   row_writer_json_string(stream, name, strlen(name)) && putc(':', stream) != EOF;
    is_good = fclose(stream) == 0 && is_good;
    out->data = text;
    return is_good;
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
    return is_good && (json->is_lines || write_buffer_put_character(&w->out, '['));
}

static bool json_cell(row_writer *w, size_t column, const mpdata_text *text)
{
    json_writer *json = (json_writer *)w;
    const mpdata_text *opening = &json->openings[column];

    if (column == 0 && !json->is_lines &&
        !write_buffer_put_text(&w->out, json->has_rows ? ",\n" : "\n"))
        return false;
    json->has_rows = true;
    if (!write_buffer_put(&w->out, opening->data, opening->bytes))
        return false;
    return text == NULL ? write_buffer_put(&w->out, "null", 4)
                        : write_buffer_put(&w->out, text->data, text->bytes);
}

static bool json_end_row(row_writer *w)
{
    const json_writer *json = (const json_writer *)w;

    return write_buffer_put_text(&w->out, json->is_lines ? "}\n" : "}");
}

static bool json_finish(row_writer *w)
{
    const json_writer *json = (const json_writer *)w;

    if (!json->is_lines && !write_buffer_put_text(&w->out, json->has_rows ? "\n]\n" : "]\n"))
        return false;
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
