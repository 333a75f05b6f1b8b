/*
 * DuckDB at times tells of an interruption where one of its threads failed, and loses the failure. Here it
 * loses as many as a test wants.
 */
#include "database_fixture.h"

#include <errno.h>

#include "engine/duckdb_api.h"
#include "folder_fixture.h"
#include "mpdata/arrow.h"
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

/* The values of a sequence are gone with the run that failed. */
static void failure_that_does_not_come_again_is_no_interruption(void **state)
{
    mpdata_db *db = open_lossy(0);

    (void)state;
    (void)ask(db, "CREATE SEQUENCE s");
    real.losses = 1;
    check_no_reason(db,
                    "SELECT CASE WHEN nextval('s') = 200000 THEN error('no') ELSE 'x' END "
                    "FROM range(300000)",
                    NULL, 0);
    assert_int_equal(real.losses, 0);
    mpdata_db_free(db);
}

static void nobody_has_to_ask_for_the_reason(void **state)
{
    mpdata_value parameter = {.kind = MPDATA_VALUE_TEXT, .text = {"late", 4}};
    mpdata_db *db = open_lossy(1);

    (void)state;
    assert_int_equal(run_to_end(db, FAILS_LATE, &parameter, 1, NULL), MPDATA_ERROR_QUERY);
    assert_int_equal(real.losses, 0);
    mpdata_db_free(db);
}

/* What fails where the question is asked again. */
typedef enum again { AGAIN_EXTRACT, AGAIN_PREPARE, AGAIN_BIND, AGAIN_COUNT } again;

static again failing;

static bool fails_again(again what)
{
    return failing == what && real.losses == 0;
}

static idx_t extract(duckdb_connection connection, const char *sql,
                     duckdb_extracted_statements *out)
{
    return real.api.duckdb_extract_statements(
        connection, fails_again(AGAIN_EXTRACT) ? "SELEC again" : sql, out);
}

static duckdb_state prepare(duckdb_connection connection, duckdb_extracted_statements parts,
                            idx_t index, duckdb_prepared_statement *out)
{
    duckdb_state state = real.api.duckdb_prepare_extracted_statement(connection, parts, index, out);

    return fails_again(AGAIN_PREPARE) ? DuckDBError : state;
}

static const char *prepare_error(duckdb_prepared_statement statement)
{
    return fails_again(AGAIN_PREPARE) ? "Catalog Error: again"
                                      : real.api.duckdb_prepare_error(statement);
}

static duckdb_state bind_text(duckdb_prepared_statement statement, idx_t index, const char *text,
                              idx_t bytes)
{
    return fails_again(AGAIN_BIND)
               ? DuckDBError
               : real.api.duckdb_bind_varchar_length(statement, index, text, bytes);
}

static void question_that_can_not_be_asked_again_says_why(void **state)
{
    static const char *const reasons[AGAIN_COUNT] = {"SELEC", "again", "refused the value"};
    mpdata_value parameter = {.kind = MPDATA_VALUE_TEXT, .text = {"late", 4}};

    (void)state;
    for (failing = AGAIN_EXTRACT; failing < AGAIN_COUNT; failing++) {
        mpdata_db *db = open_lossy(1);
        duckdb_api *api = &db->instance->library->api;
        mpdata_error error;

        api->duckdb_extract_statements = extract;
        api->duckdb_prepare_extracted_statement = prepare;
        api->duckdb_prepare_error = prepare_error;
        api->duckdb_bind_varchar_length = bind_text;
        assert_int_equal(run_to_end(db, FAILS_LATE, &parameter, 1, &error),
                         failing == AGAIN_BIND ? MPDATA_ERROR_ARGUMENT : MPDATA_ERROR_QUERY);
        assert_non_null(strstr(error.message, reasons[failing]));
        assert_int_equal(real.losses, 0);
        mpdata_db_free(db);
    }
}

static mpdata_db *interrupted_db;

static bool was_interrupted;

/* Between two chunks, so that DuckDB has nothing to stop. */
static duckdb_data_chunk fetch_and_interrupt(duckdb_result result)
{
    duckdb_data_chunk chunk = real.api.duckdb_fetch_chunk(result);

    if (real.losses == 0 && chunk != NULL) {
        was_interrupted = true;
        mpdata_db_interrupt(interrupted_db);
    }
    return chunk;
}

static void interruption_while_the_reason_is_looked_for_is_one(void **state)
{
    mpdata_value parameter = {.kind = MPDATA_VALUE_TEXT, .text = {"late", 4}};
    mpdata_db *db = open_lossy(1);
    mpdata_error error;

    (void)state;
    interrupted_db = db;
    db->instance->library->api.duckdb_fetch_chunk = fetch_and_interrupt;
    mpdata_status status = run_to_end(db, FAILS_LATE, &parameter, 1, &error);
    mpdata_db_free(db);
    /* DuckDB 2.0 fails before it gives a chunk. */
    if (!was_interrupted)
        skip();
    assert_int_equal(status, MPDATA_ERROR_INTERRUPTED);
    assert_string_equal(error.message, "interrupted");
    assert_string_equal(error.query, FAILS_LATE);
}

static const char *error_of_the_disk(duckdb_result *result)
{
    return is_failure(real.api.duckdb_result_error(result)) ? "IO Error: No space left on device"
                                                            : NULL;
}

static void failure_of_the_disk_is_one_to_arrow_too(void **state)
{
    mpdata_value parameter = {.kind = MPDATA_VALUE_TEXT, .text = {"late", 4}};
    mpdata_db *db = open_lossy(0);
    mpdata_result *result = NULL;
    struct ArrowArrayStream stream;
    struct ArrowArray array;
    int code = 0;

    (void)state;
    db->instance->library->api.duckdb_result_error = error_of_the_disk;
    assert_int_equal(
        mpdata_query_run(db, FAILS_LATE, MPDATA_NUL_TERMINATED, &parameter, 1, &result, NULL),
        MPDATA_OK);
    assert_int_equal(mpdata_result_arrow_stream(result, &stream, NULL), MPDATA_OK);
    while (code = stream.get_next(&stream, &array), code == 0) {
        assert_non_null(array.release);
        array.release(&array);
    }
    assert_int_equal(code, EIO);
    assert_non_null(strstr(stream.get_last_error(&stream), "No space left"));
    stream.release(&stream);
    mpdata_result_free(result);
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
        cmocka_unit_test(failure_that_does_not_come_again_is_no_interruption),
        cmocka_unit_test(nobody_has_to_ask_for_the_reason),
        cmocka_unit_test(question_that_can_not_be_asked_again_says_why),
        cmocka_unit_test(interruption_while_the_reason_is_looked_for_is_one),
        cmocka_unit_test(failure_of_the_disk_is_one_to_arrow_too),
        cmocka_unit_test(statement_that_writes_is_not_run_twice),
        cmocka_unit_test(failure_that_ends_a_transaction_is_no_interruption),
        cmocka_unit_test(load_that_nobody_stopped_is_no_interruption),
    };

    return cmocka_run_group_tests(tests, make_folder, remove_folder);
}
