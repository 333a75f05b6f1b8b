/*
 * Statements whose rows nobody wants, where DuckDB fails or someone stops them, and what they wait for and ask before they begin.
 */
#include "failing_duckdb.h"

#include <pthread.h>
#include <time.h>

#include "base/error.h"
#include "engine/checkpoint_gate.h"
#include "engine/script.h"

/* ---- Rows that are dropped --------------------------------------------------------------------------- */

/* So many rows that some come before the work is done. */
#define MANY_ROWS "SELECT i FROM range(3000000) r(i)"
#define FAILS_LATE                                                                                 \
    "SELECT CASE WHEN i = 2000000 THEN error('late') ELSE i END FROM range(3000000) r(i)"

static mpdata_status exhaust(engine_connection *connection, const char *sql,
                             engine_watch_callback watch)
{
    engine_script *script = NULL;
    engine_statement *statement = NULL;

    assert_int_equal(engine_script_open(connection, sql, strlen(sql), &script, &error), MPDATA_OK);
    assert_int_equal(engine_script_prepare(script, 0, &statement, &error), MPDATA_OK);
    mpdata_status status = engine_statement_exhaust(statement, watch, NULL, &error);
    engine_statement_free(statement);
    engine_script_free(script);
    return status;
}

static void a_failure_behind_the_first_rows_is_told(void **state)
{
    engine_connection *connection = connect_or_fail();

    (void)state;
    assert_int_equal(exhaust(connection, MANY_ROWS, NULL), MPDATA_OK);
    assert_int_equal(exhaust(connection, FAILS_LATE, NULL), MPDATA_ERROR_QUERY);
    assert_says("late");
    engine_connection_close(connection);
}

static const char *empty_text(duckdb_result *result)
{
    (void)result;
    return "";
}

static void an_empty_text_of_an_error_is_none(void **state)
{
    engine_connection *connection = connect_or_fail();

    (void)state;
    real.library->api.duckdb_result_error = empty_text;
    assert_int_equal(exhaust(connection, MANY_ROWS, NULL), MPDATA_OK);
    engine_connection_close(connection);
}

static bool has_fetched;

static duckdb_data_chunk fetch(duckdb_result result)
{
    has_fetched = true;
    return real.api.duckdb_fetch_chunk(result);
}

static int stop_behind_the_first_rows(void *payload)
{
    (void)payload;
    return has_fetched;
}

static void rows_that_are_dropped_can_be_stopped_between_two_chunks(void **state)
{
    engine_connection *connection = connect_or_fail();

    (void)state;
    has_fetched = false;
    real.library->api.duckdb_fetch_chunk = fetch;
    assert_int_equal(exhaust(connection, MANY_ROWS, stop_behind_the_first_rows),
                     MPDATA_ERROR_INTERRUPTED);
    assert_true(has_fetched);
    run_or_fail(connection, "SELECT 42");
    engine_connection_close(connection);
}

static duckdb_state execute_nothing(duckdb_pending_result pending, duckdb_result *out)
{
    (void)pending;
    memset(out, 0, sizeof(*out));
    return DuckDBError;
}

static const char *own_text(duckdb_result *result)
{
    (void)result;
    return "Invalid Input Error: of the test";
}

static void a_statement_that_duckdb_does_not_end_says_why(void **state)
{
    engine_connection *connection = connect_or_fail();

    (void)state;
    real.library->api.duckdb_execute_pending = execute_nothing;
    real.library->api.duckdb_result_error = own_text;
    assert_int_equal(exhaust(connection, "SELECT 1", NULL), MPDATA_ERROR_QUERY);
    assert_says("of the test");
    engine_connection_close(connection);
}

/* ---- The guard of checkpoints ------------------------------------------------------------------------ */

static int asked;

static mpdata_status refuse(void *payload, const engine_connection *connection, mpdata_error *e)
{
    (void)payload;
    (void)connection;
    asked++;
    return error_set(e, MPDATA_ERROR_IO, "the disk is full");
}

static mpdata_status status_of(engine_connection *connection, const char *sql)
{
    engine_result *result = NULL;
    mpdata_status status = query(connection, sql, &result);

    engine_result_free(result);
    return status;
}

static void what_is_undone_asks_no_guard_and_what_is_committed_does(void **state)
{
    static const char *const committing[] = {"COMMIT", "END TRANSACTION", "CREATE TABLE u (a INT)",
                                             "SELECT 1"};
    engine_connection *connection = connect_or_fail();

    (void)state;
    run_or_fail(connection, "CREATE TABLE t (a INTEGER)");
    engine_connection_expect_checkpoints(connection, true);
    engine_connection_guard_checkpoints(connection, refuse, NULL);
    assert_int_equal(status_of(connection, "BEGIN"), MPDATA_OK);
    for (size_t i = 0; i < sizeof(committing) / sizeof(committing[0]); i++) {
        asked = 0;
        assert_int_equal(status_of(connection, committing[i]), MPDATA_ERROR_IO);
        assert_says("the disk is full");
        assert_int_equal(asked, 1);
    }
    asked = 0;
    assert_int_equal(status_of(connection, "ROLLBACK"), MPDATA_OK);
    assert_int_equal(asked, 0);
    engine_connection_guard_checkpoints(connection, NULL, NULL);
    engine_connection_close(connection);
}

/* ---- The gate ---------------------------------------------------------------------------------------- */

static int watched;

static int stop_at_the_third_look(void *payload)
{
    (void)payload;
    return ++watched == 3;
}

static void *leave_soon(void *connection)
{
    const struct timespec pause = {0, 20000000L};

    (void)nanosleep(&pause, NULL);
    engine_gate_leave(connection, ENGINE_GATE_CHECKPOINT);
    return NULL;
}

static void who_writes_waits_for_a_checkpoint_of_another_until_stopped(void **state)
{
    engine_connection *first = connect_or_fail();
    engine_connection *second = NULL;
    pthread_t thread;

    (void)state;
    assert_int_equal(engine_connection_share(first, &second, &error), MPDATA_OK);
    assert_int_equal(engine_gate_enter(first, ENGINE_GATE_CHECKPOINT, NULL, NULL, &error),
                     MPDATA_OK);
    watched = 0;
    assert_int_equal(
        engine_gate_enter(second, ENGINE_GATE_WRITE, stop_at_the_third_look, NULL, &error),
        MPDATA_ERROR_INTERRUPTED);
    assert_int_equal(watched, 3);
    /* Without a watcher, until it may. */
    assert_int_equal(pthread_create(&thread, NULL, leave_soon, first), 0);
    assert_int_equal(engine_gate_enter(second, ENGINE_GATE_WRITE, NULL, NULL, &error), MPDATA_OK);
    assert_int_equal(pthread_join(thread, NULL), 0);
    watched = 0;
    assert_int_equal(
        engine_gate_enter(first, ENGINE_GATE_CHECKPOINT, stop_at_the_third_look, NULL, &error),
        MPDATA_ERROR_INTERRUPTED);
    engine_gate_leave(second, ENGINE_GATE_WRITE);
    engine_connection_close(second);
    engine_connection_close(first);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_teardown(a_failure_behind_the_first_rows_is_told, mend),
        cmocka_unit_test_teardown(an_empty_text_of_an_error_is_none, mend),
        cmocka_unit_test_teardown(rows_that_are_dropped_can_be_stopped_between_two_chunks, mend),
        cmocka_unit_test_teardown(a_statement_that_duckdb_does_not_end_says_why, mend),
        cmocka_unit_test_teardown(what_is_undone_asks_no_guard_and_what_is_committed_does, mend),
        cmocka_unit_test_teardown(who_writes_waits_for_a_checkpoint_of_another_until_stopped, mend),
    };

    return cmocka_run_group_tests(tests, load_library, free_library);
}
