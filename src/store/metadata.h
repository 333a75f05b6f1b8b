/*
 * The table _metadata: one row for each table that mpdata keeps.
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
    /* A JSON array of what was loaded. */
    const char *sources;
} metadata_row;

/* Makes the table in the schema `schema` ("main", or the name of an attached database), unless it is there. */
mpdata_status metadata_create(engine_connection *connection, const char *schema,
                              mpdata_error *error);

/* Each in the caller's transaction. */
mpdata_status metadata_insert(engine_connection *connection, const metadata_row *row,
                              mpdata_error *error);
mpdata_status metadata_delete(engine_connection *connection, const char *table,
                              mpdata_error *error);

#endif
