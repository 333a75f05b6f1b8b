/*
 * One value, as a parameter of a query or as a cell of its result.
 */
#ifndef MPDATA_VALUE_H
#define MPDATA_VALUE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "mpdata/error.h"
#include "mpdata/export.h"

#ifdef __cplusplus
extern "C" {
#endif

/*
 * Text with its length. It may hold NUL bytes; it is not NUL-terminated unless said.
 */
typedef struct mpdata_text {
    const char *data;
    size_t bytes;
} mpdata_text;

/*
 * In which member of an mpdata_value a value is.
 */
typedef enum mpdata_value_kind {
    MPDATA_VALUE_NULL = 0,
    MPDATA_VALUE_BOOL = 1,
    /* Every signed integer up to 64 bits, and the unsigned ones up to 32. */
    MPDATA_VALUE_INT64 = 2,
    /* UBIGINT. */
    MPDATA_VALUE_UINT64 = 3,
    /* FLOAT and DOUBLE. */
    MPDATA_VALUE_DOUBLE = 4,
    /* VARCHAR and JSON as they are; every type without a member of its own (DECIMAL, HUGEINT, UUID,
     * BLOB, INTERVAL, LIST, STRUCT ...) as the text that DuckDB would write. */
    MPDATA_VALUE_TEXT = 5,
    /* TIMESTAMP and TIMESTAMP WITH TIME ZONE, in `int64`: microseconds since 1970-01-01 UTC. */
    MPDATA_VALUE_TIMESTAMP = 6,
    /* DATE, in `int64`: days since 1970-01-01. */
    MPDATA_VALUE_DATE = 7,
    /* As a parameter only: text that must be JSON. DuckDB is given it as VARCHAR, which every function for JSON takes. */
    MPDATA_VALUE_JSON = 8,
    /* As a parameter only: text of a number, digits with a minus before and a point among them at the most, 38 digits in all.
     * DuckDB is given a DECIMAL, or a HUGEINT where there is no point. */
    MPDATA_VALUE_DECIMAL = 9,
    /* As a parameter only: bytes, in `text`. DuckDB is given a BLOB. */
    MPDATA_VALUE_BLOB = 10
} mpdata_value_kind;

typedef struct mpdata_value {
    mpdata_value_kind kind;
    bool boolean;
    int64_t int64;
    uint64_t uint64;
    double real;
    /* Borrowed: whoever filled the value says how long it stays valid. */
    mpdata_text text;
    /* What mpdata_value_dispose frees; NULL where the text is borrowed. */
    void *owned;
    /* Of a parameter: the name it has in the SQL, without the dollar. Borrowed; NULL for one that goes by its number. */
    const char *name;
} mpdata_value;

#define MPDATA_VALUE_INIT                                                                          \
    {                                                                                              \
        MPDATA_VALUE_NULL, false, 0, 0, 0, {0, 0}, 0, 0                                            \
    }

/* Values to give as parameters. The text is borrowed, and must outlive the value. Any thread. */
MPDATA_EXPORT mpdata_value mpdata_value_null(void);
MPDATA_EXPORT mpdata_value mpdata_value_bool(bool boolean);
MPDATA_EXPORT mpdata_value mpdata_value_int64(int64_t number);
MPDATA_EXPORT mpdata_value mpdata_value_double(double number);
MPDATA_EXPORT mpdata_value mpdata_value_text(const char *data, size_t bytes);
MPDATA_EXPORT mpdata_value mpdata_value_timestamp(int64_t microseconds);
MPDATA_EXPORT mpdata_value mpdata_value_json(const char *data, size_t bytes);
MPDATA_EXPORT mpdata_value mpdata_value_decimal(const char *data, size_t bytes);
MPDATA_EXPORT mpdata_value mpdata_value_blob(const void *data, size_t bytes);
/* The same value for the parameter that the SQL calls $name. Names are compared without case. */
MPDATA_EXPORT mpdata_value mpdata_value_named(const char *name, mpdata_value value);

/*
 * Frees what the value owns and makes it NULL. Harmless on a value that owns nothing, and twice.
 */
MPDATA_EXPORT void mpdata_value_dispose(mpdata_value *value);

#ifdef __cplusplus
}
#endif

#endif
