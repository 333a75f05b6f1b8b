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
    char **names;
    size_t name_count;
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

/* An object has each name once: a later column of the same name gets a number. */
static bool json_begin(row_writer *w, const row_column *columns, size_t count)
{
    json_writer *json = (json_writer *)w;

    json->names = unique_names(columns, count);
    json->name_count = count;
    return json->names != NULL && (json->is_lines || put(w->stream, "["));
}

static bool json_cell(row_writer *w, size_t column, const mpdata_text *text)
{
    json_writer *json = (json_writer *)w;

    if (column == 0 && !json->is_lines && !put(w->stream, json->has_rows ? ",\n" : "\n"))
        return false;
    json->has_rows = true;
    if (putc(column == 0 ? '{' : ',', w->stream) == EOF ||
        !row_writer_json_string(w->stream, json->names[column], strlen(json->names[column])) ||
        putc(':', w->stream) == EOF)
        return false;
    if (text == NULL)
        return put(w->stream, "null");
    return fwrite(text->data, 1, text->bytes, w->stream) == text->bytes;
}

static bool json_end_row(row_writer *w)
{
    const json_writer *json = (const json_writer *)w;

    return put(w->stream, json->is_lines ? "}\n" : "}");
}

static bool json_finish(row_writer *w)
{
    const json_writer *json = (const json_writer *)w;

    if (!json->is_lines && !put(w->stream, json->has_rows ? "\n]\n" : "]\n"))
        return false;
    return ferror(w->stream) == 0;
}

static void json_free(row_writer *w)
{
    json_writer *json = (json_writer *)w;

    unique_names_free(json->names, json->name_count);
    free(json);
}

row_writer *row_writer_new_json(FILE *stream, bool is_lines)
{
    static const row_writer_methods methods = {json_begin, json_cell, json_end_row, json_finish,
                                               json_free};
    json_writer *json = calloc(1, sizeof(*json));

    if (json == NULL)
        return NULL;
    json->base = (row_writer){&methods, stream, true, UINT64_MAX, 0};
    json->is_lines = is_lines;
    return &json->base;
}
