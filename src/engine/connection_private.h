/*
 * What the files of src/engine share about a connection. Not for other folders.
 */
#ifndef ENGINE_CONNECTION_PRIVATE_H
#define ENGINE_CONNECTION_PRIVATE_H

#include <stdatomic.h>

#include "engine/connection.h"
#include "engine/duckdb_api.h"

struct engine_scan_slot;

/* What all connections to an open database share; it is closed with the last of them. */
typedef struct engine_database {
    const engine_library *library;
    duckdb_database handle;
    /* Settings are locked: those of progress were made before, for the first connection. */
    bool is_confined;
    atomic_size_t connection_count;
    /* NULL: none. */
    engine_checkpoint_guard guard;
    void *guard_payload;
    atomic_bool has_checkpoints_at_commits;
    /* Of checkpoint_gate.c. */
    atomic_int inside_gate;
    /* Made by the first scan; the function that DuckDB's catalogue keeps points to it. */
    struct engine_scan_slot *scan_slot;
} engine_database;

struct engine_connection {
    engine_database *database;
    const duckdb_api *api;
    duckdb_connection connection;
    bool has_written;
    bool is_unguarded;
};

void engine_scan_slot_free(struct engine_scan_slot *slot);

/* While others have the work: long enough to cost nothing, short for a watcher. */
void engine_pause(void);

/*
 * Works on a pending statement until it is done, or has its first rows. The calling thread takes tasks as DuckDB's
 * own threads do, and looks at the watcher between them: DuckDB itself forgets an interruption that comes before
 * the work begins.
 */
duckdb_pending_state engine_drive(engine_connection *connection, duckdb_pending_result pending,
                                  engine_watch_callback watch, void *payload);

/*
 * Turns what DuckDB reports into ours: code, message, type, place, candidates and query. `text` may be NULL. Returns the
 * status it chose.
 */
mpdata_status engine_error_set(mpdata_error *error, const char *text, const char *sql,
                               size_t sql_bytes);

#endif
