/*
 * A column of a result as Arrow gives it, and its cells as Python's objects.
 */
#ifndef PYTHON_ARROW_FIELD_H
#define PYTHON_ARROW_FIELD_H

#include "module.h"

#include <stddef.h>
#include <stdint.h>

#include "mpdata/arrow.h"

typedef enum arrow_kind {
    ARROW_NULL,
    ARROW_BOOL,
    ARROW_INT,
    ARROW_UINT,
    ARROW_REAL,
    /* str, or bytes where `is_binary`: offsets of 4 or 8 bytes, or views of 16. */
    ARROW_TEXT,
    ARROW_TEXT_VIEW,
    ARROW_FIXED_BYTES,
    ARROW_UUID,
    /* HUGEINT, an integer of 16 bytes. */
    ARROW_INT128,
    ARROW_DECIMAL,
    ARROW_DATE,
    ARROW_TIME,
    ARROW_TIMESTAMP,
    /* Months (int32), days (int32), nanoseconds (int64). */
    ARROW_INTERVAL,
    /* A list: offsets of 4 or 8 bytes. */
    ARROW_LIST,
    ARROW_FIXED_LIST,
    ARROW_STRUCT,
    ARROW_MAP,
    ARROW_UNION,
    ARROW_DICTIONARY
} arrow_kind;

typedef struct arrow_field {
    arrow_kind kind;
    /* Of a value; of an offset where there are offsets; of a list of fixed length: its items. */
    uint32_t width_bytes;
    bool is_binary;
    bool is_json;
    uint8_t scale;
    /* Of times: how many units make a second. */
    int64_t units_per_second;
    /* A str: of TIMESTAMP WITH TIME ZONE its zone, of a part of a struct its name; or NULL. */
    PyObject *zone;
    PyObject *name;
    /* Of bytes that only DuckDB knows: its name of the type, such as "bit"; or NULL. */
    PyObject *opaque;
    size_t child_count;
    struct arrow_field *children;
    /* Of a union: the child for each type id. */
    uint8_t child_of_id[128];
} arrow_field;

/* False with an exception set; the caller disposes of `*out` all the same. */
bool arrow_field_read(const struct ArrowSchema *schema, arrow_field *out);
void arrow_field_dispose(arrow_field *field);

/* Whether a column is text that is JSON. */
bool arrow_schema_is_json(const struct ArrowSchema *schema);

bool arrow_array_is_null(const struct ArrowArray *array, int64_t row);

/* A new reference, None for NULL; NULL with an exception set. `row` counts without the array's own offset. */
PyObject *arrow_field_cell(const module_state *state, const arrow_field *field,
                           const struct ArrowArray *array, int64_t row);

/* Cells from a row on, for container_list. */
typedef struct arrow_cells {
    const module_state *state;
    const arrow_field *field;
    const struct ArrowArray *array;
    int64_t from;
} arrow_cells;

PyObject *arrow_field_next(void *cells, size_t number);

#endif
