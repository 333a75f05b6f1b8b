#include "query/question.h"

#include <stdlib.h>
#include <string.h>

#include "base/error.h"
#include "engine/statement.h"

/* How often a failure that DuckDB lost is looked for: it is lost again once in some hundred times. */
#define ATTEMPTS 3

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

static bool copy_parameters(question *out, const mpdata_value *parameters, size_t count)
{
    out->parameters = calloc(count + 1, sizeof(*out->parameters));
    if (out->parameters == NULL)
        return false;
    for (size_t i = 0; i < count; i++) {
        mpdata_value *value = &out->parameters[i];

        *value = parameters[i];
        value->owned = NULL;
        out->parameter_count = i + 1;
        if (value->kind != MPDATA_VALUE_TEXT)
            continue;
        value->owned = copy(value->text.data, value->text.data == NULL ? 0 : value->text.bytes);
        if (value->owned == NULL)
            return false;
        value->text.data = value->owned;
    }
    return true;
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
    for (size_t i = 0; i < asked->parameter_count; i++)
        mpdata_value_dispose(&asked->parameters[i]);
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
            status = error_set(error, MPDATA_ERROR_INTERRUPTED, "interrupted");
        else
            status = engine_result_next(result, &vectors, &rows, error);
    } while (status == MPDATA_OK && rows > 0);
    return status;
}

/* MPDATA_OK where it may not be run again, or comes to its end this time. */
static mpdata_status run_again(const question *asked, mpdata_db *db, mpdata_error *error)
{
    engine_statement *statement = NULL;
    engine_result *result = NULL;
    mpdata_status status =
        engine_statement_prepare(db->connection, asked->sql, asked->sql_bytes, &statement, error);

    if (status == MPDATA_OK && engine_statement_is_select(statement)) {
        status =
            engine_statement_bind_all(statement, asked->parameters, asked->parameter_count, error);
        if (status == MPDATA_OK)
            status =
                engine_statement_stream(statement, database_is_interrupted, db, &result, error);
        if (status == MPDATA_OK)
            status = read_to_end(result, db, error);
        engine_result_free(result);
    }
    engine_statement_free(statement);
    return status;
}

mpdata_status question_true_reason(const question *asked, mpdata_db *db, mpdata_status status,
                                   mpdata_error *error)
{
    mpdata_error found;

    if (status != MPDATA_ERROR_INTERRUPTED || database_is_interrupted(db))
        return status;
    for (int i = 0; i < ATTEMPTS && status == MPDATA_ERROR_INTERRUPTED; i++) {
        status = run_again(asked, db, &found);
        /* The failure ended its transaction, and now that is all DuckDB has to say. */
        if (status == MPDATA_OK || strcmp(found.engine_type, "TransactionContext") == 0)
            return no_reason(asked, error);
        if (database_is_interrupted(db))
            break;
    }
    if (status == MPDATA_ERROR_INTERRUPTED && !database_is_interrupted(db))
        return no_reason(asked, error);
    if (error != NULL)
        *error = found;
    error_add_query(error, asked->sql, asked->sql_bytes);
    return status;
}
