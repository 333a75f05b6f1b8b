#include "engine/connection.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "base/error.h"
#include "engine/checkpoint_gate.h"
#include "engine/connection_private.h"

#define PAUSE_NS 500000L

static bool set_option(const duckdb_api *api, duckdb_config config, const char *name,
                       const char *value)
{
    return api->duckdb_set_config(config, name, value) == DuckDBSuccess;
}

static bool configure(const duckdb_api *api, duckdb_config config, const engine_settings *settings)
{
    char number[32];
    bool done =
        set_option(api, config, "access_mode", settings->read_only ? "READ_ONLY" : "READ_WRITE") &&
        set_option(api, config, "errors_as_json", "true") &&
        /* By itself DuckDB gives JSON and UUID to Arrow as plain text, and cuts some types short. */
        set_option(api, config, "arrow_lossless_conversion", "true") &&
        set_option(api, config, "autoinstall_known_extensions", "false") &&
        set_option(api, config, "autoload_known_extensions", "false");

    if (done && settings->threads > 0) {
        (void)snprintf(number, sizeof(number), "%u", (unsigned)settings->threads);
        done = set_option(api, config, "threads", number);
    }
    if (done && settings->memory_limit_bytes > 0) {
        (void)snprintf(number, sizeof(number), "%lluB",
                       (unsigned long long)settings->memory_limit_bytes);
        done = set_option(api, config, "memory_limit", number);
    }
    return done;
}

/* What DuckDB says of a file it can't open, as one of our statuses. */
static mpdata_status open_failure(const char *text)
{
    if (strstr(text, "Could not set lock") != NULL || strstr(text, "onflicting lock") != NULL)
        return MPDATA_ERROR_DATABASE_LOCKED;
    if (strstr(text, "not a valid DuckDB") != NULL || strstr(text, "version number") != NULL ||
        strstr(text, "Corrupt database file") != NULL ||
        strstr(text, "Serialization Error") != NULL)
        return MPDATA_ERROR_NOT_A_DATABASE;
    return MPDATA_ERROR_IO;
}

static mpdata_status open_database(engine_database *database, const char *path,
                                   const engine_settings *settings, mpdata_error *error)
{
    const duckdb_api *api = &database->library->api;
    duckdb_config config = NULL;
    char *text = NULL;
    mpdata_status status = MPDATA_OK;

    if (api->duckdb_create_config(&config) != DuckDBSuccess)
        return error_set_memory(error);
    if (!configure(api, config, settings)) {
        status = error_set(error, MPDATA_ERROR_ARGUMENT,
                           "DuckDB refused the settings of the database: %u threads, %llu bytes",
                           (unsigned)settings->threads,
                           (unsigned long long)settings->memory_limit_bytes);
    } else if (api->duckdb_open_ext(path, &database->handle, config, &text) != DuckDBSuccess) {
        const char *reason = text == NULL ? "no reason given" : text;
        status = error_set(error, open_failure(reason), "%s: can't open the database: %s",
                           path == NULL ? "memory" : path, reason);
        api->duckdb_free(text);
    }
    api->duckdb_destroy_config(&config);
    return status;
}

static void close_database(engine_database *database)
{
    if (database->handle != NULL)
        database->library->api.duckdb_close(&database->handle);
    /* After the database: its catalogue holds the scan function, which points to the slot. */
    engine_scan_slot_free(database->scan_slot);
    free(database);
}

static mpdata_status connect(engine_database *database, engine_connection **out,
                             mpdata_error *error)
{
    engine_connection *connection = calloc(1, sizeof(*connection));

    *out = NULL;
    if (connection == NULL)
        return error_set_memory(error);
    connection->database = database;
    connection->api = &database->library->api;
    if (connection->api->duckdb_connect(database->handle, &connection->connection) !=
        DuckDBSuccess) {
        free(connection);
        return error_set(error, MPDATA_ERROR_ENGINE, "DuckDB refused a connection");
    }
    (void)atomic_fetch_add(&database->connection_count, 1);
    *out = connection;
    return MPDATA_OK;
}

mpdata_status engine_connection_open(const engine_library *library, const char *path,
                                     const engine_settings *settings, engine_connection **out,
                                     mpdata_error *error)
{
    engine_database *database = calloc(1, sizeof(*database));

    *out = NULL;
    if (database == NULL)
        return error_set_memory(error);
    database->library = library;
    atomic_init(&database->connection_count, 0);
    atomic_init(&database->has_checkpoints_at_commits, false);
    atomic_init(&database->inside_gate, 0);
    mpdata_status status = open_database(database, path, settings, error);
    if (status == MPDATA_OK)
        status = connect(database, out, error);
    if (status != MPDATA_OK)
        close_database(database);
    return status;
}

mpdata_status engine_connection_share(const engine_connection *first, engine_connection **out,
                                      mpdata_error *error)
{
    return connect(first->database, out, error);
}

mpdata_status engine_connection_share_unguarded(const engine_connection *first,
                                                engine_connection **out, mpdata_error *error)
{
    mpdata_status status = engine_connection_share(first, out, error);

    if (status == MPDATA_OK)
        (*out)->is_unguarded = true;
    return status;
}

void engine_connection_close(engine_connection *connection)
{
    if (connection == NULL)
        return;
    engine_database *database = connection->database;
    connection->api->duckdb_disconnect(&connection->connection);
    free(connection);
    if (atomic_fetch_sub(&database->connection_count, 1) == 1)
        close_database(database);
}

void engine_connection_interrupt(engine_connection *connection)
{
    connection->api->duckdb_interrupt(connection->connection);
}

void engine_connection_guard_checkpoints(engine_connection *connection,
                                         engine_checkpoint_guard guard, void *payload)
{
    connection->database->guard = guard;
    connection->database->guard_payload = payload;
}

void engine_connection_expect_checkpoints(engine_connection *connection, bool at_any_commit)
{
    atomic_store(&connection->database->has_checkpoints_at_commits, at_any_commit);
}

bool engine_connection_take_written(engine_connection *connection)
{
    bool has_written = connection->has_written;

    connection->has_written = false;
    return has_written;
}

mpdata_status engine_connection_confine(engine_connection *connection, mpdata_error *error)
{
    mpdata_status status = engine_connection_count_progress(connection, true, error);

    if (status == MPDATA_OK)
        status = engine_execute_script(connection,
                                       "SET GLOBAL temp_directory = '';"
                                       "SET GLOBAL allow_community_extensions = false;"
                                       "SET GLOBAL enable_external_access = false;"
                                       "SET GLOBAL lock_configuration = true",
                                       error);
    connection->database->is_confined = status == MPDATA_OK;
    return status;
}

mpdata_status engine_connection_count_progress(engine_connection *connection, bool counts,
                                               mpdata_error *error)
{
    if (connection->database->is_confined)
        return MPDATA_OK;
    return engine_execute_script(connection,
                                 counts ? "SET enable_progress_bar = true;"
                                          "SET enable_progress_bar_print = false;"
                                          "SET progress_bar_time = 0"
                                        : "SET enable_progress_bar = false",
                                 error);
}

double engine_connection_progress(const engine_connection *connection)
{
    double percentage = connection->api->duckdb_query_progress(connection->connection).percentage;

    if (percentage < 0)
        return -1;
    return percentage > 100 ? 1 : percentage / 100;
}

void engine_pause(void)
{
    struct timespec pause = {0, PAUSE_NS};

    (void)nanosleep(&pause, NULL);
}

duckdb_pending_state engine_drive(engine_connection *connection, duckdb_pending_result pending,
                                  engine_watch_callback watch, void *payload)
{
    const duckdb_api *api = connection->api;
    bool stopped = false;

    for (;;) {
        duckdb_pending_state state = api->duckdb_pending_execute_task(pending);

        if (state == DUCKDB_PENDING_ERROR || api->duckdb_pending_execution_is_finished(state))
            return state;
        if (watch != NULL && !stopped && watch(payload) != 0) {
            stopped = true;
            api->duckdb_interrupt(connection->connection);
        }
        if (state == DUCKDB_PENDING_NO_TASKS_AVAILABLE)
            engine_pause();
    }
}

static mpdata_status run_prepared(engine_connection *connection, duckdb_prepared_statement prepared,
                                  const char *sql, engine_watch_callback watch, void *payload,
                                  uint64_t *rows_changed, mpdata_error *error)
{
    const duckdb_api *api = connection->api;
    duckdb_pending_result pending = NULL;
    duckdb_result result;
    mpdata_status status = MPDATA_OK;

    memset(&result, 0, sizeof(result));
    if (api->duckdb_pending_prepared(prepared, &pending) != DuckDBSuccess ||
        engine_drive(connection, pending, watch, payload) == DUCKDB_PENDING_ERROR) {
        status = engine_error_set(error, api->duckdb_pending_error(pending), sql, strlen(sql));
    } else if (api->duckdb_execute_pending(pending, &result) != DuckDBSuccess) {
        status = engine_error_set(error, api->duckdb_result_error(&result), sql, strlen(sql));
    } else if (rows_changed != NULL) {
        *rows_changed = api->duckdb_rows_changed(&result);
    }
    api->duckdb_destroy_result(&result);
    api->duckdb_destroy_pending(&pending);
    return status;
}

/*
 * Of mpdata's own statements those that change settings, or undo, or only begin, come to no checkpoint: to undo has to work where
 * the disk is full, and a load changes settings while its own statement runs.
 */
static engine_gate_pass pass_of(const engine_connection *connection, const char *sql)
{
    static const char *const harmless[] = {"SET ", "RESET ", "PRAGMA ", "BEGIN", "ROLLBACK"};

    for (size_t i = 0; i < sizeof(harmless) / sizeof(harmless[0]); i++)
        if (strncmp(sql, harmless[i], strlen(harmless[i])) == 0)
            return ENGINE_GATE_READ;
    return atomic_load(&connection->database->has_checkpoints_at_commits) ? ENGINE_GATE_CHECKPOINT
                                                                          : ENGINE_GATE_WRITE;
}

mpdata_status engine_execute_watched(engine_connection *connection, const char *sql,
                                     engine_watch_callback watch, void *payload,
                                     uint64_t *rows_changed, mpdata_error *error)
{
    const duckdb_api *api = connection->api;
    duckdb_prepared_statement prepared = NULL;
    engine_gate_pass pass = pass_of(connection, sql);
    mpdata_status status = engine_gate_enter(connection, pass, watch, payload, error);

    if (status != MPDATA_OK)
        return status;
    if (api->duckdb_prepare(connection->connection, sql, &prepared) != DuckDBSuccess)
        status = engine_error_set(error, api->duckdb_prepare_error(prepared), sql, strlen(sql));
    else
        status = run_prepared(connection, prepared, sql, watch, payload, rows_changed, error);
    api->duckdb_destroy_prepare(&prepared);
    engine_gate_leave(connection, pass);
    return status;
}

mpdata_status engine_execute(engine_connection *connection, const char *sql, mpdata_error *error)
{
    return engine_execute_watched(connection, sql, NULL, NULL, NULL, error);
}

mpdata_status engine_execute_script(engine_connection *connection, const char *sql,
                                    mpdata_error *error)
{
    const duckdb_api *api = connection->api;
    mpdata_status status = MPDATA_OK;
    duckdb_result result;

    memset(&result, 0, sizeof(result));
    if (api->duckdb_query(connection->connection, sql, &result) != DuckDBSuccess)
        status = engine_error_set(error, api->duckdb_result_error(&result), sql, strlen(sql));
    api->duckdb_destroy_result(&result);
    return status;
}

mpdata_status engine_checkpoint(engine_connection *connection, engine_watch_callback watch,
                                void *payload, mpdata_error *error)
{
    mpdata_status status =
        engine_gate_enter(connection, ENGINE_GATE_CHECKPOINT, watch, payload, error);

    if (status != MPDATA_OK)
        return status;
    status = engine_execute_script(connection, "CHECKPOINT", error);
    engine_gate_leave(connection, ENGINE_GATE_CHECKPOINT);
    return status;
}
