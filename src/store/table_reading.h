/*
 * Reading all of a database, so that DuckDB compares each block with its checksum.
 */
#ifndef STORE_TABLE_READING_H
#define STORE_TABLE_READING_H

#include <stddef.h>
#include <stdint.h>

#include "engine/connection.h"
#include "mpdata/error.h"

typedef struct table_place {
    char *schema;
    char *name;
} table_place;

typedef struct table_places {
    table_place *at;
    size_t count;
} table_places;

#define TABLE_PLACES_INIT                                                                          \
    {                                                                                              \
        NULL, 0                                                                                    \
    }

/* All tables of an attached database but temporary ones, whoever made them. The caller disposes of them, after errors too. */
mpdata_status table_places_read(engine_connection *connection, const char *database,
                                table_places *out, mpdata_error *error);
void table_places_dispose(table_places *places);

/* What all columns of all rows come to. The hash is DuckDB's, which may differ from version to version. */
typedef struct table_content {
    int64_t rows;
    int64_t hash;
} table_content;

mpdata_status table_content_read(engine_connection *connection, const char *database,
                                 const table_place *place, table_content *out, mpdata_error *error);

/* Reads all tables, and forgets what is in them. INTERRUPTED where `watch`, which may be NULL, wants an end. */
mpdata_status table_read_all(engine_connection *connection, const char *database,
                             engine_watch_callback watch, void *payload, mpdata_error *error);

#endif
