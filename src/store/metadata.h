/*
 * What mpdata remembers: in _metadata one row for each table that it keeps, in _loads one for each load into them.
 */
#ifndef STORE_METADATA_H
#define STORE_METADATA_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "engine/connection.h"
#include "mpdata/table.h"

typedef struct metadata_row {
    const char *table;
    mpdata_table_type type;
    uint64_t rows;
    int64_t fetched_at_us;
    int32_t from_day;
    int32_t to_day;
    bool has_primary_key;
    /* Of the last load: a JSON array of what was loaded, and how it was loaded as a JSON object. */
    const char *sources;
    const char *options;
    /* Which part of it was loaded: a JSON array of event names, and a condition in SQL. NULL: all. */
    const char *filter_events;
    const char *filter_where;
} metadata_row;

typedef struct metadata_load {
    const char *table;
    /* "create", "append" or "replace" */
    const char *mode;
    int64_t started_at_us;
    double seconds;
    const char *sources;
    const char *options;
    uint64_t bytes;
    uint64_t rows_in;
    uint64_t rows_kept;
    uint64_t repeats;
    uint64_t updated;
    uint64_t shared_ids;
    uint64_t missing_ids;
    uint64_t rejects;
    uint64_t repaired;
    uint64_t filtered;
} metadata_load;

/* Makes both tables, and the macro original_insert_id, in the schema `schema` ("main", or the name of an attached database), unless they are there. */
mpdata_status metadata_create(engine_connection *connection, const char *schema,
                              mpdata_error *error);

/* Each in the caller's transaction. The first takes the place of an older row. */
mpdata_status metadata_put(engine_connection *connection, const metadata_row *row,
                           mpdata_error *error);
mpdata_status metadata_add_load(engine_connection *connection, const metadata_load *load,
                                mpdata_error *error);
/*
 * What all columns of all rows of a table come to (table_content.hash), as a check has found it: until the next load into the
 * table. One that was kept by another version of DuckDB never differs.
 */
mpdata_status metadata_keep_checksum(engine_connection *connection, const char *table,
                                     int64_t checksum, mpdata_error *error);
mpdata_status metadata_checksum_differs(engine_connection *connection, const char *table,
                                        int64_t checksum, bool *out, mpdata_error *error);
/* Once _loads is in many pieces it is written anew, in the caller's transaction: each takes memory while the database is open. */
mpdata_status metadata_gather_loads(engine_connection *connection, mpdata_error *error);
/* Forgets a table, and the loads into it. */
mpdata_status metadata_delete(engine_connection *connection, const char *table,
                              mpdata_error *error);

#endif
