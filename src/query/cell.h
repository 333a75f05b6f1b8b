/*
 * Cells of a result as text.
 */
#ifndef QUERY_CELL_H
#define QUERY_CELL_H

#include <stdbool.h>
#include <stddef.h>

#include "base/buffer.h"
#include "engine/result.h"
#include "mpdata/error.h"

/* Where DuckDB's versions differ in how they write values inside lists and their like. */
typedef struct cell_style {
    /* A backslash makes quotes necessary. */
    bool backslash_is_special;
    /* Texts inside an ARRAY are quoted as those inside a LIST are. */
    bool arrays_are_quoted;
    /* A STRUCT without names and with one member is written (1,) and not (1). */
    bool single_member_comma;
} cell_style;

/* `engine_version` such as "1.5.6". */
cell_style cell_style_of(const char *engine_version);

typedef struct cell_writer {
    buffer *out;
    /* Knows the session's time zone. */
    engine_result *source;
    cell_style style;
    mpdata_error *error;
} cell_writer;

/* Appends what CAST(... AS VARCHAR) gives. NULL is written as NULL. Errors: MEMORY, QUERY. */
mpdata_status cell_append_text(const cell_writer *writer, const engine_vector *vector, size_t row);

/* Appends the cell as JSON on one line. Errors as before. */
mpdata_status cell_append_json(const cell_writer *writer, const engine_vector *vector, size_t row);

/*
 * For the two: a value that is not NULL and not nested, nor text. `leading_zero` as for
 * number_write_decimal.
 */
mpdata_status cell_append_scalar(const cell_writer *writer, const engine_vector *vector, size_t row,
                                 bool leading_zero);

/* For cell_append_text: LIST, ARRAY, STRUCT, MAP and UNION. */
mpdata_status cell_append_nested(const cell_writer *writer, const engine_vector *vector,
                                 size_t row);

/* Of an ENUM that is not NULL. Borrowed from the type. */
const char *cell_enum_text(const engine_vector *vector, size_t row);

static inline bool cell_is_nested(const engine_type *type)
{
    return type->kind >= ENGINE_LIST;
}

#endif
