/*
 * DuckDB at times tells of an interruption where one of its threads failed, and loses the failure. Here it
 * loses as many as a test wants.
 */
#include "database_fixture.h"

#include "engine/duckdb_api.h"
#include "folder_fixture.h"
#include "store/database.h"

static struct {
    duckdb_api api;
    int losses;
    bool loses_next;
} real;

static bool is_failure(const char *text)
{
    return text != NULL && text[0] != '\0';
}

static const char *lossy_error(duckdb_result *result)
{
    const char *text = real.api.duckdb_result_error(result);

    if (!is_failure(text) || real.losses == 0)
        return text;
    real.losses--;
    return "INTERRUPT Error: Interrupted!";
}

static const char *lossy_pending_error(duckdb_pending_result pending)
{
    const char *text = real.api.duckdb_pending_error(pending);

    if (!is_failure(text) || real.losses == 0)
        return text;
    real.losses--;
    return "INTERRUPT Error: Interrupted!";
}

static mpdata_db *open_lossy(int losses)
{
    mpdata_db *db = memory_or_fail();
    duckdb_api *api = &db->instance->library->api;

    real.api = *api;
    real.losses = losses;
    real.loses_next = false;
    api->duckdb_result_error = lossy_error;
    api->duckdb_pending_error = lossy_pending_error;
    return db;
}

static mpdata_status run_to_end(mpdata_db *db, const char *sql, const mpdata_value *parameters,
                                size_t count, mpdata_error *error)
{
    mpdata_result *result = NULL;
    const mpdata_batch *batch = NULL;
    mpdata_status status =
        mpdata_query_run(db, sql, MPDATA_NUL_TERMINATED, parameters, count, &result, error);

    while (status == MPDATA_OK) {
        status = mpdata_result_next(result, &batch, error);
        if (batch == NULL)
            break;
    }
    mpdata_result_free(result);
    return status;
}

/* Late, so that rows were streamed before. */
#define FAILS_LATE                                                                                 \
    "SELECT CASE WHEN range = 200000 THEN error($1) ELSE 'x' END AS x FROM range(300000)"
#define FAILS_SORTING                                                                              \
    "SELECT CASE WHEN range = 9000 THEN error($1) ELSE 'x' END AS x FROM range(10000) ORDER BY x"

static void check_reason(const char *sql, int losses)
{
    char text[] = "the reason";
    mpdata_value parameter = {.kind = MPDATA_VALUE_TEXT, .text = {text, sizeof(text) - 1}};
    mpdata_db *db = open_lossy(losses);
    mpdata_error error;

    assert_int_equal(run_to_end(db, sql, &parameter, 1, &error), MPDATA_ERROR_QUERY);
    assert_non_null(strstr(error.message, "the reason"));
    assert_string_equal(error.engine_type, "Invalid Input");
    assert_string_equal(error.query, sql);
    assert_int_equal(real.losses, 0);
    mpdata_db_free(db);
}

static void failure_lost_by_duckdb_is_found_again(void **state)
{
    (void)state;
    check_reason(FAILS_LATE, 1);
    check_reason(FAILS_LATE, 2);
    check_reason(FAILS_SORTING, 1);
}

static void check_no_reason(mpdata_db *db, const char *sql, const mpdata_value *parameters,
                            size_t count)
{
    mpdata_error error;

    assert_int_equal(run_to_end(db, sql, parameters, count, &error), MPDATA_ERROR_QUERY);
    assert_non_null(strstr(error.message, "gave no reason"));
    assert_string_equal(error.query, sql);
}

static void failure_that_stays_lost_is_no_interruption(void **state)
{
    mpdata_value parameter = {.kind = MPDATA_VALUE_TEXT, .text = {"late", 4}};
    mpdata_db *db = open_lossy(100);

    (void)state;
    check_no_reason(db, FAILS_LATE, &parameter, 1);
    mpdata_db_free(db);
}

static void statement_that_writes_is_not_run_twice(void **state)
{
    mpdata_db *db = open_lossy(0);

    (void)state;
    (void)ask(db, "CREATE TABLE t AS SELECT 1 AS x");
    real.losses = 1;
    check_no_reason(db, "INSERT INTO t SELECT CASE WHEN x = 1 THEN error('no') ELSE 'x' END FROM t",
                    NULL, 0);
    assert_int_equal(real.losses, 0);
    assert_answer(db, "SELECT count(*) FROM t", "1");
    mpdata_db_free(db);
}

static void failure_that_ends_a_transaction_is_no_interruption(void **state)
{
    mpdata_value parameter = {.kind = MPDATA_VALUE_TEXT, .text = {"late", 4}};
    mpdata_db *db = open_lossy(0);
    mpdata_error error;

    (void)state;
    assert_int_equal(run_to_end(db, "BEGIN", NULL, 0, &error), MPDATA_OK);
    real.losses = 1;
    check_no_reason(db, FAILS_LATE, &parameter, 1);
    assert_int_equal(run_to_end(db, "ROLLBACK", NULL, 0, &error), MPDATA_OK);
    mpdata_db_free(db);
}

static duckdb_pending_state stopped_task(duckdb_pending_result pending)
{
    (void)pending;
    real.loses_next = true;
    return DUCKDB_PENDING_ERROR;
}

static const char *stopped_error(duckdb_pending_result pending)
{
    return real.loses_next ? "INTERRUPT Error: Interrupted!"
                           : real.api.duckdb_pending_error(pending);
}

/* From here on every statement of the load is stopped; `payload` is the database, and cancels where it is NULL. */
static int stop_statements(const mpdata_ingest_progress *progress, void *payload)
{
    mpdata_db *db = payload;

    (void)progress;
    if (db == NULL)
        return 1;
    db->instance->library->api.duckdb_pending_execute_task = stopped_task;
    db->instance->library->api.duckdb_pending_error = stopped_error;
    return 0;
}

static mpdata_status load(mpdata_db *db, void *payload, mpdata_error *error)
{
    mpdata_ingest_options options = MPDATA_INGEST_OPTIONS_INIT;
    char *path = path_in(folder, "export.ndjson");
    const char *const paths[] = {path};
    mpdata_ingest_report report;

    file_write_text(path, "{\"event\":\"a\",\"properties\":{\"time\":1700000000}}\n");
    options.progress = stop_statements;
    options.progress_payload = payload;
    mpdata_status status =
        mpdata_ingest_files(db, MPDATA_TABLE_EVENTS, "events", paths, 1, &options, &report, error);
    free(path);
    return status;
}

static void load_that_nobody_stopped_is_no_interruption(void **state)
{
    mpdata_db *db = open_lossy(0);
    mpdata_error error;

    (void)state;
    assert_int_equal(load(db, db, &error), MPDATA_ERROR_QUERY);
    assert_non_null(strstr(error.message, "gave no reason"));
    db->instance->library->api = real.api;
    assert_int_equal(load(db, NULL, &error), MPDATA_ERROR_INTERRUPTED);
    assert_answer(
        db, "SELECT count(*) FROM duckdb_tables() WHERE table_name NOT LIKE '\\_%' ESCAPE '\\'",
        "0");
    mpdata_db_free(db);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(failure_lost_by_duckdb_is_found_again),
        cmocka_unit_test(failure_that_stays_lost_is_no_interruption),
        cmocka_unit_test(statement_that_writes_is_not_run_twice),
        cmocka_unit_test(failure_that_ends_a_transaction_is_no_interruption),
        cmocka_unit_test(load_that_nobody_stopped_is_no_interruption),
    };

    return cmocka_run_group_tests(tests, make_folder, remove_folder);
}
