/*
 * Columns of a result without duckdb.h: the type, described once, and the vector of the chunk at hand.
 */
#ifndef ENGINE_COLUMN_H
#define ENGINE_COLUMN_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

typedef enum engine_kind {
    ENGINE_UNKNOWN, /* a type that this build can't read: no result has a column of it */
    ENGINE_NULL,
    ENGINE_BOOLEAN,
    ENGINE_INT8,
    ENGINE_INT16,
    ENGINE_INT32,
    ENGINE_INT64,
    ENGINE_INT128,
    ENGINE_UINT8,
    ENGINE_UINT16,
    ENGINE_UINT32,
    ENGINE_UINT64,
    ENGINE_UINT128,
    ENGINE_FLOAT,
    ENGINE_DOUBLE,
    ENGINE_DECIMAL, /* an integer of `storage_bytes`, times 10^-scale */
    ENGINE_TEXT,
    ENGINE_BLOB,
    ENGINE_BIT,
    ENGINE_BIGNUM,
    ENGINE_UUID,
    ENGINE_ENUM, /* an index of `storage_bytes` into `dictionary` */
    ENGINE_DATE, /* int32 days */
    ENGINE_TIME, /* int64 microseconds of the day */
    ENGINE_TIME_NS,
    ENGINE_TIME_TZ,
    ENGINE_TIMESTAMP, /* int64 microseconds since 1970 */
    ENGINE_TIMESTAMP_S,
    ENGINE_TIMESTAMP_MS,
    ENGINE_TIMESTAMP_NS,
    ENGINE_TIMESTAMP_TZ,
    ENGINE_TIMESTAMP_TZ_NS, /* int64 nanoseconds since 1970; since DuckDB 2.0 */
    ENGINE_INTERVAL,
    ENGINE_LIST,
    ENGINE_ARRAY,
    ENGINE_STRUCT,
    ENGINE_MAP,
    ENGINE_UNION
} engine_kind;

typedef struct engine_type {
    engine_kind kind;
    /* A VARCHAR whose alias is JSON. */
    bool is_json;
    uint8_t decimal_width;
    uint8_t decimal_scale;
    uint8_t storage_bytes;
    uint64_t array_size;
    /* LIST and ARRAY: the element. STRUCT and UNION: the members, with their names ("" in a STRUCT
     * without names, as ROW makes it). MAP: key, value. */
    size_t child_count;
    struct engine_type *children;
    char **child_names;
    size_t dictionary_count;
    char **dictionary;
    /* As DuckDB writes the type. */
    char *name;
} engine_type;

/* A DuckDB string as it lies in a vector: 16 bytes, in place up to 12 bytes of text. */
typedef union engine_string {
    uint32_t bytes;
    struct {
        uint32_t bytes;
        char data[12];
    } inlined;
    struct {
        uint32_t bytes;
        char prefix[4];
        const char *data;
    } pointer;
} engine_string;

typedef struct engine_list_entry {
    uint64_t offset;
    uint64_t length;
} engine_list_entry;

typedef struct engine_interval {
    int32_t months;
    int32_t days;
    int64_t micros;
} engine_interval;

typedef struct engine_int128 {
    uint64_t lower;
    int64_t upper;
} engine_int128;

/*
 * One column of one chunk: flat data, a validity mask (NULL: all valid), the vectors of the children in
 * the order of the type's. LIST and MAP: `data` is engine_list_entry into the children. ARRAY: row r has
 * the elements from r * array_size on. STRUCT and UNION have no data of their own; a UNION's `tags` tell
 * which child holds the row.
 */
typedef struct engine_vector {
    const engine_type *type;
    const void *data;
    const uint64_t *validity;
    struct engine_vector *children;
    const uint8_t *tags;
} engine_vector;

static inline bool engine_vector_is_null(const engine_vector *vector, size_t row)
{
    return vector->validity != NULL && ((vector->validity[row / 64] >> (row % 64)) & 1) == 0;
}

static inline const char *engine_string_data(const engine_string *string)
{
    return string->bytes <= sizeof(string->inlined.data) ? string->inlined.data
                                                         : string->pointer.data;
}

#endif
