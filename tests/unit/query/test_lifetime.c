/*
 * A result between its statement, the next one, an interruption and the end of its database; and statements
 * that write.
 */
#include "query_fixture.h"

#include <pthread.h>
#include <stdatomic.h>
#include <unistd.h>

/* Long enough that it never ends by itself within a test. */
#define ENDLESS                                                                                    \
    "SELECT count(*) FROM range(1000000) a(x), range(1000000) b(y) WHERE (x * y) % 7 = 3"

/* After so long an interruption counts as lost, and comes again so that the test ends. */
#define LOST_AFTER_SECONDS 5.0

typedef struct interrupter {
    mpdata_db *db;
    useconds_t pause;
    pthread_t thread;
    atomic_bool is_over;
    unsigned lost;
} interrupter;

static void *interrupt_later(void *payload)
{
    interrupter *self = payload;

    (void)usleep(self->pause);
    mpdata_db_interrupt(self->db);
    for (double since = seconds_now(); !atomic_load(&self->is_over); (void)usleep(1000)) {
        if (seconds_now() - since < LOST_AFTER_SECONDS)
            continue;
        self->lost++;
        mpdata_db_interrupt(self->db);
        since = seconds_now();
    }
    return NULL;
}

static void start_interrupter(interrupter *self, mpdata_db *db, useconds_t pause)
{
    *self = (interrupter){.db = db, .pause = pause};
    assert_int_equal(pthread_create(&self->thread, NULL, interrupt_later, self), 0);
}

/* Gives how often the interruption was lost. */
static unsigned end_interrupter(interrupter *self)
{
    atomic_store(&self->is_over, true);
    assert_int_equal(pthread_join(self->thread, NULL), 0);
    return self->lost;
}

static void assert_interrupted(mpdata_status status, const mpdata_error *error)
{
    assert_int_equal(status, MPDATA_ERROR_INTERRUPTED);
    assert_int_equal(error->code, MPDATA_ERROR_INTERRUPTED);
    assert_says(error->message, "interrupted");
}

/* Runs until something ends it. */
static mpdata_status run_to_end(mpdata_db *db, const char *sql, mpdata_error *error)
{
    mpdata_result *result = NULL;
    const mpdata_batch *batch = NULL;
    mpdata_status status =
        mpdata_query_run(db, sql, MPDATA_NUL_TERMINATED, NULL, 0, &result, error);

    while (status == MPDATA_OK) {
        status = mpdata_result_next(result, &batch, error);
        if (batch == NULL)
            break;
    }
    mpdata_result_free(result);
    return status;
}

static void a_running_statement_stops_soon_when_another_thread_interrupts(void **state)
{
    interrupter other;
    mpdata_error error;
    double start = seconds_now();

    start_interrupter(&other, *state, 100000);
    assert_interrupted(run_to_end(*state, ENDLESS, &error), &error);
    assert_string_equal(error.query, ENDLESS);
    assert_true(seconds_now() - start < 10);
    assert_int_equal(end_interrupter(&other), 0);
    assert_answer(*state, "SELECT 'works'", "works");
}

/* At any moment, also while DuckDB still plans: an interruption is not lost. */
static void an_interruption_while_the_statement_is_prepared_is_not_lost(void **state)
{
    enum { TERMS = 1000 };
    size_t bytes = sizeof(ENDLESS) + TERMS * 32;
    char *sql = malloc(bytes);
    mpdata_error error;

    assert_non_null(sql);
    size_t at = (size_t)snprintf(sql, bytes, "%s", ENDLESS);
    for (int i = 0; i < TERMS; i++)
        at += (size_t)snprintf(sql + at, bytes - at, " AND x + y <> %d", -1 - i);
    unsigned lost = 0;
    for (useconds_t pause = 1000; pause < 100000; pause *= 2) {
        interrupter other;

        start_interrupter(&other, *state, pause);
        assert_interrupted(run_to_end(*state, sql, &error), &error);
        lost += end_interrupter(&other);
    }
    /* On a busy machine one may come before the statement is given to DuckDB at all. */
    assert_in_range(lost, 0, 2);
    free(sql);
}

static void an_interruption_of_nothing_does_nothing(void **state)
{
    mpdata_db_interrupt(*state);
    assert_answer(*state, "SELECT 'works'", "works");
    mpdata_result *result = run(*state, "SELECT 1");
    assert_non_null(next_or_fail(result));
    assert_null(next_or_fail(result));
    mpdata_db_interrupt(*state);
    assert_null(next_or_fail(result));
    mpdata_result_free(result);
    assert_answer(*state, "SELECT 'works'", "works");
}

static void an_interruption_between_two_batches_ends_the_result(void **state)
{
    mpdata_result *result = run(*state, "SELECT * FROM range(100000000)");
    const mpdata_batch *batch = first_batch(result);
    mpdata_error error;

    mpdata_db_interrupt(*state);
    assert_interrupted(mpdata_result_next(result, &batch, &error), &error);
    assert_null(batch);
    assert_int_equal(mpdata_result_next(result, &batch, &error), MPDATA_ERROR_INTERRUPTED);
    assert_answer(*state, "SELECT 'works'", "works");
    mpdata_result_free(result);
}

static void the_next_statement_ends_an_unfinished_result_which_says_so(void **state)
{
    mpdata_result *first = run(*state, "SELECT i AS name FROM range(1000000) t(i)");
    const mpdata_batch *batch = first_batch(first);
    mpdata_value value;
    mpdata_error error;

    mpdata_result *second = run(*state, "SELECT 2");
    assert_int_equal(mpdata_batch_rows(batch), 0);
    assert_int_equal(mpdata_batch_value(batch, 0, 0, &value, NULL), MPDATA_ERROR_ARGUMENT);
    assert_int_equal(mpdata_result_next(first, &batch, &error), MPDATA_ERROR_QUERY);
    assert_null(batch);
    assert_says(error.message, "next statement");
    assert_string_equal(error.query, "SELECT i AS name FROM range(1000000) t(i)");
    assert_string_equal(mpdata_result_column_name(first, 0), "name");
    assert_int_equal(mpdata_batch_rows(first_batch(second)), 1);
    assert_null(next_or_fail(second));
    mpdata_result_free(first);
    mpdata_result_free(second);
}

static void a_result_that_was_read_to_its_end_stays_ended(void **state)
{
    mpdata_result *first = run(*state, "SELECT 1");

    assert_non_null(next_or_fail(first));
    assert_null(next_or_fail(first));
    mpdata_result_free(run(*state, "SELECT 2"));
    assert_null(next_or_fail(first));
    mpdata_result_free(first);
}

static void a_result_can_be_freed_long_before_its_end(void **state)
{
    double start = seconds_now();

    for (int i = 0; i < 20; i++) {
        mpdata_result *result = run(*state, "SELECT * FROM range(100000000000)");

        (void)first_batch(result);
        mpdata_result_free(result);
        mpdata_result_free(run(*state, "SELECT * FROM range(100000000000)"));
    }
    assert_true(seconds_now() - start < 20);
}

static void what_is_used_after_closing_says_closed(void **state)
{
    mpdata_db *db = memory_or_fail();
    mpdata_result *result = run(db, "SELECT i FROM range(1000000) t(i)");
    const mpdata_batch *batch = first_batch(result);
    mpdata_value value;
    mpdata_text text;

    (void)state;
    assert_int_equal(mpdata_db_close(db, NULL), MPDATA_OK);
    (void)refused(db, "SELECT 1", MPDATA_ERROR_CLOSED);
    assert_int_equal(mpdata_query_scalar(db, "SELECT 1", 8, NULL, 0, &value, NULL),
                     MPDATA_ERROR_CLOSED);
    assert_int_equal(value.kind, MPDATA_VALUE_NULL);
    assert_int_equal(mpdata_batch_rows(batch), 0);
    assert_true(mpdata_batch_is_null(batch, 0, 0));
    assert_int_equal(mpdata_batch_text(batch, 0, 0, &text, NULL), MPDATA_ERROR_ARGUMENT);
    assert_int_equal(mpdata_result_next(result, &batch, NULL), MPDATA_ERROR_CLOSED);
    assert_null(batch);
    assert_string_equal(mpdata_result_column_type(result, 0), "BIGINT");
    mpdata_db_interrupt(db);
    mpdata_result_free(result);
    mpdata_db_free(db);
}

static void statements_that_write_tell_how_many_rows_changed(void **state)
{
    static const struct {
        const char *sql;
        uint64_t rows;
    } steps[] = {
        {"CREATE TABLE written (a INT)", 0},
        {"INSERT INTO written SELECT i FROM range(5000) t(i)", 5000},
        {"UPDATE written SET a = -a WHERE a >= 4990", 10},
        {"DELETE FROM written WHERE a > 0", 4989},
        {"DELETE FROM written WHERE a > 0", 0},
        {"SELECT * FROM written", 0},
        {"DROP TABLE written", 0},
    };

    for (size_t i = 0; i < sizeof(steps) / sizeof(steps[0]); i++) {
        mpdata_result *result = run(*state, steps[i].sql);

        assert_int_equal(mpdata_result_rows_changed(result), steps[i].rows);
        if (strncmp(steps[i].sql, "SELECT", 6) != 0) {
            assert_int_equal(mpdata_result_column_count(result), 0);
            assert_null(next_or_fail(result));
        }
        mpdata_result_free(result);
    }
}

/* A result of rows, too: they are all written although nobody reads them. */
static void what_returning_promises_is_written_and_read(void **state)
{
    mpdata_db *db = *state;

    mpdata_result_free(run(db, "CREATE TABLE kept (a BIGINT)"));
    mpdata_result *result =
        run(db, "INSERT INTO kept SELECT i FROM range(100000) t(i) RETURNING a");
    assert_int_equal(mpdata_result_column_count(result), 1);
    assert_true(mpdata_batch_rows(first_batch(result)) > 0);
    while (next_or_fail(result) != NULL)
        continue;
    mpdata_result_free(result);
    assert_answer(db, "SELECT count(*)::VARCHAR FROM kept", "100000");
    mpdata_result_free(run(db, "DROP TABLE kept"));
}

static void a_handle_for_reading_refuses_what_writes(void **state)
{
    static const char *const statements[] = {
        "INSERT INTO t VALUES (2)", "UPDATE t SET a = 2", "DELETE FROM t",
        "CREATE TABLE u (a INT)",   "DROP TABLE t",       "ALTER TABLE t ADD COLUMN b INT"};
    char *folder = folder_make();
    char *path = path_in(folder, "read.db");
    mpdata_open_options options = MPDATA_OPEN_OPTIONS_INIT;
    mpdata_db *db = open_or_fail(path);

    (void)state;
    mpdata_result_free(run(db, "CREATE TABLE t AS SELECT 1 AS a"));
    mpdata_db_free(db);
    options.read_only = true;
    assert_int_equal(mpdata_open(path, &options, &db, NULL), MPDATA_OK);
    for (size_t i = 0; i < sizeof(statements) / sizeof(statements[0]); i++)
        assert_string_equal(refused(db, statements[i], MPDATA_ERROR_READ_ONLY).query,
                            statements[i]);
    assert_answer(db, "SELECT sum(a)::VARCHAR FROM t", "1");
    mpdata_db_free(db);
    free(path);
    folder_remove(folder);
}

static void a_transaction_spans_statements(void **state)
{
    mpdata_db *db = *state;

    mpdata_result_free(run(db, "BEGIN"));
    mpdata_result_free(run(db, "CREATE TABLE undone (a INT)"));
    (void)refused(db, "SELECT * FROM nothing", MPDATA_ERROR_QUERY);
    mpdata_result_free(run(db, "ROLLBACK"));
    assert_answer(db, "SELECT count(*)::VARCHAR FROM duckdb_tables() WHERE table_name = 'undone'",
                  "0");
}

/* DuckDB makes two statements of it. */
static void a_pivot_is_one_statement(void **state)
{
    mpdata_db *db = *state;

    mpdata_result_free(run(db, "CREATE TEMP TABLE sales AS SELECT * FROM (VALUES ('a', 1), ('b', "
                               "2)) t(k, v)"));
    mpdata_result *result = run(db, "PIVOT sales ON k USING sum(v)");
    assert_int_equal(mpdata_result_column_count(result), 2);
    assert_int_equal(mpdata_batch_rows(first_batch(result)), 1);
    mpdata_result_free(result);
    mpdata_result_free(run(db, "DROP TABLE sales"));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_running_statement_stops_soon_when_another_thread_interrupts),
        cmocka_unit_test(an_interruption_while_the_statement_is_prepared_is_not_lost),
        cmocka_unit_test(an_interruption_of_nothing_does_nothing),
        cmocka_unit_test(an_interruption_between_two_batches_ends_the_result),
        cmocka_unit_test(the_next_statement_ends_an_unfinished_result_which_says_so),
        cmocka_unit_test(a_result_that_was_read_to_its_end_stays_ended),
        cmocka_unit_test(a_result_can_be_freed_long_before_its_end),
        cmocka_unit_test(what_is_used_after_closing_says_closed),
        cmocka_unit_test(statements_that_write_tell_how_many_rows_changed),
        cmocka_unit_test(what_returning_promises_is_written_and_read),
        cmocka_unit_test(a_handle_for_reading_refuses_what_writes),
        cmocka_unit_test(a_transaction_spans_statements),
        cmocka_unit_test(a_pivot_is_one_statement),
    };

    return cmocka_run_group_tests(tests, open_memory, free_database);
}
