#include "engine/statement.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/error.h"
#include "base/utf8.h"
#include "engine/result_private.h"
#include "engine/sql_text.h"

struct engine_statement {
    engine_connection *connection;
    duckdb_prepared_statement prepared;
    /* NUL-terminated. */
    char *sql;
    size_t sql_bytes;
    /* NULL unless noted. */
    engine_zone *zone;
};

static mpdata_status refuse(const engine_statement *statement, mpdata_error *error,
                            const char *message)
{
    (void)error_set(error, MPDATA_ERROR_ARGUMENT, "%s", message);
    error_add_query(error, statement->sql, statement->sql_bytes);
    return MPDATA_ERROR_ARGUMENT;
}

static mpdata_status check_text(const engine_statement *statement, mpdata_error *error)
{
    if (memchr(statement->sql, '\0', statement->sql_bytes) != NULL)
        return refuse(statement, error, "the SQL holds a NUL byte");
    switch (sql_text_statement_count(statement->sql, statement->sql_bytes)) {
    case 0:
        return refuse(statement, error, "the SQL is empty");
    case 1:
        return MPDATA_OK;
    default:
        return refuse(statement, error,
                      "the SQL holds several statements: give them one at a time");
    }
}

/*
 * DuckDB makes several statements of some single ones: of a PIVOT without IN first one that collects
 * the values. They are run here; the last one is the statement's own.
 */
static mpdata_status run_first_parts(engine_statement *statement, duckdb_extracted_statements parts,
                                     idx_t count, mpdata_error *error)
{
    const duckdb_api *api = statement->connection->api;
    mpdata_status status = MPDATA_OK;

    for (idx_t i = 0; status == MPDATA_OK && i < count; i++) {
        duckdb_prepared_statement prepared = NULL;
        duckdb_result result;

        memset(&result, 0, sizeof(result));
        if (api->duckdb_prepare_extracted_statement(statement->connection->connection, parts, i,
                                                    &prepared) != DuckDBSuccess)
            status = engine_error_set(error, api->duckdb_prepare_error(prepared), statement->sql,
                                      statement->sql_bytes);
        else if (api->duckdb_execute_prepared(prepared, &result) != DuckDBSuccess)
            status = engine_error_set(error, api->duckdb_result_error(&result), statement->sql,
                                      statement->sql_bytes);
        api->duckdb_destroy_result(&result);
        api->duckdb_destroy_prepare(&prepared);
    }
    return status;
}

static mpdata_status prepare_parts(engine_statement *statement, duckdb_extracted_statements parts,
                                   idx_t count, mpdata_error *error)
{
    const duckdb_api *api = statement->connection->api;
    mpdata_status status = run_first_parts(statement, parts, count - 1, error);

    if (status != MPDATA_OK)
        return status;
    if (api->duckdb_prepare_extracted_statement(statement->connection->connection, parts, count - 1,
                                                &statement->prepared) == DuckDBSuccess)
        return MPDATA_OK;
    return engine_error_set(error, api->duckdb_prepare_error(statement->prepared), statement->sql,
                            statement->sql_bytes);
}

static mpdata_status prepare(engine_statement *statement, mpdata_error *error)
{
    const duckdb_api *api = statement->connection->api;
    duckdb_extracted_statements parts = NULL;
    mpdata_status status = MPDATA_OK;
    idx_t count =
        api->duckdb_extract_statements(statement->connection->connection, statement->sql, &parts);

    if (count > 0) {
        status = prepare_parts(statement, parts, count, error);
    } else {
        const char *text = api->duckdb_extract_statements_error(parts);
        status = text == NULL ? refuse(statement, error, "the SQL is empty")
                              : engine_error_set(error, text, statement->sql, statement->sql_bytes);
    }
    api->duckdb_destroy_extracted(&parts);
    return status;
}

mpdata_status engine_statement_prepare(engine_connection *connection, const char *sql,
                                       size_t sql_bytes, engine_statement **out,
                                       mpdata_error *error)
{
    engine_statement *statement = calloc(1, sizeof(*statement));

    *out = NULL;
    if (statement == NULL)
        return error_set_memory(error);
    statement->connection = connection;
    statement->sql_bytes = sql_bytes;
    statement->sql = malloc(sql_bytes + 1);
    if (statement->sql == NULL) {
        free(statement);
        return error_set_memory(error);
    }
    memcpy(statement->sql, sql, sql_bytes);
    statement->sql[sql_bytes] = '\0';

    mpdata_status status = check_text(statement, error);
    if (status == MPDATA_OK)
        status = prepare(statement, error);
    if (status != MPDATA_OK) {
        engine_statement_free(statement);
        return status;
    }
    *out = statement;
    return MPDATA_OK;
}

size_t engine_statement_parameter_count(const engine_statement *statement)
{
    return (size_t)statement->connection->api->duckdb_nparams(statement->prepared);
}

bool engine_statement_is_select(const engine_statement *statement)
{
    return statement->connection->api->duckdb_prepared_statement_type(statement->prepared) ==
           DUCKDB_STATEMENT_TYPE_SELECT;
}

/* DuckDB's number of the parameter that the SQL calls `?` (the first, the second ...) or `$1`; 0: none. */
static idx_t parameter_index(const engine_statement *statement, size_t number)
{
    const duckdb_api *api = statement->connection->api;
    size_t count = engine_statement_parameter_count(statement);
    char wanted[24];
    idx_t found = 0;

    (void)snprintf(wanted, sizeof(wanted), "%zu", number);
    for (size_t i = 1; i <= count && found == 0; i++) {
        const char *name = api->duckdb_parameter_name(statement->prepared, i);

        if (name != NULL && strcmp(name, wanted) == 0)
            found = i;
        /* The name is a copy, and said to be const. */
        api->duckdb_free((void *)(uintptr_t)name);
    }
    return found;
}

static bool is_utf8(mpdata_text text)
{
    size_t at = 0;

    while (at < text.bytes) {
        size_t bytes = utf8_sequence_bytes(text.data + at, text.bytes - at);

        if (bytes == 0)
            return false;
        at += bytes;
    }
    return true;
}

static duckdb_state bind(const engine_statement *statement, idx_t index, const mpdata_value *value)
{
    const duckdb_api *api = statement->connection->api;
    duckdb_prepared_statement prepared = statement->prepared;

    switch (value->kind) {
    case MPDATA_VALUE_NULL:
        return api->duckdb_bind_null(prepared, index);
    case MPDATA_VALUE_BOOL:
        return api->duckdb_bind_boolean(prepared, index, value->boolean);
    case MPDATA_VALUE_INT64:
        return api->duckdb_bind_int64(prepared, index, value->int64);
    case MPDATA_VALUE_UINT64:
        return api->duckdb_bind_uint64(prepared, index, value->uint64);
    case MPDATA_VALUE_DOUBLE:
        return api->duckdb_bind_double(prepared, index, value->real);
    case MPDATA_VALUE_TEXT:
        return api->duckdb_bind_varchar_length(
            prepared, index, value->text.data == NULL ? "" : value->text.data, value->text.bytes);
    case MPDATA_VALUE_TIMESTAMP:
        return api->duckdb_bind_timestamp(prepared, index, (duckdb_timestamp){value->int64});
    case MPDATA_VALUE_DATE:
        return api->duckdb_bind_date(prepared, index, (duckdb_date){(int32_t)value->int64});
    }
    return DuckDBError;
}

mpdata_status engine_statement_bind(engine_statement *statement, size_t index,
                                    const mpdata_value *value, mpdata_error *error)
{
    idx_t parameter = parameter_index(statement, index + 1);
    mpdata_status status = MPDATA_ERROR_ARGUMENT;

    if (parameter == 0)
        (void)error_set(error, status,
                        "the SQL has no parameter $%zu: parameters are ? or $1, $2 ...", index + 1);
    else if (value->kind == MPDATA_VALUE_TEXT && !is_utf8(value->text))
        (void)error_set(error, status, "the text for parameter $%zu is not valid UTF-8", index + 1);
    else if (value->kind == MPDATA_VALUE_DATE &&
             (value->int64 < -INT32_MAX || value->int64 > INT32_MAX))
        (void)error_set(error, status, "the date for parameter $%zu is out of range", index + 1);
    else if (bind(statement, parameter, value) != DuckDBSuccess)
        (void)error_set(error, status, "DuckDB refused the value for parameter $%zu", index + 1);
    else
        return MPDATA_OK;
    error_add_query(error, statement->sql, statement->sql_bytes);
    return status;
}

mpdata_status engine_statement_note_zone(engine_statement *statement, mpdata_error *error)
{
    engine_zone_free(statement->zone);
    return engine_zone_new(statement->connection, &statement->zone, error);
}

static mpdata_status start(engine_statement *statement, engine_watch_callback watch, void *payload,
                           duckdb_result *result, mpdata_error *error)
{
    const duckdb_api *api = statement->connection->api;
    duckdb_pending_result pending = NULL;
    mpdata_status status = MPDATA_OK;

    if (api->duckdb_pending_prepared_streaming(statement->prepared, &pending) != DuckDBSuccess ||
        engine_drive(statement->connection, pending, watch, payload) == DUCKDB_PENDING_ERROR)
        status = engine_error_set(error, api->duckdb_pending_error(pending), statement->sql,
                                  statement->sql_bytes);
    else if (api->duckdb_execute_pending(pending, result) != DuckDBSuccess)
        status = engine_error_set(error, api->duckdb_result_error(result), statement->sql,
                                  statement->sql_bytes);
    api->duckdb_destroy_pending(&pending);
    return status;
}

mpdata_status engine_statement_stream(engine_statement *statement, engine_watch_callback watch,
                                      void *payload, engine_result **out, mpdata_error *error)
{
    engine_zone *zone = statement->zone;
    duckdb_result result;

    *out = NULL;
    memset(&result, 0, sizeof(result));
    mpdata_status status = start(statement, watch, payload, &result, error);
    if (status != MPDATA_OK) {
        statement->connection->api->duckdb_destroy_result(&result);
        return status;
    }
    statement->zone = NULL;
    return engine_result_new(statement->connection, &result, zone, statement->sql,
                             statement->sql_bytes, out, error);
}

void engine_statement_free(engine_statement *statement)
{
    if (statement == NULL)
        return;
    statement->connection->api->duckdb_destroy_prepare(&statement->prepared);
    engine_zone_free(statement->zone);
    free(statement->sql);
    free(statement);
}

mpdata_status engine_statement_bind_all(engine_statement *statement, const mpdata_value *values,
                                        size_t count, mpdata_error *error)
{
    size_t wanted = engine_statement_parameter_count(statement);
    mpdata_status status = MPDATA_OK;

    if (wanted != count) {
        (void)error_set(error, MPDATA_ERROR_ARGUMENT,
                        "the SQL has %zu parameter%s, and %zu value%s given", wanted,
                        wanted == 1 ? "" : "s", count, count == 1 ? " was" : "s were");
        error_add_query(error, statement->sql, statement->sql_bytes);
        return MPDATA_ERROR_ARGUMENT;
    }
    for (size_t i = 0; status == MPDATA_OK && i < count; i++)
        status = engine_statement_bind(statement, i, &values[i], error);
    return status;
}

mpdata_status engine_query(engine_connection *connection, const char *sql, size_t sql_bytes,
                           const mpdata_value *values, size_t value_count, engine_result **out,
                           mpdata_error *error)
{
    engine_statement *statement = NULL;
    mpdata_status status = engine_statement_prepare(connection, sql, sql_bytes, &statement, error);

    *out = NULL;
    if (status == MPDATA_OK)
        status = engine_statement_bind_all(statement, values, value_count, error);
    if (status == MPDATA_OK)
        status = engine_statement_stream(statement, NULL, NULL, out, error);
    engine_statement_free(statement);
    return status;
}
