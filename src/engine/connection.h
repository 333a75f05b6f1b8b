/*
 * An open DuckDB database, and connections to it.
 */
#ifndef ENGINE_CONNECTION_H
#define ENGINE_CONNECTION_H

#include <stdbool.h>
#include <stdint.h>

#include "engine/library.h"
#include "mpdata/error.h"

typedef struct engine_connection engine_connection;

typedef struct engine_settings {
    bool read_only;
    uint32_t threads;
    uint64_t memory_limit_bytes;
} engine_settings;

/*
 * Called on the executing thread between pieces of work; anything but 0 stops the statement with
 * MPDATA_ERROR_INTERRUPTED.
 */
typedef int (*engine_watch_callback)(void *payload);

/*
 * Opens the DuckDB database at `path` (NULL: in memory) and connects. Borrows `library`.
 */
mpdata_status engine_connection_open(const engine_library *library, const char *path,
                                     const engine_settings *settings, engine_connection **out,
                                     mpdata_error *error);

/* A further connection to the same database: for another thread, with transactions and settings of its own. */
mpdata_status engine_connection_share(const engine_connection *first, engine_connection **out,
                                      mpdata_error *error);

/*
 * From now on, on this database: SQL reaches no file but the database itself, no network, no setting and no extension.
 */
mpdata_status engine_connection_confine(engine_connection *connection, mpdata_error *error);

/* Disconnects and frees; closes the database where it was the last connection. NULL is allowed. */
void engine_connection_close(engine_connection *connection);

/* Any thread, while the connection is open. */
void engine_connection_interrupt(engine_connection *connection);

/*
 * Called before each statement on the database that may come to a checkpoint, on the thread that runs it: one that asks for it, or
 * ends the database. Anything but MPDATA_OK stops the statement, which then has done nothing. What the guard runs itself, on a
 * connection of its own, must only read.
 */
typedef mpdata_status (*engine_checkpoint_guard)(void *payload, const engine_connection *connection,
                                                 mpdata_error *error);
/* For all connections to the database; NULL: none any more. While no statement runs. */
void engine_connection_guard_checkpoints(engine_connection *connection,
                                         engine_checkpoint_guard guard, void *payload);
/* For the guard: a further connection, whose statements ask nobody. */
mpdata_status engine_connection_share_unguarded(const engine_connection *first,
                                                engine_connection **out, mpdata_error *error);
/* Whether DuckDB makes checkpoints by itself, at any commit. A statement that names them sets it, for it may change the settings. */
void engine_connection_expect_checkpoints(engine_connection *connection, bool at_any_commit);

/*
 * CHECKPOINT. Waits until no statement on another connection writes; anything but 0 from `watch` ends the wait with
 * MPDATA_ERROR_INTERRUPTED, and nothing after it.
 */
mpdata_status engine_checkpoint(engine_connection *connection, engine_watch_callback watch,
                                void *payload, mpdata_error *error);

/* Whether a user's statement has written since this was asked the last time. On the thread that uses the connection. */
bool engine_connection_take_written(engine_connection *connection);

/* Whether the connection counts how far its statements are. Ends a result that streams on it. */
mpdata_status engine_connection_count_progress(engine_connection *connection, bool counts,
                                               mpdata_error *error);
/* From 0 to 1; negative where DuckDB can't tell. On the thread that uses the connection. */
double engine_connection_progress(const engine_connection *connection);

/*
 * Runs one statement to its end and forgets its rows. `watch` may be NULL; `rows_changed` may be NULL.
 */
mpdata_status engine_execute(engine_connection *connection, const char *sql, mpdata_error *error);
/* Several statements, for mpdata's own SQL that comes to no checkpoint: no guard is called. */
mpdata_status engine_execute_script(engine_connection *connection, const char *sql,
                                    mpdata_error *error);
mpdata_status engine_execute_watched(engine_connection *connection, const char *sql,
                                     engine_watch_callback watch, void *payload,
                                     uint64_t *rows_changed, mpdata_error *error);

#endif
