/*
 * The rows of mpdata's own small queries, one at a time.
 *
 *     row_cursor cursor;
 *     status = row_cursor_open(&cursor, connection, sql, values, count, error);
 *     while (status == MPDATA_OK && row_cursor_next(&cursor, &status, error))
 *         ... row_cursor_text(&cursor, 0) ...
 *     row_cursor_close(&cursor);
 */
#ifndef STORE_ROW_CURSOR_H
#define STORE_ROW_CURSOR_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "engine/statement.h"
#include "mpdata/value.h"

typedef struct row_cursor {
    engine_result *result;
    const engine_vector *vectors;
    size_t rows;
    size_t row;
} row_cursor;

/* The cursor may be closed whether this succeeded or not. */
mpdata_status row_cursor_open(row_cursor *cursor, engine_connection *connection, const char *sql,
                              const mpdata_value *values, size_t value_count, mpdata_error *error);

/* False at the end, or with `*status` set. */
bool row_cursor_next(row_cursor *cursor, mpdata_status *status, mpdata_error *error);

bool row_cursor_is_null(const row_cursor *cursor, size_t column);
/* Of a VARCHAR column: borrowed until the next row. */
mpdata_text row_cursor_text(const row_cursor *cursor, size_t column);
/* Of a BIGINT or TIMESTAMP column; INTEGER, DATE and BOOLEAN likewise. */
int64_t row_cursor_int64(const row_cursor *cursor, size_t column);

void row_cursor_close(row_cursor *cursor);

/* The one BIGINT that the statement gives; 0 where it gives NULL or no row. */
mpdata_status row_cursor_read_int64(engine_connection *connection, const char *sql,
                                    const mpdata_value *values, size_t value_count, int64_t *out,
                                    mpdata_error *error);

#endif
