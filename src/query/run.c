#include <stdlib.h>
#include <string.h>

#include "base/error.h"
#include "mpdata/query.h"
#include "query/question.h"
#include "query/result.h"

mpdata_status mpdata_query_run(mpdata_db *db, const char *sql, size_t sql_bytes,
                               const mpdata_value *parameters, size_t parameter_count,
                               mpdata_result **out, mpdata_error *error)
{
    engine_result *engine = NULL;
    question asked;

    if (out != NULL)
        *out = NULL;
    mpdata_status status = question_check(db, sql, parameters, parameter_count, out, error);
    if (status != MPDATA_OK)
        return status;
    if (sql_bytes == MPDATA_NUL_TERMINATED)
        sql_bytes = strlen(sql);
    database_begin_query(db);
    status = question_init(&asked, sql, sql_bytes, parameters, parameter_count, error);
    if (status == MPDATA_OK)
        status = question_start(&asked, db, &engine, error);
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

mpdata_status mpdata_query_execute(mpdata_db *db, const char *sql, size_t sql_bytes,
                                   const mpdata_value *parameters, size_t parameter_count,
                                   uint64_t *rows_changed, mpdata_error *error)
{
    mpdata_result *result = NULL;
    mpdata_status status =
        mpdata_query_run(db, sql, sql_bytes, parameters, parameter_count, &result, error);

    return status == MPDATA_OK ? result_consume(result, rows_changed, error) : status;
}
