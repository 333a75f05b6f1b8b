#include <string.h>

#include "base/error.h"
#include "query/binary_text.h"
#include "query/cell.h"
#include "query/number_text.h"
#include "query/time_text.h"

static int64_t int64_at(const engine_vector *vector, size_t row)
{
    return ((const int64_t *)vector->data)[row];
}

static engine_int128 decimal_at(const engine_vector *vector, size_t row)
{
    int64_t narrow = 0;

    switch (vector->type->storage_bytes) {
    case 2:
        narrow = ((const int16_t *)vector->data)[row];
        break;
    case 4:
        narrow = ((const int32_t *)vector->data)[row];
        break;
    case 8:
        narrow = int64_at(vector, row);
        break;
    default:
        return ((const engine_int128 *)vector->data)[row];
    }
    return (engine_int128){(uint64_t)narrow, narrow < 0 ? -1 : 0};
}

const char *cell_enum_text(const engine_vector *vector, size_t row)
{
    size_t index = 0;

    switch (vector->type->storage_bytes) {
    case 1:
        index = ((const uint8_t *)vector->data)[row];
        break;
    case 2:
        index = ((const uint16_t *)vector->data)[row];
        break;
    default:
        index = ((const uint32_t *)vector->data)[row];
        break;
    }
    return vector->type->dictionary[index];
}

/* Both give NULL where the type is of another family. */
static char *write_number(char *out, const engine_vector *vector, size_t row, bool leading_zero)
{
    const void *data = vector->data;

    switch (vector->type->kind) {
    case ENGINE_INT8:
        return number_write_int64(out, ((const int8_t *)data)[row]);
    case ENGINE_INT16:
        return number_write_int64(out, ((const int16_t *)data)[row]);
    case ENGINE_INT32:
        return number_write_int64(out, ((const int32_t *)data)[row]);
    case ENGINE_INT64:
        return number_write_int64(out, int64_at(vector, row));
    case ENGINE_UINT8:
        return number_write_uint64(out, ((const uint8_t *)data)[row]);
    case ENGINE_UINT16:
        return number_write_uint64(out, ((const uint16_t *)data)[row]);
    case ENGINE_UINT32:
        return number_write_uint64(out, ((const uint32_t *)data)[row]);
    case ENGINE_UINT64:
        return number_write_uint64(out, ((const uint64_t *)data)[row]);
    case ENGINE_INT128:
    case ENGINE_UINT128:
        return number_write_int128(out, ((const engine_int128 *)data)[row],
                                   vector->type->kind == ENGINE_UINT128);
    case ENGINE_FLOAT:
        return number_write_float(out, ((const float *)data)[row]);
    case ENGINE_DOUBLE:
        return number_write_double(out, ((const double *)data)[row]);
    case ENGINE_DECIMAL:
        return number_write_decimal(out, decimal_at(vector, row), vector->type, leading_zero);
    default:
        return NULL;
    }
}

static char *write_time(char *out, const engine_vector *vector, size_t row)
{
    switch (vector->type->kind) {
    case ENGINE_DATE:
        return time_write_date(out, ((const int32_t *)vector->data)[row]);
    case ENGINE_TIME:
        return time_write_time(out, int64_at(vector, row), TIME_MICROSECONDS);
    case ENGINE_TIME_NS:
        return time_write_time(out, int64_at(vector, row), TIME_NANOSECONDS);
    case ENGINE_TIME_TZ:
        return time_write_time_tz(out, ((const uint64_t *)vector->data)[row]);
    case ENGINE_TIMESTAMP:
        return time_write_timestamp(out, int64_at(vector, row), TIME_MICROSECONDS);
    case ENGINE_TIMESTAMP_S:
        return time_write_timestamp(out, int64_at(vector, row), TIME_SECONDS);
    case ENGINE_TIMESTAMP_MS:
        return time_write_timestamp(out, int64_at(vector, row), TIME_MILLISECONDS);
    case ENGINE_TIMESTAMP_NS:
        return time_write_timestamp(out, int64_at(vector, row), TIME_NANOSECONDS);
    case ENGINE_INTERVAL:
        return time_write_interval(out, ((const engine_interval *)vector->data)[row]);
    default:
        return NULL;
    }
}

static char *write_bool(char *out, bool value)
{
    size_t bytes = value ? 4 : 5;

    memcpy(out, value ? "true" : "false", bytes);
    return out + bytes;
}

static mpdata_status append_timestamp_tz(const cell_writer *writer, int64_t ticks, time_unit unit)
{
    char *to = writer->out->data + writer->out->bytes;
    int64_t microseconds = unit == TIME_NANOSECONDS ? ticks / 1000 : ticks;
    int32_t offset = 0;
    mpdata_status status = MPDATA_OK;

    if (!time_is_infinite(ticks))
        status = engine_result_utc_offset(writer->source, microseconds, &offset, writer->error);
    if (status == MPDATA_OK)
        writer->out->bytes =
            (size_t)(time_write_timestamp_tz(to, ticks, unit, offset) - writer->out->data);
    return status;
}

/* BLOB, BIT and BIGNUM. */
static bool append_bytes(const cell_writer *writer, const engine_vector *vector, size_t row)
{
    const engine_string *string = &((const engine_string *)vector->data)[row];

    switch (vector->type->kind) {
    case ENGINE_BLOB:
        return binary_append_blob(writer->out, engine_string_data(string), string->bytes);
    case ENGINE_BIT:
        return binary_append_bits(writer->out, engine_string_data(string), string->bytes);
    default:
        return binary_append_bignum(writer->out, engine_string_data(string), string->bytes);
    }
}

static mpdata_status append_other(const cell_writer *writer, const engine_vector *vector,
                                  size_t row)
{
    bool done = true;

    switch (vector->type->kind) {
    case ENGINE_TIMESTAMP_TZ:
        return append_timestamp_tz(writer, int64_at(vector, row), TIME_MICROSECONDS);
    case ENGINE_TIMESTAMP_TZ_NS:
        return append_timestamp_tz(writer, int64_at(vector, row), TIME_NANOSECONDS);
    case ENGINE_ENUM:
        done = buffer_append_text(writer->out, cell_enum_text(vector, row));
        break;
    case ENGINE_UUID:
        done = binary_append_uuid(writer->out, ((const engine_int128 *)vector->data)[row]);
        break;
    default:
        done = append_bytes(writer, vector, row);
        break;
    }
    return done ? MPDATA_OK : error_set_memory(writer->error);
}

mpdata_status cell_append_scalar(const cell_writer *writer, const engine_vector *vector, size_t row,
                                 bool leading_zero)
{
    buffer *out = writer->out;

    if (!buffer_reserve(out, TIME_TEXT_BYTES))
        return error_set_memory(writer->error);
    char *to = out->data + out->bytes;
    char *end = vector->type->kind == ENGINE_BOOLEAN
                    ? write_bool(to, ((const bool *)vector->data)[row])
                    : write_number(to, vector, row, leading_zero);
    if (end == NULL)
        end = write_time(to, vector, row);
    if (end == NULL)
        return append_other(writer, vector, row);
    out->bytes = (size_t)(end - out->data);
    return MPDATA_OK;
}
