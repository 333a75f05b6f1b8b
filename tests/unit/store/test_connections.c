/*
 * Several handles of one open database, each with its own thread.
 */
#include <pthread.h>
#include <string.h>
#include <time.h>

#include "database_fixture.h"
#include "folder_fixture.h"

static mpdata_db *further_or_fail(mpdata_db *db)
{
    mpdata_db *further = NULL;
    mpdata_error error;

    if (mpdata_db_connect(db, &further, &error) != MPDATA_OK)
        fail_msg("%s", error.message);
    return further;
}

static void *count_many_times(void *handle)
{
    mpdata_value value = MPDATA_VALUE_INIT;
    intptr_t wrong = 0;

    for (int i = 0; i < 20; i++) {
        if (mpdata_query_scalar(handle, "SELECT count(*) FROM t", MPDATA_NUL_TERMINATED, NULL, 0,
                                &value, NULL) != MPDATA_OK ||
            value.int64 != 1000)
            wrong++;
        mpdata_value_dispose(&value);
    }
    return (void *)wrong;
}

static void each_handle_serves_a_thread_of_its_own(void **state)
{
    mpdata_db *db = memory_or_fail();
    mpdata_db *handles[4] = {db};
    pthread_t threads[4];
    void *wrong = NULL;

    (void)state;
    (void)ask(db, "CREATE TABLE t AS SELECT * FROM range(1000)");
    for (size_t i = 1; i < 4; i++)
        handles[i] = further_or_fail(db);
    for (size_t i = 0; i < 4; i++)
        assert_int_equal(pthread_create(&threads[i], NULL, count_many_times, handles[i]), 0);
    for (size_t i = 0; i < 4; i++) {
        assert_int_equal(pthread_join(threads[i], &wrong), 0);
        assert_null(wrong);
    }
    for (size_t i = 0; i < 4; i++)
        mpdata_db_free(handles[i]);
}

static void *open_ask_and_close(void *handle)
{
    mpdata_db *further = NULL;
    mpdata_value value = MPDATA_VALUE_INIT;
    intptr_t wrong = mpdata_db_connect(handle, &further, NULL) != MPDATA_OK;

    wrong += mpdata_query_scalar(further, "SELECT 42", MPDATA_NUL_TERMINATED, NULL, 0, &value,
                                 NULL) != MPDATA_OK;
    mpdata_db_free(handle);
    wrong += mpdata_query_scalar(further, "SELECT 43", MPDATA_NUL_TERMINATED, NULL, 0, &value,
                                 NULL) != MPDATA_OK;
    mpdata_db_free(further);
    return (void *)wrong;
}

static void handles_come_and_go_on_any_thread(void **state)
{
    mpdata_db *db = memory_or_fail();
    pthread_t threads[4];
    void *wrong = NULL;

    (void)state;
    for (size_t i = 0; i < 4; i++) {
        mpdata_db *further = further_or_fail(db);
        assert_int_equal(pthread_create(&threads[i], NULL, open_ask_and_close, further), 0);
    }
    mpdata_db_free(db);
    for (size_t i = 0; i < 4; i++) {
        assert_int_equal(pthread_join(threads[i], &wrong), 0);
        assert_null(wrong);
    }
}

static void results_and_transactions_are_each_handles_own(void **state)
{
    mpdata_db *db = memory_or_fail();
    mpdata_db *further = further_or_fail(db);
    mpdata_result *result = NULL;
    const mpdata_batch *batch = NULL;
    uint64_t rows = 0;

    (void)state;
    (void)ask(db, "CREATE TABLE t (a INT)");
    (void)ask(db, "BEGIN; INSERT INTO t VALUES (1)");
    assert_int_equal(mpdata_query_run(db, "SELECT * FROM range(100000)", MPDATA_NUL_TERMINATED,
                                      NULL, 0, &result, NULL),
                     MPDATA_OK);
    assert_string_equal(ask(further, "SELECT count(*)::VARCHAR FROM t"), "0");
    while (mpdata_result_next(result, &batch, NULL) == MPDATA_OK && batch != NULL)
        rows += mpdata_batch_rows(batch);
    assert_int_equal(rows, 100000);
    mpdata_result_free(result);
    (void)ask(db, "COMMIT");
    assert_string_equal(ask(further, "SELECT count(*)::VARCHAR FROM t"), "1");
    mpdata_db_free(db);
    mpdata_db_free(further);
}

static void the_file_stays_open_until_the_last_handle_is_closed(void **state)
{
    char *path = path_in(folder, "shared.db");
    mpdata_db *db = open_or_fail(path);
    mpdata_db *further = further_or_fail(db);
    mpdata_db *again = NULL;
    mpdata_error error;

    (void)state;
    (void)ask(db, "CREATE TABLE t AS SELECT 5 AS a");
    assert_int_equal(mpdata_db_close(db, &error), MPDATA_OK);
    assert_string_equal(ask(further, "SELECT a::VARCHAR FROM t"), "5");
    assert_string_equal(mpdata_db_path(further), mpdata_db_path(db));
    assert_int_equal(mpdata_open(path, NULL, &again, &error), MPDATA_ERROR_DATABASE_LOCKED);
    assert_int_equal(mpdata_db_connect(db, &again, &error), MPDATA_ERROR_CLOSED);
    mpdata_db_free(db);
    assert_int_equal(mpdata_db_close(further, &error), MPDATA_OK);
    again = open_or_fail(path);
    assert_string_equal(ask(again, "SELECT a::VARCHAR FROM t"), "5");
    mpdata_db_free(again);
    mpdata_db_free(further);
    free(path);
}

static void a_load_needs_the_database_for_itself(void **state)
{
    char *path = path_in(folder, "export.ndjson");
    const char *const paths[] = {path};
    mpdata_db *db = memory_or_fail();
    mpdata_db *further = further_or_fail(db);
    mpdata_ingest_report report;
    mpdata_load *load = NULL;
    mpdata_error error;

    (void)state;
    file_write_text(path, "{\"event\":\"a\",\"properties\":{\"time\":1700000000}}\n");
    assert_int_equal(
        mpdata_ingest_files(db, MPDATA_TABLE_EVENTS, "events", paths, 1, NULL, &report, &error),
        MPDATA_ERROR_DATABASE_LOCKED);
    assert_non_null(strstr(error.message, "1 other handle"));
    mpdata_db_free(further);
    assert_int_equal(load_or_fail(db, MPDATA_TABLE_EVENTS, "events", path).rows, 1);
    assert_int_equal(mpdata_load_begin(db, MPDATA_TABLE_EVENTS, "pushed", NULL, &load, &error),
                     MPDATA_OK);
    assert_int_equal(mpdata_db_connect(db, &further, &error), MPDATA_ERROR_ARGUMENT);
    mpdata_load_free(load);
    mpdata_db_free(db);
    free(path);
}

static void *interrupt_soon(void *db)
{
    const struct timespec pause = {0, 50000000};

    (void)nanosleep(&pause, NULL);
    mpdata_db_interrupt(db);
    return NULL;
}

static void an_interruption_is_for_one_handle(void **state)
{
    mpdata_db *db = memory_or_fail();
    mpdata_db *further = further_or_fail(db);
    mpdata_value value = MPDATA_VALUE_INIT;
    pthread_t thread;

    (void)state;
    assert_int_equal(pthread_create(&thread, NULL, interrupt_soon, further), 0);
    assert_int_equal(
        mpdata_query_scalar(further,
                            "SELECT count(*) FROM range(100000000000) AS r(x) WHERE x * x % 7 = 3",
                            MPDATA_NUL_TERMINATED, NULL, 0, &value, NULL),
        MPDATA_ERROR_INTERRUPTED);
    assert_int_equal(pthread_join(thread, NULL), 0);
    assert_string_equal(ask(db, "SELECT 'goes on'"), "goes on");
    mpdata_db_free(further);
    mpdata_db_free(db);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(each_handle_serves_a_thread_of_its_own),
        cmocka_unit_test(handles_come_and_go_on_any_thread),
        cmocka_unit_test(results_and_transactions_are_each_handles_own),
        cmocka_unit_test(the_file_stays_open_until_the_last_handle_is_closed),
        cmocka_unit_test(a_load_needs_the_database_for_itself),
        cmocka_unit_test(an_interruption_is_for_one_handle),
    };

    return cmocka_run_group_tests(tests, make_folder, remove_folder);
}
