#include "query/batch.h"

#include <stdlib.h>
#include <string.h>

#include "base/error.h"

bool batch_init(mpdata_batch *batch, engine_result *source, const char *engine_version)
{
    memset(batch, 0, sizeof(*batch));
    batch->source = source;
    batch->style = cell_style_of(engine_version);
    batch->scratch = &batch->scratch_buffer;
    batch->column_count = engine_result_column_count(source);
    batch->texts = calloc(batch->column_count + 1, sizeof(*batch->texts));
    return batch->texts != NULL;
}

void batch_fill(mpdata_batch *batch, const engine_vector *vectors, size_t column_count, size_t rows)
{
    batch->vectors = vectors;
    batch->column_count = column_count;
    batch->rows = rows;
}

void batch_clear(mpdata_batch *batch)
{
    batch->vectors = NULL;
    batch->rows = 0;
    batch->source = NULL;
}

void batch_dispose(mpdata_batch *batch)
{
    batch_clear(batch);
    for (size_t i = 0; batch->texts != NULL && i < batch->column_count; i++)
        free(batch->texts[i].texts);
    free(batch->texts);
    batch->texts = NULL;
    buffer_dispose(&batch->scratch_buffer);
}

size_t mpdata_batch_rows(const mpdata_batch *batch)
{
    return batch == NULL ? 0 : batch->rows;
}

static bool has_cell(const mpdata_batch *batch, size_t column, size_t row)
{
    return batch != NULL && row < batch->rows && column < batch->column_count;
}

static bool is_null(const engine_vector *vector, size_t row)
{
    return vector->type->kind == ENGINE_NULL || engine_vector_is_null(vector, row);
}

bool mpdata_batch_is_null(const mpdata_batch *batch, size_t column, size_t row)
{
    return !has_cell(batch, column, row) || is_null(&batch->vectors[column], row);
}

static mpdata_status check_cell(const mpdata_batch *batch, size_t column, size_t row,
                                const void *out, mpdata_error *error)
{
    if (batch == NULL || out == NULL)
        return error_set(error, MPDATA_ERROR_ARGUMENT, "the batch and out must not be NULL");
    if (!has_cell(batch, column, row))
        return error_set(error, MPDATA_ERROR_ARGUMENT,
                         "there is no column %zu, row %zu in a batch of %zu columns and %zu rows",
                         column, row, batch->column_count, batch->rows);
    return MPDATA_OK;
}

static mpdata_text text_at(const engine_vector *vector, size_t row)
{
    const engine_string *string = &((const engine_string *)vector->data)[row];

    return (mpdata_text){engine_string_data(string), string->bytes};
}

/* A writer into the emptied scratch buffer. */
static cell_writer start_text(const mpdata_batch *batch, mpdata_error *error)
{
    buffer_clear(batch->scratch);
    return (cell_writer){batch->scratch, batch->source, batch->style, error};
}

static mpdata_text made_text(const mpdata_batch *batch)
{
    return (mpdata_text){batch->scratch->bytes == 0 ? "" : batch->scratch->data,
                         batch->scratch->bytes};
}

static mpdata_status make_text(const mpdata_batch *batch, size_t column, size_t row,
                               mpdata_text *out, mpdata_error *error)
{
    const engine_vector *vector = &batch->vectors[column];

    if (vector->type->kind == ENGINE_TEXT) {
        *out = text_at(vector, row);
        return MPDATA_OK;
    }
    cell_writer writer = start_text(batch, error);
    mpdata_status status = cell_append_text(&writer, vector, row);
    *out = made_text(batch);
    return status;
}

mpdata_status mpdata_batch_text(const mpdata_batch *batch, size_t column, size_t row,
                                mpdata_text *out, mpdata_error *error)
{
    mpdata_status status = check_cell(batch, column, row, out, error);

    if (status != MPDATA_OK)
        return status;
    *out = (mpdata_text){"", 0};
    if (is_null(&batch->vectors[column], row))
        return MPDATA_OK;
    return make_text(batch, column, row, out, error);
}

/* JSON that stands on one line is its own text. */
static bool is_ready_json(const engine_vector *vector, size_t row, mpdata_text *out)
{
    if (!vector->type->is_json || is_null(vector, row))
        return false;
    *out = text_at(vector, row);
    return out->bytes > 0 && memchr(out->data, '\n', out->bytes) == NULL &&
           memchr(out->data, '\r', out->bytes) == NULL;
}

mpdata_status mpdata_batch_json(const mpdata_batch *batch, size_t column, size_t row,
                                mpdata_text *out, mpdata_error *error)
{
    mpdata_status status = check_cell(batch, column, row, out, error);

    if (status != MPDATA_OK)
        return status;
    if (is_ready_json(&batch->vectors[column], row, out))
        return MPDATA_OK;
    cell_writer writer = start_text(batch, error);
    status = cell_append_json(&writer, &batch->vectors[column], row);
    *out = made_text(batch);
    return status;
}

static void set_int64(mpdata_value *out, mpdata_value_kind kind, int64_t number)
{
    out->kind = kind;
    out->int64 = number;
}

static void set_double(mpdata_value *out, double number)
{
    out->kind = MPDATA_VALUE_DOUBLE;
    out->real = number;
}

/* False for a type that has no member of its own. */
static bool read_fixed(const engine_vector *vector, size_t row, mpdata_value *out)
{
    const void *data = vector->data;

    switch (vector->type->kind) {
    case ENGINE_BOOLEAN:
        *out = mpdata_value_bool(((const bool *)data)[row]);
        return true;
    case ENGINE_INT8:
        set_int64(out, MPDATA_VALUE_INT64, ((const int8_t *)data)[row]);
        return true;
    case ENGINE_INT16:
        set_int64(out, MPDATA_VALUE_INT64, ((const int16_t *)data)[row]);
        return true;
    case ENGINE_INT32:
        set_int64(out, MPDATA_VALUE_INT64, ((const int32_t *)data)[row]);
        return true;
    case ENGINE_INT64:
        set_int64(out, MPDATA_VALUE_INT64, ((const int64_t *)data)[row]);
        return true;
    case ENGINE_UINT8:
        set_int64(out, MPDATA_VALUE_INT64, ((const uint8_t *)data)[row]);
        return true;
    case ENGINE_UINT16:
        set_int64(out, MPDATA_VALUE_INT64, ((const uint16_t *)data)[row]);
        return true;
    case ENGINE_UINT32:
        set_int64(out, MPDATA_VALUE_INT64, ((const uint32_t *)data)[row]);
        return true;
    case ENGINE_UINT64:
        out->kind = MPDATA_VALUE_UINT64;
        out->uint64 = ((const uint64_t *)data)[row];
        return true;
    case ENGINE_FLOAT:
        set_double(out, (double)((const float *)data)[row]);
        return true;
    case ENGINE_DOUBLE:
        set_double(out, ((const double *)data)[row]);
        return true;
    case ENGINE_TIMESTAMP:
    case ENGINE_TIMESTAMP_TZ:
        set_int64(out, MPDATA_VALUE_TIMESTAMP, ((const int64_t *)data)[row]);
        return true;
    case ENGINE_DATE:
        set_int64(out, MPDATA_VALUE_DATE, ((const int32_t *)data)[row]);
        return true;
    default:
        return false;
    }
}

mpdata_status mpdata_batch_value(const mpdata_batch *batch, size_t column, size_t row,
                                 mpdata_value *out, mpdata_error *error)
{
    mpdata_status status = check_cell(batch, column, row, out, error);

    if (status != MPDATA_OK)
        return status;
    const engine_vector *vector = &batch->vectors[column];
    *out = (mpdata_value)MPDATA_VALUE_INIT;
    if (is_null(vector, row) || read_fixed(vector, row, out))
        return MPDATA_OK;
    out->kind = MPDATA_VALUE_TEXT;
    return make_text(batch, column, row, &out->text, error);
}
