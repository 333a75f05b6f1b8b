/*
 * Several statements in one text, and the names of parameters.
 */
#include <pthread.h>
#include <string.h>
#include <time.h>

#include "query_fixture.h"

static void statements_run_in_order_and_the_last_gives_the_result(void **state)
{
    mpdata_db *db = *state;

    assert_string_equal(ask(db, "CREATE TABLE t (a INT); INSERT INTO t VALUES (1), (2);"
                                "SELECT a FROM t; -- a comment; with a semicolon\n"
                                "SELECT 'x;y' || sum(a) FROM t;"),
                        "x;y3");
}

static void the_first_failure_ends_the_run_and_is_placed_in_the_whole_text(void **state)
{
    mpdata_db *db = *state;
    mpdata_error error = refused(db,
                                 "CREATE TABLE t (a INT);\nSELECT b FROM t;\n"
                                 "INSERT INTO t VALUES (1)",
                                 MPDATA_ERROR_QUERY);

    assert_int_equal(error.line, 2);
    assert_int_equal(error.column, 8);
    assert_string_equal(ask(db, "SELECT count(*)::VARCHAR FROM t"), "0");
    error = refused(db, "SELECT 1; SELECT error('no'); CREATE TABLE u (a INT)", MPDATA_ERROR_QUERY);
    assert_says(error.message, "no");
    assert_string_equal(
        ask(db, "SELECT count(*)::VARCHAR FROM duckdb_tables() WHERE table_name = 'u'"), "0");
}

static void a_transaction_may_span_the_text(void **state)
{
    mpdata_db *db = *state;

    (void)ask(db, "CREATE TABLE t (a INT)");
    (void)refused(db, "BEGIN; INSERT INTO t VALUES (1); SELECT error('no'); COMMIT",
                  MPDATA_ERROR_QUERY);
    (void)ask(db, "ROLLBACK");
    assert_string_equal(ask(db, "SELECT count(*)::VARCHAR FROM t"), "0");
}

static void a_pivot_that_must_look_at_its_values_is_one_statement(void **state)
{
    assert_string_equal(
        ask(*state, "CREATE TABLE e (d INT, n VARCHAR); INSERT INTO e VALUES (1, 'a'), (1, 'b');"
                    "PIVOT e ON n USING count(*)"),
        "1");
}

static char *first_cell(mpdata_db *db, const char *sql, const mpdata_value *values, size_t count)
{
    mpdata_result *result = run_with(db, sql, values, count);
    mpdata_text text = {NULL, 0};

    assert_int_equal(mpdata_batch_text(first_batch(result), 0, 0, &text, NULL), MPDATA_OK);
    char *copy = text_copy(text);
    mpdata_result_free(result);
    return copy;
}

static void assert_cell(mpdata_db *db, const char *sql, const mpdata_value *values, size_t count,
                        const char *wanted)
{
    char *cell = first_cell(db, sql, values, count);

    assert_string_equal(cell, wanted);
    free(cell);
}

static void parameters_go_by_their_names_in_any_order(void **state)
{
    const mpdata_value values[] = {
        mpdata_value_named("b", mpdata_value_int64(2)),
        mpdata_value_named("A", mpdata_value_text("x\0y", 3)),
        mpdata_value_named("c", mpdata_value_json("{\"k\":[1]}", 9)),
    };

    assert_cell(*state, "SELECT length($a) || '/' || $b || '/' || ($c->>'$.k[0]') || $b", values, 3,
                "3/2/12");
}

static void numbers_keep_their_digits_and_bytes_their_values(void **state)
{
    const mpdata_value values[] = {
        mpdata_value_decimal("-12345678901234567890.5", 23),
        mpdata_value_decimal("99999999999999999999999999999999999999", 38),
        mpdata_value_decimal("-0.00", 5),
        mpdata_value_blob("\0\xff", 2),
    };

    assert_cell(*state, "SELECT concat_ws(' ', $1, $2, $3, $4)", values, 4,
                "-12345678901234567890.5 99999999999999999999999999999999999999 0.00 \\x00\\xFF");
    assert_cell(*state, "SELECT concat_ws(' ', typeof($1), typeof($2), typeof($3), typeof($4))",
                values, 4, "DECIMAL(21,1) HUGEINT DECIMAL(3,2) BLOB");
    assert_cell(*state, "SELECT 10 < $1",
                &(mpdata_value){MPDATA_VALUE_DECIMAL, .text = {"10.25", 5}}, 1, "true");
}

static void every_statement_takes_the_values_it_has_parameters_for(void **state)
{
    const mpdata_value named[] = {mpdata_value_named("a", mpdata_value_int64(1)),
                                  mpdata_value_named("b", mpdata_value_int64(2))};
    const mpdata_value numbered[] = {mpdata_value_int64(7), mpdata_value_int64(8)};

    assert_cell(*state, "CREATE TEMP TABLE n AS SELECT $a::INT AS a; SELECT a + $b::INT FROM n",
                named, 2, "3");
    assert_cell(*state,
                "CREATE TEMP TABLE m AS SELECT ?::INT AS a; SELECT a + $1::INT + $2::INT FROM m",
                numbered, 2, "22");
}

static void refuse_values(mpdata_db *db, const char *sql, const mpdata_value *values, size_t count,
                          const char *part)
{
    mpdata_result *result = NULL;
    mpdata_error error;

    assert_int_equal(
        mpdata_query_run(db, sql, MPDATA_NUL_TERMINATED, values, count, &result, &error),
        MPDATA_ERROR_ARGUMENT);
    assert_null(result);
    assert_says(error.message, part);
    assert_string_equal(error.query, sql);
}

static void a_json_value_may_hold_numbers_that_no_double_holds(void **state)
{
    const mpdata_value value = mpdata_value_named("a", mpdata_value_json("[1e999]", 7));
    mpdata_result *result = NULL;
    mpdata_error error;

    if (mpdata_query_run(*state, "SELECT $a::VARCHAR", MPDATA_NUL_TERMINATED, &value, 1, &result,
                         &error) != MPDATA_OK)
        fail_msg("%s", error.message);
    mpdata_result_free(result);
}

static void values_that_nothing_takes_are_refused(void **state)
{
    const mpdata_value values[] = {mpdata_value_named("a", mpdata_value_int64(1)),
                                   mpdata_value_named("b", mpdata_value_int64(2))};
    const mpdata_value numbers[] = {mpdata_value_int64(1), mpdata_value_int64(2)};
    const mpdata_value bad_json = mpdata_value_named("a", mpdata_value_json("{", 1));
    static const char *const bad_numbers[] = {
        "", "-", ".", "1e5", "1.2.3", "+1", " 1", "999999999999999999999999999999999999999",
    };

    refuse_values(*state, "SELECT $a", values, 2, "1 parameter, and 2 values");
    refuse_values(*state, "SELECT $a + $c", values, 2, "$c: no value was given");
    refuse_values(*state, "SELECT 1; SELECT $a", values, 2, "$b, and the SQL has none");
    refuse_values(*state, "SELECT ?; SELECT ?", numbers, 2,
                  "the parameter $2, and the SQL has none");
    refuse_values(*state, "SELECT $a", &bad_json, 1, "not valid JSON");
    for (size_t i = 0; i < sizeof(bad_numbers) / sizeof(*bad_numbers); i++) {
        const mpdata_value bad = mpdata_value_decimal(bad_numbers[i], strlen(bad_numbers[i]));

        refuse_values(*state, "SELECT $1", &bad, 1, "no decimal number");
    }
}

static void execute_tells_how_many_rows_changed(void **state)
{
    mpdata_db *db = *state;
    mpdata_error error;
    uint64_t rows = 99;

    assert_int_equal(mpdata_query_execute(db,
                                          "CREATE TABLE t (a INT);"
                                          "INSERT INTO t SELECT * FROM range(5)",
                                          MPDATA_NUL_TERMINATED, NULL, 0, &rows, &error),
                     MPDATA_OK);
    assert_int_equal(rows, 5);
    assert_int_equal(mpdata_query_execute(db, "SELECT * FROM range(100000)", MPDATA_NUL_TERMINATED,
                                          NULL, 0, &rows, &error),
                     MPDATA_OK);
    assert_int_equal(rows, 0);
    assert_int_equal(mpdata_query_execute(db, "SELECT error('late') FROM range(100000)",
                                          MPDATA_NUL_TERMINATED, NULL, 0, NULL, &error),
                     MPDATA_ERROR_QUERY);
    assert_says(error.message, "late");
}

static void *interrupt_soon(void *db)
{
    const struct timespec pause = {0, 50000000};

    (void)nanosleep(&pause, NULL);
    mpdata_db_interrupt(db);
    return NULL;
}

static void an_interruption_ends_the_statements_to_come(void **state)
{
    mpdata_db *db = *state;
    mpdata_error error;
    pthread_t thread;

    assert_int_equal(pthread_create(&thread, NULL, interrupt_soon, db), 0);
    error = refused(db,
                    "CREATE TABLE t (a INT);"
                    "SELECT count(*) FROM range(100000000000) AS r(x) WHERE x * x % 7 = 3;"
                    "INSERT INTO t VALUES (1)",
                    MPDATA_ERROR_INTERRUPTED);
    assert_int_equal(pthread_join(thread, NULL), 0);
    assert_string_equal(error.message, "interrupted");
    assert_string_equal(ask(db, "SELECT count(*)::VARCHAR FROM t"), "0");
}

#define CASE(test) cmocka_unit_test_setup_teardown(test, open_memory, free_database)

int main(void)
{
    const struct CMUnitTest tests[] = {
        CASE(statements_run_in_order_and_the_last_gives_the_result),
        CASE(the_first_failure_ends_the_run_and_is_placed_in_the_whole_text),
        CASE(a_transaction_may_span_the_text),
        CASE(a_pivot_that_must_look_at_its_values_is_one_statement),
        CASE(parameters_go_by_their_names_in_any_order),
        CASE(numbers_keep_their_digits_and_bytes_their_values),
        CASE(every_statement_takes_the_values_it_has_parameters_for),
        CASE(a_json_value_may_hold_numbers_that_no_double_holds),
        CASE(values_that_nothing_takes_are_refused),
        CASE(execute_tells_how_many_rows_changed),
        CASE(an_interruption_ends_the_statements_to_come),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
