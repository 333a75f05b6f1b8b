#include "mpdata/column.h"

#include <stdlib.h>
#include <string.h>

#include "base/error.h"
#include "query/batch.h"

#define MICROSECONDS_PER_SECOND 1000000

static mpdata_array_kind integer_of(size_t bytes)
{
    switch (bytes) {
    case 2:
        return MPDATA_ARRAY_INT16;
    case 4:
        return MPDATA_ARRAY_INT32;
    case 8:
        return MPDATA_ARRAY_INT64;
    default:
        return MPDATA_ARRAY_INT128;
    }
}

/* False for a type without an array. */
static bool describe(const engine_type *type, mpdata_column *out)
{
    static const struct {
        engine_kind engine;
        mpdata_array_kind array;
        uint32_t ticks_per_second;
    } kinds[] = {
        {ENGINE_NULL, MPDATA_ARRAY_NULL, 0},
        {ENGINE_BOOLEAN, MPDATA_ARRAY_BOOL, 0},
        {ENGINE_INT8, MPDATA_ARRAY_INT8, 0},
        {ENGINE_INT16, MPDATA_ARRAY_INT16, 0},
        {ENGINE_INT32, MPDATA_ARRAY_INT32, 0},
        {ENGINE_INT64, MPDATA_ARRAY_INT64, 0},
        {ENGINE_INT128, MPDATA_ARRAY_INT128, 0},
        {ENGINE_UINT8, MPDATA_ARRAY_UINT8, 0},
        {ENGINE_UINT16, MPDATA_ARRAY_UINT16, 0},
        {ENGINE_UINT32, MPDATA_ARRAY_UINT32, 0},
        {ENGINE_UINT64, MPDATA_ARRAY_UINT64, 0},
        {ENGINE_FLOAT, MPDATA_ARRAY_FLOAT, 0},
        {ENGINE_DOUBLE, MPDATA_ARRAY_DOUBLE, 0},
        {ENGINE_TEXT, MPDATA_ARRAY_TEXT, 0},
        {ENGINE_BLOB, MPDATA_ARRAY_TEXT, 0},
        {ENGINE_ENUM, MPDATA_ARRAY_TEXT, 0},
        {ENGINE_DATE, MPDATA_ARRAY_DATE, 0},
        {ENGINE_TIMESTAMP, MPDATA_ARRAY_TIMESTAMP, MICROSECONDS_PER_SECOND},
        {ENGINE_TIMESTAMP_TZ, MPDATA_ARRAY_TIMESTAMP, MICROSECONDS_PER_SECOND},
        {ENGINE_TIMESTAMP_S, MPDATA_ARRAY_TIMESTAMP, 1},
        {ENGINE_TIMESTAMP_MS, MPDATA_ARRAY_TIMESTAMP, 1000},
        {ENGINE_TIMESTAMP_NS, MPDATA_ARRAY_TIMESTAMP, 1000000000},
    };

    if (type->kind == ENGINE_DECIMAL) {
        out->kind = integer_of(type->storage_bytes);
        out->decimal_scale = type->decimal_scale;
        return true;
    }
    for (size_t i = 0; i < sizeof(kinds) / sizeof(kinds[0]); i++) {
        if (kinds[i].engine != type->kind)
            continue;
        out->kind = kinds[i].array;
        out->ticks_per_second = kinds[i].ticks_per_second;
        return true;
    }
    return false;
}

static mpdata_text enum_text(const engine_vector *vector, size_t row)
{
    const char *text = cell_enum_text(vector, row);

    return (mpdata_text){text, strlen(text)};
}

/* Where a value is NULL, DuckDB's string may point anywhere. */
static mpdata_text text_at(const engine_vector *vector, size_t row)
{
    const engine_string *string = &((const engine_string *)vector->data)[row];

    if (engine_vector_is_null(vector, row))
        return (mpdata_text){"", 0};
    return vector->type->kind == ENGINE_ENUM
               ? enum_text(vector, row)
               : (mpdata_text){engine_string_data(string), string->bytes};
}

static mpdata_status make_texts(const mpdata_batch *batch, size_t column, mpdata_column *out,
                                mpdata_error *error)
{
    batch_texts *made = &batch->texts[column];

    if (made->capacity_rows < batch->rows) {
        mpdata_text *grown = realloc(made->texts, batch->rows * sizeof(*grown));
        if (grown == NULL)
            return error_set_memory(error);
        made->texts = grown;
        made->capacity_rows = batch->rows;
    }
    for (size_t row = 0; row < batch->rows; row++)
        made->texts[row] = text_at(&batch->vectors[column], row);
    out->data = made->texts;
    return MPDATA_OK;
}

mpdata_status mpdata_batch_column(const mpdata_batch *batch, size_t column, mpdata_column *out,
                                  mpdata_error *error)
{
    if (batch == NULL || out == NULL)
        return error_set(error, MPDATA_ERROR_ARGUMENT, "the batch and out must not be NULL");
    memset(out, 0, sizeof(*out));
    if (column >= batch->column_count || batch->rows == 0)
        return error_set(error, MPDATA_ERROR_ARGUMENT,
                         "there is no column %zu in a batch of %zu columns and %zu rows", column,
                         batch->column_count, batch->rows);
    const engine_vector *vector = &batch->vectors[column];
    mpdata_column found = {.data = vector->data, .rows = batch->rows, .validity = vector->validity};
    if (!describe(vector->type, &found))
        return error_set(error, MPDATA_ERROR_ARGUMENT,
                         "there is no array of %s: read its cells, cast it, or use Arrow",
                         vector->type->name);
    if (found.kind == MPDATA_ARRAY_TEXT) {
        mpdata_status status = make_texts(batch, column, &found, error);
        if (status != MPDATA_OK)
            return status;
    }
    *out = found;
    return MPDATA_OK;
}
