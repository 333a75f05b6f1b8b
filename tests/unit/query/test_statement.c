/*
 * A statement prepared once and run as often as wanted.
 */
#include <string.h>

#include "query_fixture.h"

static mpdata_statement *prepare_or_fail(mpdata_db *db, const char *sql)
{
    mpdata_statement *statement = NULL;
    mpdata_error error;

    if (mpdata_statement_prepare(db, sql, MPDATA_NUL_TERMINATED, &statement, &error) != MPDATA_OK)
        fail_msg("%s", error.message);
    return statement;
}

static int64_t number_of(mpdata_statement *statement, const mpdata_value *values, size_t count)
{
    mpdata_result *result = NULL;
    mpdata_value value = MPDATA_VALUE_INIT;
    mpdata_error error;

    if (mpdata_statement_run(statement, values, count, &result, &error) != MPDATA_OK)
        fail_msg("%s", error.message);
    assert_int_equal(mpdata_batch_value(first_batch(result), 0, 0, &value, &error), MPDATA_OK);
    mpdata_result_free(result);
    return value.int64;
}

static void a_statement_runs_again_with_other_values(void **state)
{
    mpdata_statement *statement = prepare_or_fail(*state, "SELECT $a::BIGINT * 10");

    for (int64_t i = 0; i < 5; i++) {
        const mpdata_value value = mpdata_value_named("a", mpdata_value_int64(i));
        assert_int_equal(number_of(statement, &value, 1), i * 10);
    }
    mpdata_statement_free(statement);
}

static void a_statement_tells_its_parameters(void **state)
{
    mpdata_statement *named = prepare_or_fail(*state, "SELECT $first, $second");
    mpdata_statement *numbered = prepare_or_fail(*state, "SELECT ?, ?");

    assert_int_equal(mpdata_statement_parameter_count(named), 2);
    assert_string_equal(mpdata_statement_parameter_name(named, 0), "first");
    assert_string_equal(mpdata_statement_parameter_name(named, 1), "second");
    assert_null(mpdata_statement_parameter_name(named, 2));
    assert_string_equal(mpdata_statement_parameter_name(numbered, 1), "2");
    assert_int_equal(mpdata_statement_parameter_count(NULL), 0);
    mpdata_statement_free(named);
    mpdata_statement_free(numbered);
}

static void a_statement_outlives_queries_and_a_change_of_its_table(void **state)
{
    mpdata_db *db = *state;
    mpdata_statement *statement = NULL;

    (void)ask(db, "CREATE TABLE t AS SELECT 1::BIGINT AS a");
    statement = prepare_or_fail(db, "SELECT sum(a)::BIGINT FROM t");
    assert_int_equal(number_of(statement, NULL, 0), 1);
    (void)ask(db, "INSERT INTO t VALUES (5); ALTER TABLE t ADD COLUMN b INT");
    assert_int_equal(number_of(statement, NULL, 0), 6);
    mpdata_statement_free(statement);
}

static void a_run_ends_the_result_that_came_before(void **state)
{
    mpdata_statement *statement = prepare_or_fail(*state, "SELECT * FROM range(1000000)");
    mpdata_result *first = NULL;
    mpdata_result *second = NULL;
    const mpdata_batch *batch = NULL;
    mpdata_error error;

    assert_int_equal(mpdata_statement_run(statement, NULL, 0, &first, &error), MPDATA_OK);
    assert_int_equal(mpdata_statement_run(statement, NULL, 0, &second, &error), MPDATA_OK);
    assert_int_equal(mpdata_result_next(first, &batch, &error), MPDATA_ERROR_QUERY);
    assert_says(error.message, "next statement");
    mpdata_statement_free(statement);
    /* The result outlives the statement. */
    assert_int_equal(mpdata_result_next(second, &batch, &error), MPDATA_OK);
    assert_non_null(batch);
    mpdata_result_free(first);
    mpdata_result_free(second);
}

static void a_pivot_is_prepared_anew_for_each_run(void **state)
{
    mpdata_db *db = *state;
    mpdata_statement *statement = NULL;
    mpdata_result *result = NULL;

    (void)ask(db, "CREATE TABLE e (d INT, n VARCHAR); INSERT INTO e VALUES (1, 'a')");
    statement = prepare_or_fail(db, "PIVOT e ON n USING count(*)");
    (void)ask(db, "INSERT INTO e VALUES (1, 'b')");
    assert_int_equal(mpdata_statement_run(statement, NULL, 0, &result, NULL), MPDATA_OK);
    assert_int_equal(mpdata_result_column_count(result), 3);
    mpdata_result_free(result);
    mpdata_statement_free(statement);
}

static void rows_changed_are_counted_for_each_run(void **state)
{
    mpdata_db *db = *state;
    mpdata_statement *statement = NULL;
    uint64_t rows = 0;

    (void)ask(db, "CREATE TABLE t (a BIGINT)");
    statement = prepare_or_fail(db, "INSERT INTO t SELECT * FROM range(?)");
    for (int64_t i = 1; i < 4; i++) {
        const mpdata_value value = mpdata_value_int64(i);
        assert_int_equal(mpdata_statement_execute(statement, &value, 1, &rows, NULL), MPDATA_OK);
        assert_int_equal(rows, i);
    }
    mpdata_statement_free(statement);
    assert_string_equal(ask(db, "SELECT count(*)::VARCHAR FROM t"), "6");
}

static void assert_refused(mpdata_db *db, const char *sql, mpdata_status wanted)
{
    mpdata_statement *statement = NULL;

    assert_int_equal(mpdata_statement_prepare(db, sql, MPDATA_NUL_TERMINATED, &statement, NULL),
                     wanted);
    assert_null(statement);
}

static void what_can_not_be_prepared_is_refused(void **state)
{
    assert_refused(*state, "SELECT 1; SELECT 2", MPDATA_ERROR_ARGUMENT);
    assert_refused(*state, " ", MPDATA_ERROR_ARGUMENT);
    assert_refused(*state, NULL, MPDATA_ERROR_ARGUMENT);
    assert_refused(*state, "SELEC 1", MPDATA_ERROR_QUERY);
    assert_refused(*state, "SELECT * FROM nowhere", MPDATA_ERROR_QUERY);
    assert_refused(NULL, "SELECT 1", MPDATA_ERROR_ARGUMENT);
}

static void a_closed_database_ends_its_statements(void **state)
{
    mpdata_db *db = memory_or_fail();
    mpdata_statement *statement = prepare_or_fail(db, "SELECT 1");
    mpdata_result *result = NULL;
    mpdata_error error;

    (void)state;
    assert_int_equal(mpdata_db_close(db, &error), MPDATA_OK);
    assert_int_equal(mpdata_statement_run(statement, NULL, 0, &result, &error),
                     MPDATA_ERROR_CLOSED);
    mpdata_db_free(db);
    mpdata_statement_free(statement);
}

#define CASE(test) cmocka_unit_test_setup_teardown(test, open_memory, free_database)

static void to_prepare_ends_the_result_that_came_before(void **state)
{
    mpdata_result *result = run(*state, "SELECT range FROM range(1000000)");
    mpdata_statement *statement = NULL;
    const mpdata_batch *batch = first_batch(result);
    mpdata_error error;

    assert_int_equal(
        mpdata_statement_prepare(*state, "SELECT 5", MPDATA_NUL_TERMINATED, &statement, &error),
        MPDATA_OK);
    assert_int_equal(mpdata_result_next(result, &batch, &error), MPDATA_ERROR_QUERY);
    assert_says(error.message, "ended by the next statement");
    mpdata_result_free(result);
    mpdata_statement_free(statement);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        CASE(a_statement_runs_again_with_other_values),
        CASE(a_statement_tells_its_parameters),
        CASE(a_statement_outlives_queries_and_a_change_of_its_table),
        CASE(a_run_ends_the_result_that_came_before),
        CASE(to_prepare_ends_the_result_that_came_before),
        CASE(a_pivot_is_prepared_anew_for_each_run),
        CASE(rows_changed_are_counted_for_each_run),
        CASE(what_can_not_be_prepared_is_refused),
        cmocka_unit_test(a_closed_database_ends_its_statements),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
