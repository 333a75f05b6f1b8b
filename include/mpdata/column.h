/*
 * A batch by column: arrays of C's types, for programs that go over many values.
 *
 *     mpdata_column column;
 *     if (mpdata_batch_column(batch, 0, &column, &error) == MPDATA_OK && column.kind == MPDATA_ARRAY_INT64)
 *         for (size_t row = 0; row < column.rows; row++)
 *             if (mpdata_column_is_valid(&column, row))
 *                 sum += ((const int64_t *)column.data)[row];
 *
 * What has no array here (lists, structs, intervals ...) is read cell by cell, or as Arrow (mpdata/arrow.h).
 */
#ifndef MPDATA_COLUMN_H
#define MPDATA_COLUMN_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "mpdata/error.h"
#include "mpdata/export.h"
#include "mpdata/result.h"

#ifdef __cplusplus
extern "C" {
#endif

/*
 * What the array is of.
 */
typedef enum mpdata_array_kind {
    /* No array: each value is NULL. */
    MPDATA_ARRAY_NULL = 0,
    MPDATA_ARRAY_BOOL = 1, /* bool */
    MPDATA_ARRAY_INT8 = 2,
    MPDATA_ARRAY_INT16 = 3,
    MPDATA_ARRAY_INT32 = 4,
    MPDATA_ARRAY_INT64 = 5,
    MPDATA_ARRAY_INT128 = 6, /* mpdata_int128 */
    MPDATA_ARRAY_UINT8 = 7,
    MPDATA_ARRAY_UINT16 = 8,
    MPDATA_ARRAY_UINT32 = 9,
    MPDATA_ARRAY_UINT64 = 10,
    MPDATA_ARRAY_FLOAT = 11,
    MPDATA_ARRAY_DOUBLE = 12,
    /* mpdata_text: VARCHAR and JSON; BLOB, whose bytes need not be UTF-8; ENUM. */
    MPDATA_ARRAY_TEXT = 13,
    /* int32_t: days since 1970-01-01. */
    MPDATA_ARRAY_DATE = 14,
    /* int64_t: ticks since 1970-01-01 UTC, see `ticks_per_second`. */
    MPDATA_ARRAY_TIMESTAMP = 15
} mpdata_array_kind;

/* upper * 2^64 + lower */
typedef struct mpdata_int128 {
    uint64_t lower;
    int64_t upper;
} mpdata_int128;

typedef struct mpdata_column {
    mpdata_array_kind kind;
    /* `rows` values of the kind's type; where one is NULL, it may be anything. */
    const void *data;
    size_t rows;
    /* Bit `row % 64` of word `row / 64` is set where the value is not NULL; no mask where all are. */
    const uint64_t *validity;
    /* A DECIMAL is an integer that counts so many decimal places; else 0. */
    uint8_t decimal_scale;
    /* Of a TIMESTAMP: 1000000, but for those of DuckDB's types that count something else; else 0. */
    uint32_t ticks_per_second;
} mpdata_column;

/*
 * One column of a batch. What `*out` points to is borrowed until the next batch is asked for.
 * Errors: ARGUMENT for a column that is not there, or of a type without an array; MEMORY.
 */
MPDATA_EXPORT mpdata_status mpdata_batch_column(const mpdata_batch *batch, size_t column,
                                                mpdata_column *out, mpdata_error *error);

static inline bool mpdata_column_is_valid(const mpdata_column *column, size_t row)
{
    return column->kind != MPDATA_ARRAY_NULL &&
           (column->validity == 0 || ((column->validity[row / 64] >> (row % 64)) & 1) != 0);
}

#ifdef __cplusplus
}
#endif

#endif
