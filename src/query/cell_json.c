#include <math.h>
#include <string.h>

#include "base/error.h"
#include "query/cell.h"

static mpdata_status append_text(const cell_writer *writer, const char *text)
{
    return buffer_append_text(writer->out, text) ? MPDATA_OK : error_set_memory(writer->error);
}

/* The letter behind the backslash; 0 where there is none for this character. */
static char short_escape(char c)
{
    switch (c) {
    case '"':
    case '\\':
        return c;
    case '\b':
        return 'b';
    case '\f':
        return 'f';
    case '\n':
        return 'n';
    case '\r':
        return 'r';
    case '\t':
        return 't';
    default:
        return 0;
    }
}

static char *write_escaped(char *to, char c)
{
    static const char hex[] = "0123456789abcdef";
    char letter = short_escape(c);

    *to++ = '\\';
    if (letter != 0) {
        *to++ = letter;
        return to;
    }
    *to++ = 'u';
    *to++ = '0';
    *to++ = '0';
    *to++ = hex[((unsigned char)c >> 4) & 15];
    *to++ = hex[(unsigned char)c & 15];
    return to;
}

static mpdata_status append_string(const cell_writer *writer, const char *text, size_t bytes)
{
    buffer *out = writer->out;

    if (bytes > (SIZE_MAX - 2) / 6 || !buffer_reserve(out, bytes * 6 + 2))
        return error_set_memory(writer->error);
    char *to = out->data + out->bytes;
    *to++ = '"';
    for (size_t i = 0; i < bytes; i++) {
        char c = text[i];

        if ((unsigned char)c < ' ' || c == '"' || c == '\\')
            to = write_escaped(to, c);
        else
            *to++ = c;
    }
    *to++ = '"';
    out->bytes = (size_t)(to - out->data);
    return MPDATA_OK;
}

/* Line breaks stand between tokens only: inside a string they would not be JSON. */
static mpdata_status append_json_column(const cell_writer *writer, const engine_string *string)
{
    buffer *out = writer->out;
    size_t start = out->bytes;

    if (!buffer_append(out, engine_string_data(string), string->bytes))
        return error_set_memory(writer->error);
    for (size_t i = start; i < out->bytes; i++) {
        if (out->data[i] == '\n' || out->data[i] == '\r')
            out->data[i] = ' ';
    }
    return MPDATA_OK;
}

static mpdata_status append_text_column(const cell_writer *writer, const engine_vector *vector,
                                        size_t row)
{
    const engine_string *string = &((const engine_string *)vector->data)[row];

    if (vector->type->is_json && string->bytes > 0)
        return append_json_column(writer, string);
    return append_string(writer, engine_string_data(string), string->bytes);
}

static mpdata_status append_elements(const cell_writer *writer, const engine_vector *element,
                                     size_t first, size_t count)
{
    mpdata_status status = append_text(writer, "[");

    for (size_t i = 0; status == MPDATA_OK && i < count; i++) {
        if (i > 0)
            status = append_text(writer, ",");
        if (status == MPDATA_OK)
            status = cell_append_json(writer, element, first + i);
    }
    return status == MPDATA_OK ? append_text(writer, "]") : status;
}

/* An object where the keys are texts, otherwise [{"key":1,"value":2}]. */
static mpdata_status append_pair(const cell_writer *writer, const engine_vector *vector, size_t row,
                                 bool as_member)
{
    mpdata_status status = as_member ? MPDATA_OK : append_text(writer, "{\"key\":");

    if (status == MPDATA_OK)
        status = cell_append_json(writer, &vector->children[0], row);
    if (status == MPDATA_OK)
        status = append_text(writer, as_member ? ":" : ",\"value\":");
    if (status == MPDATA_OK)
        status = cell_append_json(writer, &vector->children[1], row);
    return status == MPDATA_OK && !as_member ? append_text(writer, "}") : status;
}

static mpdata_status append_map(const cell_writer *writer, const engine_vector *vector,
                                engine_list_entry entry)
{
    const engine_type *key = vector->children[0].type;
    bool as_object = (key->kind == ENGINE_TEXT && !key->is_json) || key->kind == ENGINE_ENUM;
    mpdata_status status = append_text(writer, as_object ? "{" : "[");

    for (size_t i = 0; status == MPDATA_OK && i < entry.length; i++) {
        if (i > 0)
            status = append_text(writer, ",");
        if (status == MPDATA_OK)
            status = append_pair(writer, vector, (size_t)entry.offset + i, as_object);
    }
    return status == MPDATA_OK ? append_text(writer, as_object ? "}" : "]") : status;
}

/* An array where the members have no names. */
static mpdata_status append_struct(const cell_writer *writer, const engine_vector *vector,
                                   size_t row)
{
    const engine_type *type = vector->type;
    bool named = type->child_count > 0 && type->child_names[0][0] != '\0';
    mpdata_status status = append_text(writer, named ? "{" : "[");

    for (size_t i = 0; status == MPDATA_OK && i < type->child_count; i++) {
        if (i > 0)
            status = append_text(writer, ",");
        if (status == MPDATA_OK && named)
            status = append_string(writer, type->child_names[i], strlen(type->child_names[i]));
        if (status == MPDATA_OK && named)
            status = append_text(writer, ":");
        if (status == MPDATA_OK)
            status = cell_append_json(writer, &vector->children[i], row);
    }
    return status == MPDATA_OK ? append_text(writer, named ? "}" : "]") : status;
}

static mpdata_status append_nested(const cell_writer *writer, const engine_vector *vector,
                                   size_t row)
{
    const engine_list_entry *entries = vector->data;

    switch (vector->type->kind) {
    case ENGINE_LIST:
        return append_elements(writer, &vector->children[0], (size_t)entries[row].offset,
                               (size_t)entries[row].length);
    case ENGINE_ARRAY:
        return append_elements(writer, &vector->children[0], row * (size_t)vector->type->array_size,
                               (size_t)vector->type->array_size);
    case ENGINE_MAP:
        return append_map(writer, vector, entries[row]);
    case ENGINE_STRUCT:
        return append_struct(writer, vector, row);
    default:
        return cell_append_json(writer, &vector->children[vector->tags[row]], row);
    }
}

static bool is_not_finite(const engine_vector *vector, size_t row)
{
    if (vector->type->kind == ENGINE_DOUBLE)
        return !isfinite(((const double *)vector->data)[row]);
    return vector->type->kind == ENGINE_FLOAT && !isfinite(((const float *)vector->data)[row]);
}

/* Numbers and booleans are the same in JSON; the text of anything else becomes a string. */
static mpdata_status append_scalar(const cell_writer *writer, const engine_vector *vector,
                                   size_t row)
{
    engine_kind kind = vector->type->kind;

    if (kind <= ENGINE_DECIMAL || kind == ENGINE_BIGNUM)
        return cell_append_scalar(writer, vector, row, true);

    if (kind != ENGINE_ENUM && kind != ENGINE_BLOB) {
        mpdata_status status = append_text(writer, "\"");
        if (status == MPDATA_OK)
            status = cell_append_scalar(writer, vector, row, true);
        return status == MPDATA_OK ? append_text(writer, "\"") : status;
    }
    /* What can hold a backslash or a quote is written aside first, and escaped then. */
    buffer text = BUFFER_INIT;
    cell_writer aside = {&text, writer->source, writer->style, writer->error};
    mpdata_status status = cell_append_scalar(&aside, vector, row, true);
    if (status == MPDATA_OK)
        status = append_string(writer, text.data, text.bytes);
    buffer_dispose(&text);
    return status;
}

mpdata_status cell_append_json(const cell_writer *writer, const engine_vector *vector, size_t row)
{
    if (vector->type->kind == ENGINE_NULL || engine_vector_is_null(vector, row) ||
        is_not_finite(vector, row))
        return append_text(writer, "null");
    if (cell_is_nested(vector->type))
        return append_nested(writer, vector, row);
    if (vector->type->kind == ENGINE_TEXT)
        return append_text_column(writer, vector, row);
    return append_scalar(writer, vector, row);
}
