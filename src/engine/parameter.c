/*
 * The parameters of a statement, and the values they take.
 */
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "base/error.h"
#include "base/utf8.h"
#include "engine/decimal_text.h"
#include "engine/statement_private.h"
#include "parse/json_object.h"

/* DuckDB refuses larger numbers. */
#define MAX_PARAMETER 65535

size_t engine_statement_parameter_count(const engine_statement *statement)
{
    return (size_t)statement->connection->api->duckdb_nparams(statement->prepared);
}

/*
 * DuckDB's number of the parameter behind `number`: there are gaps, for SQL that has $2 and no $1. 0 past the end.
 */
static idx_t next_number(const engine_statement *statement, idx_t number)
{
    const duckdb_api *api = statement->connection->api;

    while (++number <= MAX_PARAMETER) {
        const char *name = api->duckdb_parameter_name(statement->prepared, number);
        bool is_there = name != NULL;

        /* The name is a copy, and said to be const. */
        api->duckdb_free((void *)(uintptr_t)name);
        if (is_there)
            return number;
    }
    return 0;
}

static char *name_of(const engine_statement *statement, idx_t number)
{
    const duckdb_api *api = statement->connection->api;
    const char *name = api->duckdb_parameter_name(statement->prepared, number);
    char *copy = strdup(name == NULL ? "" : name);

    api->duckdb_free((void *)(uintptr_t)name);
    return copy;
}

char *engine_statement_parameter_name(const engine_statement *statement, size_t index)
{
    idx_t number = 0;

    for (size_t i = 0; i <= index; i++)
        number = next_number(statement, number);
    return name_of(statement, number);
}

static bool is_number(const char *name)
{
    return name[0] != '\0' && name[strspn(name, "0123456789")] == '\0';
}

/* The value of the parameter called `name`; `count` where there is none. */
static size_t find_value(const char *name, const mpdata_value *values, size_t count)
{
    size_t number = is_number(name) ? (size_t)strtoull(name, NULL, 10) : 0;

    for (size_t i = 0; i < count; i++) {
        if (values[i].name == NULL && number > 0 && --number == 0)
            return i;
        if (values[i].name != NULL && strcasecmp(values[i].name, name) == 0)
            return i;
    }
    return count;
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

static duckdb_state give_decimal(const engine_statement *statement, idx_t index, mpdata_text text)
{
    const duckdb_api *api = statement->connection->api;
    duckdb_decimal number;

    /* fault_of() has looked whether it is one. */
    (void)decimal_text_read(text, &number);
    return number.scale == 0 ? api->duckdb_bind_hugeint(statement->prepared, index, number.value)
                             : api->duckdb_bind_decimal(statement->prepared, index, number);
}

static duckdb_state give(const engine_statement *statement, idx_t index, const mpdata_value *value)
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
    case MPDATA_VALUE_JSON:
        return api->duckdb_bind_varchar_length(
            prepared, index, value->text.data == NULL ? "" : value->text.data, value->text.bytes);
    case MPDATA_VALUE_TIMESTAMP:
        return api->duckdb_bind_timestamp(prepared, index, (duckdb_timestamp){value->int64});
    case MPDATA_VALUE_DATE:
        return api->duckdb_bind_date(prepared, index, (duckdb_date){(int32_t)value->int64});
    case MPDATA_VALUE_DECIMAL:
        return give_decimal(statement, index, value->text);
    case MPDATA_VALUE_BLOB:
        return api->duckdb_bind_blob(
            prepared, index, value->text.data == NULL ? "" : value->text.data, value->text.bytes);
    }
    return DuckDBError;
}

/* What is wrong with the value; NULL where nothing is. */
static const char *fault_of(const mpdata_value *value)
{
    bool is_text = value->kind == MPDATA_VALUE_TEXT || value->kind == MPDATA_VALUE_JSON;
    duckdb_decimal number;

    if (is_text && !is_utf8(value->text))
        return "the text is not valid UTF-8";
    if (value->kind == MPDATA_VALUE_DATE && (value->int64 < -INT32_MAX || value->int64 > INT32_MAX))
        return "the date is out of range";
    if (value->kind == MPDATA_VALUE_DECIMAL && !decimal_text_read(value->text, &number))
        return "the text is no decimal number of 38 digits at the most";
    return NULL;
}

static mpdata_status refuse(const engine_statement *statement, mpdata_error *error,
                            const char *name, const char *reason)
{
    (void)error_set(error, MPDATA_ERROR_ARGUMENT, "the parameter $%s: %s", name, reason);
    error_add_query(error, statement->sql, statement->sql_bytes);
    return MPDATA_ERROR_ARGUMENT;
}

static mpdata_status check_json(const engine_statement *statement, const char *name,
                                const mpdata_value *value, mpdata_error *error)
{
    bool had_memory = true;

    if (value->kind != MPDATA_VALUE_JSON ||
        json_is_valid(value->text.data, value->text.bytes, &had_memory))
        return MPDATA_OK;
    return had_memory ? refuse(statement, error, name, "the text is not valid JSON")
                      : error_set_memory(error);
}

static mpdata_status bind_one(engine_statement *statement, idx_t number, const char *name,
                              const mpdata_value *values, size_t count, bool *used,
                              mpdata_error *error)
{
    size_t found = find_value(name, values, count);

    if (found == count)
        return refuse(statement, error, name, "no value was given for it");
    const char *fault = fault_of(&values[found]);
    if (fault != NULL)
        return refuse(statement, error, name, fault);
    mpdata_status status = check_json(statement, name, &values[found], error);
    if (status != MPDATA_OK)
        return status;
    if (give(statement, number, &values[found]) != DuckDBSuccess)
        return refuse(statement, error, name, "DuckDB refused the value");
    if (used != NULL)
        used[found] = true;
    return MPDATA_OK;
}

mpdata_status engine_statement_bind(engine_statement *statement, const mpdata_value *values,
                                    size_t count, bool *used, mpdata_error *error)
{
    size_t wanted = engine_statement_parameter_count(statement);
    mpdata_status status = MPDATA_OK;
    idx_t number = 0;

    for (size_t i = 0; status == MPDATA_OK && i < wanted; i++) {
        number = next_number(statement, number);
        char *name = name_of(statement, number);

        status = name == NULL ? error_set_memory(error)
                              : bind_one(statement, number, name, values, count, used, error);
        free(name);
    }
    return status;
}

mpdata_status engine_statement_check_used(const engine_statement *statement,
                                          const mpdata_value *values, size_t count,
                                          const bool *used, mpdata_error *error)
{
    size_t number = 0;

    for (size_t i = 0; i < count; i++) {
        number += values[i].name == NULL;
        if (used[i])
            continue;
        if (values[i].name == NULL)
            (void)error_set(error, MPDATA_ERROR_ARGUMENT,
                            "a value was given for the parameter $%zu, and the SQL has none: "
                            "parameters are ?, or $1, $2 ..., or $name",
                            number);
        else
            (void)error_set(error, MPDATA_ERROR_ARGUMENT,
                            "a value was given for the parameter $%s, and the SQL has none of "
                            "that name",
                            values[i].name);
        error_add_query(error, statement->sql, statement->sql_bytes);
        return MPDATA_ERROR_ARGUMENT;
    }
    return MPDATA_OK;
}

mpdata_status engine_statement_bind_all(engine_statement *statement, const mpdata_value *values,
                                        size_t count, mpdata_error *error)
{
    size_t wanted = engine_statement_parameter_count(statement);
    bool *used = calloc(count + 1, sizeof(*used));
    mpdata_status status = MPDATA_OK;

    if (used == NULL)
        return error_set_memory(error);
    if (wanted != count) {
        status = error_set(error, MPDATA_ERROR_ARGUMENT,
                           "the SQL has %zu parameter%s, and %zu value%s given", wanted,
                           wanted == 1 ? "" : "s", count, count == 1 ? " was" : "s were");
        error_add_query(error, statement->sql, statement->sql_bytes);
    } else {
        status = engine_statement_bind(statement, values, count, used, error);
    }
    if (status == MPDATA_OK)
        status = engine_statement_check_used(statement, values, count, used, error);
    free(used);
    return status;
}
