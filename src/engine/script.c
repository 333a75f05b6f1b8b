#include "engine/script.h"

#include <stdlib.h>
#include <string.h>

#include "base/error.h"
#include "engine/statement_private.h"

struct engine_script {
    engine_connection *connection;
    duckdb_extracted_statements parts;
    idx_t count;
    /* NUL-terminated. */
    char *sql;
    size_t sql_bytes;
};

static mpdata_status refuse(const engine_script *script, mpdata_error *error, const char *message)
{
    (void)error_set(error, MPDATA_ERROR_ARGUMENT, "%s", message);
    error_add_query(error, script->sql, script->sql_bytes);
    return MPDATA_ERROR_ARGUMENT;
}

static mpdata_status extract(engine_script *script, mpdata_error *error)
{
    const duckdb_api *api = script->connection->api;

    if (memchr(script->sql, '\0', script->sql_bytes) != NULL)
        return refuse(script, error, "the SQL holds a NUL byte");
    script->count =
        api->duckdb_extract_statements(script->connection->connection, script->sql, &script->parts);
    if (script->count > 0)
        return MPDATA_OK;
    const char *text = api->duckdb_extract_statements_error(script->parts);
    return text == NULL ? refuse(script, error, "the SQL is empty")
                        : engine_error_set(error, text, script->sql, script->sql_bytes);
}

mpdata_status engine_script_open(engine_connection *connection, const char *sql, size_t sql_bytes,
                                 engine_script **out, mpdata_error *error)
{
    engine_script *script = calloc(1, sizeof(*script));
    char *copy = malloc(sql_bytes + 1);

    *out = NULL;
    if (script == NULL || copy == NULL) {
        free(script);
        free(copy);
        return error_set_memory(error);
    }
    memcpy(copy, sql, sql_bytes);
    copy[sql_bytes] = '\0';
    *script = (engine_script){connection, NULL, 0, copy, sql_bytes};
    mpdata_status status = extract(script, error);
    if (status != MPDATA_OK) {
        engine_script_free(script);
        return status;
    }
    *out = script;
    return MPDATA_OK;
}

size_t engine_script_count(const engine_script *script)
{
    return (size_t)script->count;
}

mpdata_status engine_script_prepare(const engine_script *script, size_t index,
                                    engine_statement **out, mpdata_error *error)
{
    const duckdb_api *api = script->connection->api;
    engine_statement *statement = calloc(1, sizeof(*statement));
    mpdata_status status = MPDATA_OK;

    *out = NULL;
    if (statement == NULL)
        return error_set_memory(error);
    *statement = (engine_statement){script->connection, NULL, script->sql, script->sql_bytes, NULL};
    if (api->duckdb_prepare_extracted_statement(script->connection->connection, script->parts,
                                                index, &statement->prepared) == DuckDBSuccess) {
        *out = statement;
        return MPDATA_OK;
    }
    status = engine_error_set(error, api->duckdb_prepare_error(statement->prepared), script->sql,
                              script->sql_bytes);
    engine_statement_free(statement);
    return status;
}

void engine_script_free(engine_script *script)
{
    if (script == NULL)
        return;
    script->connection->api->duckdb_destroy_extracted(&script->parts);
    free(script->sql);
    free(script);
}
