#include "store/row_cursor.h"

#include <string.h>

mpdata_status row_cursor_open(row_cursor *cursor, engine_connection *connection, const char *sql,
                              const mpdata_value *values, size_t value_count, mpdata_error *error)
{
    memset(cursor, 0, sizeof(*cursor));
    return engine_query(connection, sql, strlen(sql), values, value_count, &cursor->result, error);
}

bool row_cursor_next(row_cursor *cursor, mpdata_status *status, mpdata_error *error)
{
    if (cursor->row + 1 < cursor->rows) {
        cursor->row++;
        return true;
    }
    cursor->row = 0;
    *status = engine_result_next(cursor->result, &cursor->vectors, &cursor->rows, error);
    return *status == MPDATA_OK && cursor->rows > 0;
}

bool row_cursor_is_null(const row_cursor *cursor, size_t column)
{
    return engine_vector_is_null(&cursor->vectors[column], cursor->row);
}

mpdata_text row_cursor_text(const row_cursor *cursor, size_t column)
{
    const engine_string *strings = cursor->vectors[column].data;

    if (row_cursor_is_null(cursor, column))
        return (mpdata_text){"", 0};
    return (mpdata_text){engine_string_data(&strings[cursor->row]), strings[cursor->row].bytes};
}

int64_t row_cursor_int64(const row_cursor *cursor, size_t column)
{
    const engine_vector *vector = &cursor->vectors[column];

    if (row_cursor_is_null(cursor, column))
        return 0;
    switch (vector->type->kind) {
    case ENGINE_INT64:
    case ENGINE_TIMESTAMP:
        return ((const int64_t *)vector->data)[cursor->row];
    case ENGINE_INT32:
    case ENGINE_DATE:
        return ((const int32_t *)vector->data)[cursor->row];
    case ENGINE_BOOLEAN:
        return ((const bool *)vector->data)[cursor->row];
    default:
        return 0;
    }
}

void row_cursor_close(row_cursor *cursor)
{
    engine_result_free(cursor->result);
    cursor->result = NULL;
}

mpdata_status row_cursor_read_int64(engine_connection *connection, const char *sql,
                                    const mpdata_value *values, size_t value_count, int64_t *out,
                                    mpdata_error *error)
{
    row_cursor cursor;
    mpdata_status status = row_cursor_open(&cursor, connection, sql, values, value_count, error);

    *out = 0;
    if (status == MPDATA_OK && row_cursor_next(&cursor, &status, error))
        *out = row_cursor_int64(&cursor, 0);
    row_cursor_close(&cursor);
    return status;
}
