#include "engine/statement.h"

#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "base/error.h"
#include "engine/checkpoint_gate.h"
#include "engine/result_private.h"
#include "engine/script.h"
#include "engine/statement_private.h"

static duckdb_statement_type type_of(const engine_statement *statement)
{
    return statement->connection->api->duckdb_prepared_statement_type(statement->prepared);
}

bool engine_statement_is_select(const engine_statement *statement)
{
    return type_of(statement) == DUCKDB_STATEMENT_TYPE_SELECT;
}

mpdata_status engine_statement_note_zone(engine_statement *statement, mpdata_error *error)
{
    engine_zone_free(statement->zone);
    return engine_zone_new(statement->connection, &statement->zone, error);
}

static mpdata_status fail(const engine_statement *statement, const char *text, mpdata_error *error)
{
    return engine_error_set(error, text, statement->sql, statement->sql_bytes);
}

static bool names(const engine_statement *statement, const char *word)
{
    size_t bytes = strlen(word);

    for (size_t i = 0; i + bytes <= statement->sql_bytes; i++)
        if (strncasecmp(statement->sql + i, word, bytes) == 0)
            return true;
    return false;
}

/* To undo has to work where the disk is full. */
static bool may_commit(const engine_statement *statement)
{
    return type_of(statement) != DUCKDB_STATEMENT_TYPE_TRANSACTION || names(statement, "commit") ||
           names(statement, "end");
}

/* A statement, a pragma, a table function and settings have that name. */
static bool may_checkpoint(const engine_statement *statement)
{
    atomic_bool *at_commits = &statement->connection->database->has_checkpoints_at_commits;

    if (names(statement, "checkpoint"))
        atomic_store(at_commits, true);
    return type_of(statement) == DUCKDB_STATEMENT_TYPE_DETACH ||
           (atomic_load(at_commits) && may_commit(statement));
}

/*
 * FORCE CHECKPOINT waits for the transactions of other connections, which so must not wait for it. A question is guarded for what
 * it may count in a sequence; many of them run at a time.
 */
static engine_gate_pass pass_of(const engine_statement *statement)
{
    bool is_select = engine_statement_is_select(statement);

    if (!may_checkpoint(statement))
        return is_select ? ENGINE_GATE_READ : ENGINE_GATE_WRITE;
    if (names(statement, "force") || (is_select && !names(statement, "checkpoint")))
        return ENGINE_GATE_GUARDED;
    return ENGINE_GATE_CHECKPOINT;
}

static mpdata_status run(engine_statement *statement, engine_watch_callback watch, void *payload,
                         duckdb_result *result, mpdata_error *error)
{
    const duckdb_api *api = statement->connection->api;
    duckdb_pending_result pending = NULL;
    mpdata_status status = MPDATA_OK;

    if (api->duckdb_pending_prepared_streaming(statement->prepared, &pending) != DuckDBSuccess ||
        engine_drive(statement->connection, pending, watch, payload) == DUCKDB_PENDING_ERROR)
        status = fail(statement, api->duckdb_pending_error(pending), error);
    else if (api->duckdb_execute_pending(pending, result) != DuckDBSuccess)
        status = fail(statement, api->duckdb_result_error(result), error);
    api->duckdb_destroy_pending(&pending);
    return status;
}

static mpdata_status start(engine_statement *statement, engine_watch_callback watch, void *payload,
                           duckdb_result *result, mpdata_error *error)
{
    engine_gate_pass pass = pass_of(statement);
    mpdata_status status = engine_gate_enter(statement->connection, pass, watch, payload, error);

    memset(result, 0, sizeof(*result));
    if (status != MPDATA_OK)
        return status;
    if (!engine_statement_is_select(statement))
        statement->connection->has_written = true;
    status = run(statement, watch, payload, result, error);
    engine_gate_leave(statement->connection, pass);
    return status;
}

mpdata_status engine_statement_stream(engine_statement *statement, engine_watch_callback watch,
                                      void *payload, engine_result **out, mpdata_error *error)
{
    engine_zone *zone = statement->zone;
    duckdb_result result;

    *out = NULL;
    mpdata_status status = start(statement, watch, payload, &result, error);
    if (status != MPDATA_OK) {
        statement->connection->api->duckdb_destroy_result(&result);
        return status;
    }
    statement->zone = NULL;
    return engine_result_new(statement->connection, &result, zone, statement->sql,
                             statement->sql_bytes, out, error);
}

/* DuckDB gives no chunk at the end and none after a failure: only the error tells which it was. */
static mpdata_status drop_rows(engine_statement *statement, engine_watch_callback watch,
                               void *payload, duckdb_result *result, mpdata_error *error)
{
    const duckdb_api *api = statement->connection->api;
    duckdb_data_chunk chunk = NULL;

    do {
        api->duckdb_destroy_data_chunk(&chunk);
        if (watch != NULL && watch(payload) != 0)
            return error_set(error, MPDATA_ERROR_INTERRUPTED, "interrupted");
        chunk = api->duckdb_fetch_chunk(*result);
    } while (chunk != NULL);
    const char *text = api->duckdb_result_error(result);
    return text == NULL || text[0] == '\0' ? MPDATA_OK : fail(statement, text, error);
}

mpdata_status engine_statement_exhaust(engine_statement *statement, engine_watch_callback watch,
                                       void *payload, mpdata_error *error)
{
    duckdb_result result;
    mpdata_status status = start(statement, watch, payload, &result, error);

    if (status == MPDATA_OK && statement->connection->api->duckdb_result_return_type(result) ==
                                   DUCKDB_RESULT_TYPE_QUERY_RESULT)
        status = drop_rows(statement, watch, payload, &result, error);
    statement->connection->api->duckdb_destroy_result(&result);
    return status;
}

void engine_statement_free(engine_statement *statement)
{
    if (statement == NULL)
        return;
    statement->connection->api->duckdb_destroy_prepare(&statement->prepared);
    engine_zone_free(statement->zone);
    free(statement);
}

mpdata_status engine_query(engine_connection *connection, const char *sql, size_t sql_bytes,
                           const mpdata_value *values, size_t value_count, engine_result **out,
                           mpdata_error *error)
{
    engine_script *script = NULL;
    engine_statement *statement = NULL;
    mpdata_status status = engine_script_open(connection, sql, sql_bytes, &script, error);

    *out = NULL;
    if (status == MPDATA_OK)
        status = engine_script_prepare(script, 0, &statement, error);
    if (status == MPDATA_OK)
        status = engine_statement_bind_all(statement, values, value_count, error);
    if (status == MPDATA_OK)
        status = engine_statement_stream(statement, NULL, NULL, out, error);
    engine_statement_free(statement);
    engine_script_free(script);
    return status;
}
