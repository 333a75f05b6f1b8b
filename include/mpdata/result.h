/*
 * The result of a query: columns, and rows in batches.
 *
 *     const mpdata_batch *batch = NULL;
 *     while (mpdata_result_next(result, &batch, &error) == MPDATA_OK && batch != NULL)
 *         for (size_t row = 0; row < mpdata_batch_rows(batch); row++)
 *             ...
 *
 * A result is used by one thread at a time, the one that uses its database; it may be freed on any.
 */
#ifndef MPDATA_RESULT_H
#define MPDATA_RESULT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "mpdata/error.h"
#include "mpdata/export.h"
#include "mpdata/value.h"

#ifdef __cplusplus
extern "C" {
#endif

typedef struct mpdata_result mpdata_result;
/* Up to a few thousand rows. Borrowed from its result until the next one is asked for. */
typedef struct mpdata_batch mpdata_batch;

/*
 * How a column's values want to be shown.
 */
typedef enum mpdata_column_class {
    MPDATA_COLUMN_TEXT = 0,
    MPDATA_COLUMN_NUMBER = 1,
    MPDATA_COLUMN_BOOL = 2,
    MPDATA_COLUMN_TIME = 3,
    MPDATA_COLUMN_JSON = 4,
    /* LIST, ARRAY, STRUCT, MAP, UNION. */
    MPDATA_COLUMN_NESTED = 5
} mpdata_column_class;

MPDATA_EXPORT size_t mpdata_result_column_count(const mpdata_result *result);
/* Borrowed until the result is freed; NULL past the end. Names may hold any character but NUL. */
MPDATA_EXPORT const char *mpdata_result_column_name(const mpdata_result *result, size_t column);
/* DuckDB's name of the type, such as "BIGINT", "DECIMAL(18,3)" or "VARCHAR[]". Likewise borrowed. */
MPDATA_EXPORT const char *mpdata_result_column_type(const mpdata_result *result, size_t column);
MPDATA_EXPORT mpdata_column_class mpdata_result_column_class(const mpdata_result *result,
                                                             size_t column);
/* Rows that an INSERT, UPDATE or DELETE changed; 0 for anything else. */
MPDATA_EXPORT uint64_t mpdata_result_rows_changed(const mpdata_result *result);

/*
 * The next batch, of at least one row, in `*out`; NULL at the end. What the batch before held is gone.
 * Errors: QUERY, INTERRUPTED, CLOSED, MEMORY. After an error there is no next batch.
 */
MPDATA_EXPORT mpdata_status mpdata_result_next(mpdata_result *result, const mpdata_batch **out,
                                               mpdata_error *error);
MPDATA_EXPORT size_t mpdata_batch_rows(const mpdata_batch *batch);
MPDATA_EXPORT bool mpdata_batch_is_null(const mpdata_batch *batch, size_t column, size_t row);

/*
 * One cell. Text is borrowed until the next cell of the same batch is read, or the next batch.
 * Errors: ARGUMENT for a column or row that is not there, MEMORY.
 */
MPDATA_EXPORT mpdata_status mpdata_batch_value(const mpdata_batch *batch, size_t column, size_t row,
                                               mpdata_value *out, mpdata_error *error);

/*
 * One cell as the text that DuckDB's CAST(... AS VARCHAR) gives; NULL as no bytes (ask
 * mpdata_batch_is_null). Borrowed and errors as mpdata_batch_value.
 */
MPDATA_EXPORT mpdata_status mpdata_batch_text(const mpdata_batch *batch, size_t column, size_t row,
                                              mpdata_text *out, mpdata_error *error);

/*
 * One cell as a JSON value on one line: numbers as numbers with every digit, JSON columns as they
 * are, lists and structs as arrays and objects, times as strings; NULL, NaN and infinities as null.
 * Borrowed and errors as mpdata_batch_value.
 */
MPDATA_EXPORT mpdata_status mpdata_batch_json(const mpdata_batch *batch, size_t column, size_t row,
                                              mpdata_text *out, mpdata_error *error);

/*
 * Ends the query where it still runs, and frees the result. NULL is allowed.
 */
MPDATA_EXPORT void mpdata_result_free(mpdata_result *result);

#ifdef __cplusplus
}
#endif

#endif
