#include <stdlib.h>
#include <string.h>

#include "base/error.h"
#include "engine/statement.h"
#include "mpdata/query.h"
#include "query/question.h"
#include "query/result.h"

static mpdata_status check_arguments(const mpdata_db *db, const char *sql,
                                     const mpdata_value *parameters, size_t parameter_count,
                                     const void *out, mpdata_error *error)
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

static mpdata_status start(mpdata_db *db, const question *asked, engine_result **out,
                           mpdata_error *error)
{
    engine_statement *statement = NULL;
    mpdata_status status =
        engine_statement_prepare(db->connection, asked->sql, asked->sql_bytes, &statement, error);

    if (status == MPDATA_OK)
        status =
            engine_statement_bind_all(statement, asked->parameters, asked->parameter_count, error);
    if (status == MPDATA_OK)
        status = engine_statement_note_zone(statement, error);
    if (status == MPDATA_OK)
        status = engine_statement_stream(statement, database_is_interrupted, db, out, error);
    engine_statement_free(statement);
    return question_true_reason(asked, db, status, error);
}

mpdata_status mpdata_query_run(mpdata_db *db, const char *sql, size_t sql_bytes,
                               const mpdata_value *parameters, size_t parameter_count,
                               mpdata_result **out, mpdata_error *error)
{
    engine_result *engine = NULL;
    question asked;

    if (out != NULL)
        *out = NULL;
    mpdata_status status = check_arguments(db, sql, parameters, parameter_count, out, error);
    if (status != MPDATA_OK)
        return status;
    if (sql_bytes == MPDATA_NUL_TERMINATED)
        sql_bytes = strlen(sql);
    atomic_store(&db->interrupted, false);
    database_end_dependents(db);
    status = question_init(&asked, sql, sql_bytes, parameters, parameter_count, error);
    if (status == MPDATA_OK)
        status = start(db, &asked, &engine, error);
    if (status == MPDATA_OK)
        return result_new(db, engine, &asked, out, error);
    question_dispose(&asked);
    return status;
}

/* Text of a cell is borrowed from the result, which will be gone. */
static mpdata_status own_text(mpdata_value *value, mpdata_error *error)
{
    if (value->kind != MPDATA_VALUE_TEXT)
        return MPDATA_OK;
    char *copy = malloc(value->text.bytes + 1);
    if (copy == NULL) {
        *value = (mpdata_value)MPDATA_VALUE_INIT;
        return error_set_memory(error);
    }
    if (value->text.bytes > 0)
        memcpy(copy, value->text.data, value->text.bytes);
    copy[value->text.bytes] = '\0';
    value->text.data = copy;
    value->owned = copy;
    return MPDATA_OK;
}

mpdata_status mpdata_query_scalar(mpdata_db *db, const char *sql, size_t sql_bytes,
                                  const mpdata_value *parameters, size_t parameter_count,
                                  mpdata_value *out, mpdata_error *error)
{
    mpdata_result *result = NULL;
    const mpdata_batch *batch = NULL;

    if (out == NULL)
        return error_set(error, MPDATA_ERROR_ARGUMENT, "out must not be NULL");
    *out = (mpdata_value)MPDATA_VALUE_INIT;
    mpdata_status status =
        mpdata_query_run(db, sql, sql_bytes, parameters, parameter_count, &result, error);
    if (status == MPDATA_OK)
        status = mpdata_result_next(result, &batch, error);
    if (status == MPDATA_OK && batch != NULL)
        status = mpdata_batch_value(batch, 0, 0, out, error);
    if (status == MPDATA_OK)
        status = own_text(out, error);
    else
        *out = (mpdata_value)MPDATA_VALUE_INIT;
    mpdata_result_free(result);
    return status;
}
