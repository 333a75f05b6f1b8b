#include "query/question.h"

#include <stdlib.h>
#include <string.h>

#include "base/error.h"
#include "engine/script.h"

/* How often a failure that DuckDB lost is looked for: it is lost again once in some hundred times. */
#define ATTEMPTS 3

mpdata_status question_check(const mpdata_db *db, const char *sql, const mpdata_value *parameters,
                             size_t parameter_count, const void *out, mpdata_error *error)
{
    mpdata_status status = database_check_open(db, error);

    if (status != MPDATA_OK)
        return status;
    if (out == NULL)
        return error_set(error, MPDATA_ERROR_ARGUMENT, "out must not be NULL");
    if (sql == NULL)
        return error_set(error, MPDATA_ERROR_ARGUMENT, "the SQL must not be NULL");
    if (parameters == NULL && parameter_count > 0)
        return error_set(error, MPDATA_ERROR_ARGUMENT,
                         "%zu parameters are announced, and none are given", parameter_count);
    return MPDATA_OK;
}

static char *copy(const char *bytes, size_t count)
{
    char *out = malloc(count + 1);

    if (out == NULL)
        return NULL;
    if (count > 0)
        memcpy(out, bytes, count);
    out[count] = '\0';
    return out;
}

static bool copy_value(mpdata_value *out, const mpdata_value *value)
{
    bool has_text = value->kind == MPDATA_VALUE_TEXT || value->kind == MPDATA_VALUE_JSON ||
                    value->kind == MPDATA_VALUE_DECIMAL || value->kind == MPDATA_VALUE_BLOB;

    *out = *value;
    out->owned = NULL;
    out->name = value->name == NULL ? NULL : strdup(value->name);
    if (has_text) {
        out->owned = copy(value->text.data, value->text.data == NULL ? 0 : value->text.bytes);
        out->text.data = out->owned;
    }
    return (value->name == NULL) == (out->name == NULL) && (!has_text || out->owned != NULL);
}

static bool copy_parameters(question *out, const mpdata_value *parameters, size_t count)
{
    bool done = true;

    out->parameters = calloc(count + 1, sizeof(*out->parameters));
    if (out->parameters == NULL)
        return false;
    for (size_t i = 0; done && i < count; i++) {
        out->parameter_count = i + 1;
        done = copy_value(&out->parameters[i], &parameters[i]);
    }
    return done;
}

mpdata_status question_init(question *out, const char *sql, size_t sql_bytes,
                            const mpdata_value *parameters, size_t parameter_count,
                            mpdata_error *error)
{
    memset(out, 0, sizeof(*out));
    out->sql = copy(sql, sql_bytes);
    out->sql_bytes = sql_bytes;
    if (out->sql == NULL || !copy_parameters(out, parameters, parameter_count))
        return error_set_memory(error);
    return MPDATA_OK;
}

void question_dispose(question *asked)
{
    for (size_t i = 0; i < asked->parameter_count; i++) {
        free((void *)(uintptr_t)asked->parameters[i].name);
        mpdata_value_dispose(&asked->parameters[i]);
    }
    free(asked->parameters);
    free(asked->sql);
    memset(asked, 0, sizeof(*asked));
}

static mpdata_status no_reason(const question *asked, mpdata_error *error)
{
    (void)error_set(error, MPDATA_ERROR_QUERY,
                    "DuckDB stopped the query and gave no reason: run it again to see one");
    error_add_query(error, asked->sql, asked->sql_bytes);
    return MPDATA_ERROR_QUERY;
}

static mpdata_status read_to_end(engine_result *result, mpdata_db *db, mpdata_error *error)
{
    const engine_vector *vectors = NULL;
    size_t rows = 0;
    mpdata_status status = MPDATA_OK;

    do {
        if (database_is_interrupted(db))
            status = database_name_stop(db, error);
        else
            status = engine_result_next(result, &vectors, &rows, error);
    } while (status == MPDATA_OK && rows > 0);
    return status;
}

/* MPDATA_OK where it may not be run again, or comes to its end this time. */
static mpdata_status run_again(const question *asked, mpdata_db *db, mpdata_error *error)
{
    engine_script *script = NULL;
    engine_statement *statement = NULL;
    engine_result *result = NULL;
    mpdata_status status =
        engine_script_open(db->connection, asked->sql, asked->sql_bytes, &script, error);

    if (status == MPDATA_OK)
        status = engine_script_prepare(script, asked->statement_index, &statement, error);
    if (status == MPDATA_OK && engine_statement_is_select(statement)) {
        status = engine_statement_bind(statement, asked->parameters, asked->parameter_count, NULL,
                                       error);
        if (status == MPDATA_OK)
            status = engine_statement_stream(statement, database_watch_query, db, &result, error);
        if (status == MPDATA_OK)
            status = read_to_end(result, db, error);
        engine_result_free(result);
    }
    engine_statement_free(statement);
    engine_script_free(script);
    return status;
}

static mpdata_status stopped(const question *asked, const mpdata_db *db, mpdata_error *error)
{
    mpdata_status status = database_name_stop(db, error);

    error_add_engine_type(error, "INTERRUPT");
    error_add_query(error, asked->sql, asked->sql_bytes);
    return status;
}

static bool is_lost(mpdata_db *db, mpdata_status status)
{
    return status == MPDATA_ERROR_INTERRUPTED && !database_is_interrupted(db);
}

mpdata_status question_true_reason(const question *asked, mpdata_db *db, mpdata_status status,
                                   mpdata_error *error)
{
    mpdata_error found;

    if (status != MPDATA_ERROR_INTERRUPTED)
        return status;
    for (int i = 0; i < ATTEMPTS && is_lost(db, status); i++) {
        status = run_again(asked, db, &found);
        /* The failure ended its transaction, and now that is all DuckDB has to say. */
        if (status == MPDATA_OK || strcmp(found.engine_type, "TransactionContext") == 0)
            return no_reason(asked, error);
    }
    if (status == MPDATA_ERROR_INTERRUPTED)
        return database_is_interrupted(db) ? stopped(asked, db, error) : no_reason(asked, error);
    if (error != NULL)
        *error = found;
    error_add_query(error, asked->sql, asked->sql_bytes);
    return status;
}

/* Those before the last one. A value may be for any of them. */
static mpdata_status run_first(question *asked, mpdata_db *db, const engine_script *script,
                               bool *used, mpdata_error *error)
{
    size_t count = engine_script_count(script);
    mpdata_status status = MPDATA_OK;

    for (size_t i = 0; status == MPDATA_OK && i + 1 < count; i++) {
        engine_statement *statement = NULL;

        asked->statement_index = i;
        status = engine_script_prepare(script, i, &statement, error);
        if (status == MPDATA_OK)
            status = engine_statement_bind(statement, asked->parameters, asked->parameter_count,
                                           used, error);
        if (status == MPDATA_OK)
            status = engine_statement_exhaust(statement, database_watch_query, db, error);
        engine_statement_free(statement);
    }
    return status;
}

static mpdata_status bind_last(const question *asked, engine_statement *statement, bool is_only,
                               bool *used, mpdata_error *error)
{
    const mpdata_value *values = asked->parameters;
    size_t count = asked->parameter_count;

    if (is_only)
        return engine_statement_bind_all(statement, values, count, error);
    mpdata_status status = engine_statement_bind(statement, values, count, used, error);
    return status == MPDATA_OK ? engine_statement_check_used(statement, values, count, used, error)
                               : status;
}

static mpdata_status run_script(question *asked, mpdata_db *db, const engine_script *script,
                                bool *used, engine_result **out, mpdata_error *error)
{
    size_t last = engine_script_count(script) - 1;
    engine_statement *statement = NULL;
    mpdata_status status = run_first(asked, db, script, used, error);

    if (status != MPDATA_OK)
        return status;
    asked->statement_index = last;
    status = engine_script_prepare(script, last, &statement, error);
    if (status == MPDATA_OK)
        status = bind_last(asked, statement, last == 0, used, error);
    if (status == MPDATA_OK)
        status = engine_statement_note_zone(statement, error);
    if (status == MPDATA_OK)
        status = engine_statement_stream(statement, database_watch_query, db, out, error);
    engine_statement_free(statement);
    return status;
}

mpdata_status question_start(question *asked, mpdata_db *db, engine_result **out,
                             mpdata_error *error)
{
    engine_script *script = NULL;
    bool *used = calloc(asked->parameter_count + 1, sizeof(*used));
    mpdata_status status = MPDATA_OK;

    if (used == NULL)
        return error_set_memory(error);
    database_enter_query(db);
    status = engine_script_open(db->connection, asked->sql, asked->sql_bytes, &script, error);
    if (status == MPDATA_OK)
        status = run_script(asked, db, script, used, out, error);
    engine_script_free(script);
    free(used);
    status = question_true_reason(asked, db, status, error);
    database_leave_query(db);
    return status;
}
