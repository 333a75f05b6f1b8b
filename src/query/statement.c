#include "mpdata/statement.h"

#include <stdlib.h>
#include <string.h>

#include "base/error.h"
#include "engine/script.h"
#include "engine/sql_text.h"
#include "query/question.h"
#include "query/result.h"

struct mpdata_statement {
    /* First, so that the database's list leads back here. */
    database_dependent dependent;
    mpdata_db *db;
    /* NULL once the database is closed. */
    engine_script *script;
    /* NULL where DuckDB makes several statements of it (a PIVOT): those are run from the text each time. */
    engine_statement *prepared;
    char *sql;
    size_t sql_bytes;
    size_t parameter_count;
    char **parameter_names;
};

static void release_engine(mpdata_statement *statement)
{
    engine_statement_free(statement->prepared);
    engine_script_free(statement->script);
    statement->prepared = NULL;
    statement->script = NULL;
}

static void end(database_dependent *dependent, bool is_closing)
{
    (void)is_closing;
    release_engine((mpdata_statement *)(void *)dependent);
}

static mpdata_status note_parameters(mpdata_statement *statement, mpdata_error *error)
{
    size_t count =
        statement->prepared == NULL ? 0 : engine_statement_parameter_count(statement->prepared);

    statement->parameter_names = calloc(count + 1, sizeof(*statement->parameter_names));
    if (statement->parameter_names == NULL)
        return error_set_memory(error);
    for (size_t i = 0; i < count; i++) {
        statement->parameter_names[i] = engine_statement_parameter_name(statement->prepared, i);
        if (statement->parameter_names[i] == NULL)
            return error_set_memory(error);
        statement->parameter_count = i + 1;
    }
    return MPDATA_OK;
}

static mpdata_status prepare(mpdata_statement *statement, mpdata_error *error)
{
    mpdata_status status = engine_script_open(statement->db->connection, statement->sql,
                                              statement->sql_bytes, &statement->script, error);

    if (status != MPDATA_OK)
        return status;
    if (sql_text_statement_count(statement->sql, statement->sql_bytes) > 1) {
        status = error_set(error, MPDATA_ERROR_ARGUMENT,
                           "the SQL holds several statements: prepare one at a time");
        error_add_query(error, statement->sql, statement->sql_bytes);
        return status;
    }
    if (engine_script_count(statement->script) == 1)
        status = engine_script_prepare(statement->script, 0, &statement->prepared, error);
    return status == MPDATA_OK ? note_parameters(statement, error) : status;
}

/* NULL where memory ran out. */
static mpdata_statement *new_statement(mpdata_db *db, const char *sql, size_t sql_bytes)
{
    mpdata_statement *statement = calloc(1, sizeof(*statement));
    size_t bytes = sql_bytes == MPDATA_NUL_TERMINATED ? strlen(sql) : sql_bytes;

    if (statement == NULL)
        return NULL;
    statement->sql = malloc(bytes + 1);
    if (statement->sql == NULL) {
        free(statement);
        return NULL;
    }
    memcpy(statement->sql, sql, bytes);
    statement->sql[bytes] = '\0';
    statement->sql_bytes = bytes;
    statement->db = db;
    statement->dependent.end = end;
    statement->dependent.is_lasting = true;
    database_add_dependent(db, &statement->dependent);
    return statement;
}

mpdata_status mpdata_statement_prepare(mpdata_db *db, const char *sql, size_t sql_bytes,
                                       mpdata_statement **out, mpdata_error *error)
{
    if (out == NULL)
        return error_set(error, MPDATA_ERROR_ARGUMENT, "out must not be NULL");
    *out = NULL;
    mpdata_status status = question_check(db, sql, NULL, 0, out, error);
    if (status != MPDATA_OK)
        return status;
    /* DuckDB 1.5 ends them and gives no reason, 2.0 does not prepare beside them. */
    database_end_streams(db);
    mpdata_statement *statement = new_statement(db, sql, sql_bytes);
    if (statement == NULL)
        return error_set_memory(error);
    status = prepare(statement, error);
    if (status != MPDATA_OK) {
        mpdata_statement_free(statement);
        return status;
    }
    *out = statement;
    return MPDATA_OK;
}

size_t mpdata_statement_parameter_count(const mpdata_statement *statement)
{
    return statement == NULL ? 0 : statement->parameter_count;
}

const char *mpdata_statement_parameter_name(const mpdata_statement *statement, size_t index)
{
    return statement == NULL || index >= statement->parameter_count
               ? NULL
               : statement->parameter_names[index];
}

static mpdata_status start(mpdata_statement *statement, question *asked, engine_result **out,
                           mpdata_error *error)
{
    engine_statement *prepared = statement->prepared;

    if (prepared == NULL)
        return question_start(asked, statement->db, out, error);
    database_enter_query(statement->db);
    mpdata_status status =
        engine_statement_bind_all(prepared, asked->parameters, asked->parameter_count, error);
    if (status == MPDATA_OK)
        status = engine_statement_note_zone(prepared, error);
    if (status == MPDATA_OK)
        status = engine_statement_stream(prepared, database_watch_query, statement->db, out, error);
    status = question_true_reason(asked, statement->db, status, error);
    database_leave_query(statement->db);
    return status;
}

static mpdata_status check_runnable(const mpdata_statement *statement,
                                    const mpdata_value *parameters, size_t parameter_count,
                                    const void *out, mpdata_error *error)
{
    if (statement == NULL)
        return error_set(error, MPDATA_ERROR_ARGUMENT, "the statement must not be NULL");
    if (statement->script == NULL)
        return error_set(error, MPDATA_ERROR_CLOSED, "the database of the statement is closed");
    return question_check(statement->db, statement->sql, parameters, parameter_count, out, error);
}

mpdata_status mpdata_statement_run(mpdata_statement *statement, const mpdata_value *parameters,
                                   size_t parameter_count, mpdata_result **out, mpdata_error *error)
{
    engine_result *engine = NULL;
    question asked;

    if (out != NULL)
        *out = NULL;
    mpdata_status status = check_runnable(statement, parameters, parameter_count, out, error);
    if (status != MPDATA_OK)
        return status;
    database_begin_query(statement->db);
    status = question_init(&asked, statement->sql, statement->sql_bytes, parameters,
                           parameter_count, error);
    if (status == MPDATA_OK)
        status = start(statement, &asked, &engine, error);
    if (status == MPDATA_OK)
        return result_new(statement->db, engine, &asked, out, error);
    question_dispose(&asked);
    return status;
}

mpdata_status mpdata_statement_execute(mpdata_statement *statement, const mpdata_value *parameters,
                                       size_t parameter_count, uint64_t *rows_changed,
                                       mpdata_error *error)
{
    mpdata_result *result = NULL;
    mpdata_status status =
        mpdata_statement_run(statement, parameters, parameter_count, &result, error);

    return status == MPDATA_OK ? result_consume(result, rows_changed, error) : status;
}

void mpdata_statement_free(mpdata_statement *statement)
{
    if (statement == NULL || (statement->script != NULL && database_is_inherited(statement->db)))
        return;
    /* One whose database is closed is not in the list, and the database may be gone. */
    if (statement->script != NULL || statement->parameter_names == NULL)
        (void)database_remove_dependent(statement->db, &statement->dependent);
    release_engine(statement);
    for (size_t i = 0; i < statement->parameter_count; i++)
        free(statement->parameter_names[i]);
    free(statement->parameter_names);
    free(statement->sql);
    free(statement);
}
