/*
 * Rows that mpdata makes, as a table that SQL can select from: a parallel table function of DuckDB's C
 * API, whose rows come from a callback.
 */
#ifndef ENGINE_SCAN_H
#define ENGINE_SCAN_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "engine/connection.h"
#include "mpdata/error.h"

/* How the scan is called in SQL: SELECT ... FROM mpdata_scan() */
#define ENGINE_SCAN_NAME "mpdata_scan"
#define ENGINE_SCAN_MAX_COLUMNS 16

typedef enum engine_scan_type {
    ENGINE_SCAN_TEXT,
    /* Text that is known to be JSON: goes into a JSON column without being parsed again. */
    ENGINE_SCAN_JSON,
    ENGINE_SCAN_TIMESTAMP,
    ENGINE_SCAN_UINT64,
    ENGINE_SCAN_BOOL
} engine_scan_type;

typedef struct engine_scan_column {
    const char *name;
    engine_scan_type type;
} engine_scan_column;

/* The rows under construction: vectors of DuckDB's, valid within one call of `fill`. */
typedef struct engine_chunk engine_chunk;

typedef struct engine_scan {
    const engine_scan_column *columns;
    size_t column_count;
    void *payload;
    /* One worker a thread, made on that thread, for at most so many rows at once; NULL where memory ran out. */
    void *(*worker_new)(void *payload, size_t capacity_rows);
    void (*worker_free)(void *worker);
    /*
     * Writes up to `capacity_rows` rows and gives their number; 0 ends this worker. False fails the
     * statement: the payload keeps why. Called on many threads at once, each with its own worker.
     */
    bool (*fill)(void *worker, engine_chunk *chunk, size_t capacity_rows, size_t *rows);
} engine_scan;

/*
 * Makes mpdata_scan() on this connection read from `scan`, which is borrowed until
 * engine_scan_detach. While nothing is attached, selecting from it is an error.
 */
mpdata_status engine_scan_attach(engine_connection *connection, const engine_scan *scan,
                                 mpdata_error *error);
void engine_scan_detach(engine_connection *connection);

/* The bytes must be valid UTF-8: nothing checks them again. */
void engine_chunk_set_text(engine_chunk *chunk, size_t column, size_t row, const char *data,
                           size_t bytes);
void engine_chunk_set_int64(engine_chunk *chunk, size_t column, size_t row, int64_t value);
void engine_chunk_set_uint64(engine_chunk *chunk, size_t column, size_t row, uint64_t value);
void engine_chunk_set_bool(engine_chunk *chunk, size_t column, size_t row, bool value);
void engine_chunk_set_null(engine_chunk *chunk, size_t column, size_t row);

#endif
