#include <string.h>

#include "base/error.h"
#include "query/cell.h"

cell_style cell_style_of(const char *engine_version)
{
    bool is_old = strncmp(engine_version, "1.", 2) == 0;

    return (cell_style){!is_old, !is_old, !is_old};
}

static mpdata_status append_text(const cell_writer *writer, const char *text)
{
    return buffer_append_text(writer->out, text) ? MPDATA_OK : error_set_memory(writer->error);
}

mpdata_status cell_append_text(const cell_writer *writer, const engine_vector *vector, size_t row)
{
    if (vector->type->kind == ENGINE_NULL || engine_vector_is_null(vector, row))
        return append_text(writer, "NULL");
    if (cell_is_nested(vector->type))
        return cell_append_nested(writer, vector, row);
    if (vector->type->kind != ENGINE_TEXT)
        return cell_append_scalar(writer, vector, row, false);

    const engine_string *string = &((const engine_string *)vector->data)[row];
    if (!buffer_append(writer->out, engine_string_data(string), string->bytes))
        return error_set_memory(writer->error);
    return MPDATA_OK;
}

static bool is_space(char c)
{
    return c == ' ' || (c >= '\t' && c <= '\r');
}

static bool is_null_word(const char *text, size_t bytes)
{
    return bytes == 4 && (text[0] | 32) == 'n' && (text[1] | 32) == 'u' && (text[2] | 32) == 'l' &&
           (text[3] | 32) == 'l';
}

static bool needs_quotes(const char *text, size_t bytes, bool backslash_is_special)
{
    static const bool is_special[256] = {
        ['"'] = true, ['\''] = true, ['('] = true, [')'] = true, [','] = true, [':'] = true,
        ['='] = true, ['['] = true,  [']'] = true, ['{'] = true, ['}'] = true};

    if (bytes == 0 || is_space(text[0]) || is_space(text[bytes - 1]) || is_null_word(text, bytes))
        return true;
    for (size_t i = 0; i < bytes; i++) {
        if (is_special[(unsigned char)text[i]] || (text[i] == '\\' && backslash_is_special))
            return true;
    }
    return false;
}

/* Puts what the buffer holds from `start` on in quotes, with backslashes before quotes and backslashes. */
static bool quote_tail(buffer *out, size_t start)
{
    size_t bytes = out->bytes - start;
    size_t escapes = 0;

    for (size_t i = start; i < out->bytes; i++)
        escapes += out->data[i] == '\'' || out->data[i] == '\\';
    if (!buffer_reserve(out, escapes + 2))
        return false;
    const char *from = out->data + out->bytes;
    char *to = out->data + out->bytes + escapes + 2;
    *--to = '\'';
    for (size_t i = 0; i < bytes; i++) {
        *--to = *--from;
        if (*to == '\'' || *to == '\\')
            *--to = '\\';
    }
    *--to = '\'';
    out->bytes += escapes + 2;
    return true;
}

/* Values of these types never hold a character that would need quotes. */
static bool is_plain(engine_kind kind)
{
    return kind <= ENGINE_DECIMAL || kind == ENGINE_UUID || kind == ENGINE_BIT ||
           kind == ENGINE_BIGNUM;
}

/* JSON inside a LIST stays as it is, and inside anything else it does not. */
static bool may_be_quoted(const cell_writer *writer, const engine_type *container,
                          const engine_type *element)
{
    if (is_plain(element->kind) || cell_is_nested(element))
        return false;
    if (container->kind == ENGINE_ARRAY)
        return writer->style.arrays_are_quoted;
    return container->kind != ENGINE_LIST || !element->is_json;
}

static mpdata_status append_element(const cell_writer *writer, const engine_type *container,
                                    const engine_vector *element, size_t row)
{
    size_t start = writer->out->bytes;
    mpdata_status status = cell_append_text(writer, element, row);

    if (status != MPDATA_OK || element->type->kind == ENGINE_NULL ||
        engine_vector_is_null(element, row) || !may_be_quoted(writer, container, element->type))
        return status;
    if (!needs_quotes(writer->out->data + start, writer->out->bytes - start,
                      writer->style.backslash_is_special))
        return MPDATA_OK;
    return quote_tail(writer->out, start) ? MPDATA_OK : error_set_memory(writer->error);
}

static mpdata_status append_elements(const cell_writer *writer, const engine_vector *vector,
                                     size_t first, size_t count)
{
    mpdata_status status = append_text(writer, "[");

    for (size_t i = 0; status == MPDATA_OK && i < count; i++) {
        if (i > 0)
            status = append_text(writer, ", ");
        if (status == MPDATA_OK)
            status = append_element(writer, vector->type, &vector->children[0], first + i);
    }
    return status == MPDATA_OK ? append_text(writer, "]") : status;
}

static mpdata_status append_map(const cell_writer *writer, const engine_vector *vector,
                                engine_list_entry entry)
{
    mpdata_status status = append_text(writer, "{");

    for (size_t i = 0; status == MPDATA_OK && i < entry.length; i++) {
        size_t row = (size_t)entry.offset + i;

        if (i > 0)
            status = append_text(writer, ", ");
        if (status == MPDATA_OK)
            status = append_element(writer, vector->type, &vector->children[0], row);
        if (status == MPDATA_OK)
            status = append_text(writer, "=");
        if (status == MPDATA_OK)
            status = append_element(writer, vector->type, &vector->children[1], row);
    }
    return status == MPDATA_OK ? append_text(writer, "}") : status;
}

static mpdata_status append_name(const cell_writer *writer, const char *name)
{
    size_t start = writer->out->bytes;

    if (!buffer_append_text(writer->out, name) || !quote_tail(writer->out, start))
        return error_set_memory(writer->error);
    return append_text(writer, ": ");
}

static mpdata_status append_struct(const cell_writer *writer, const engine_vector *vector,
                                   size_t row)
{
    const engine_type *type = vector->type;
    bool named = type->child_count > 0 && type->child_names[0][0] != '\0';
    mpdata_status status = append_text(writer, named ? "{" : "(");

    for (size_t i = 0; status == MPDATA_OK && i < type->child_count; i++) {
        if (i > 0)
            status = append_text(writer, ", ");
        if (status == MPDATA_OK && named)
            status = append_name(writer, type->child_names[i]);
        if (status == MPDATA_OK)
            status = append_element(writer, type, &vector->children[i], row);
    }
    if (status == MPDATA_OK && !named && type->child_count == 1 &&
        writer->style.single_member_comma)
        status = append_text(writer, ",");
    return status == MPDATA_OK ? append_text(writer, named ? "}" : ")") : status;
}

mpdata_status cell_append_nested(const cell_writer *writer, const engine_vector *vector, size_t row)
{
    const engine_list_entry *entries = vector->data;

    switch (vector->type->kind) {
    case ENGINE_LIST:
        return append_elements(writer, vector, (size_t)entries[row].offset,
                               (size_t)entries[row].length);
    case ENGINE_ARRAY:
        return append_elements(writer, vector, row * (size_t)vector->type->array_size,
                               (size_t)vector->type->array_size);
    case ENGINE_MAP:
        return append_map(writer, vector, entries[row]);
    case ENGINE_STRUCT:
        return append_struct(writer, vector, row);
    default:
        /* A union shows its member, without a sign of which one. */
        return cell_append_text(writer, &vector->children[vector->tags[row]], row);
    }
}
