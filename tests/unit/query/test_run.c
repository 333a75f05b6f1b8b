/*
 * The promises of mpdata/query.h: what is run, with which values, and what is refused.
 */
#include "query_fixture.h"

/* The first cell, as text that the caller frees. */
static char *answer(mpdata_db *db, const char *sql, const mpdata_value *parameters, size_t count)
{
    mpdata_result *result = run_with(db, sql, parameters, count);
    mpdata_text text;

    assert_int_equal(mpdata_batch_text(first_batch(result), 0, 0, &text, NULL), MPDATA_OK);
    char *copy = text_copy(text);
    mpdata_result_free(result);
    return copy;
}

static void assert_answer_with(mpdata_db *db, const char *sql, const mpdata_value *parameters,
                               size_t count, const char *wanted)
{
    char *given = answer(db, sql, parameters, count);

    assert_string_equal(given, wanted);
    free(given);
}

static void question_marks_take_the_values_in_order(void **state)
{
    const mpdata_value values[] = {mpdata_value_int64(7), mpdata_value_text("it's", 4)};

    assert_answer_with(*state, "SELECT ? || '-' || ?", values, 2, "7-it's");
}

static void numbered_parameters_take_their_value_wherever_they_stand(void **state)
{
    const mpdata_value values[] = {mpdata_value_text("a", 1), mpdata_value_text("b", 1)};

    assert_answer_with(*state, "SELECT $2::VARCHAR || $1 || $2", values, 2, "bab");
}

static void every_kind_of_value_arrives_as_itself(void **state)
{
    mpdata_value large = MPDATA_VALUE_INIT;
    mpdata_value date = MPDATA_VALUE_INIT;

    large.kind = MPDATA_VALUE_UINT64;
    large.uint64 = UINT64_MAX;
    date.kind = MPDATA_VALUE_DATE;
    date.int64 = -1;
    const struct {
        mpdata_value value;
        const char *wanted;
    } cases[] = {
        {mpdata_value_bool(true), "BOOLEAN true"},
        {mpdata_value_int64(INT64_MIN), "BIGINT -9223372036854775808"},
        {large, "UBIGINT 18446744073709551615"},
        {mpdata_value_double(0.1), "DOUBLE 0.1"},
        {mpdata_value_text("a", 1), "VARCHAR a"},
        {mpdata_value_text(NULL, 0), "VARCHAR "},
        {mpdata_value_timestamp(1500000), "TIMESTAMP 1970-01-01 00:00:01.5"},
        {date, "DATE 1969-12-31"},
    };

    for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++)
        assert_answer_with(*state, "SELECT typeof(x) || ' ' || x::VARCHAR FROM (SELECT $1 AS x)",
                           &cases[i].value, 1, cases[i].wanted);
}

static void null_arrives_as_null_and_a_nul_byte_stays_in_its_text(void **state)
{
    const mpdata_value values[] = {mpdata_value_null(), mpdata_value_text("a\0b", 3)};

    assert_answer_with(*state, "SELECT $1 IS NULL", values, 1, "true");
    assert_answer_with(*state, "SELECT strlen($1) || substr($1, 3)", &values[1], 1, "3b");
}

static void parameters_are_copied_before_the_call_returns(void **state)
{
    char text[] = "first";
    mpdata_value value = mpdata_value_text(text, 5);
    mpdata_result *result = run_with(*state, "SELECT $1 FROM range(5000)", &value, 1);
    mpdata_text cell;

    memset(text, 'x', 5);
    assert_int_equal(mpdata_batch_text(first_batch(result), 0, 0, &cell, NULL), MPDATA_OK);
    assert_int_equal(cell.bytes, 5);
    assert_memory_equal(cell.data, "first", 5);
    mpdata_result_free(result);
}

static void refuse_parameters(mpdata_db *db, const char *sql, const mpdata_value *values,
                              size_t count, const char *part)
{
    mpdata_result *result = NULL;
    mpdata_error error;

    assert_int_equal(
        mpdata_query_run(db, sql, MPDATA_NUL_TERMINATED, values, count, &result, &error),
        MPDATA_ERROR_ARGUMENT);
    assert_null(result);
    assert_says(error.message, part);
}

static void a_wrong_number_of_values_is_refused(void **state)
{
    const mpdata_value values[] = {mpdata_value_int64(1), mpdata_value_int64(2)};
    mpdata_db *db = *state;

    refuse_parameters(db, "SELECT ?, ?", values, 1, "2 parameters, and 1 value was given");
    refuse_parameters(db, "SELECT ?", values, 2, "1 parameter, and 2 values were given");
    refuse_parameters(db, "SELECT 1", values, 1, "0 parameters, and 1 value was given");
    refuse_parameters(db, "SELECT $1", NULL, 0, "1 parameter, and 0 values were given");
    refuse_parameters(db, "SELECT $1", NULL, 1, "none are given");
    assert_string_equal(refused(db, "SELECT ?", MPDATA_ERROR_ARGUMENT).query, "SELECT ?");
}

static void values_that_can_not_be_bound_are_refused(void **state)
{
    mpdata_value value = mpdata_value_text("\xff", 1);
    mpdata_db *db = *state;

    refuse_parameters(db, "SELECT $1", &value, 1, "not valid UTF-8");
    value = mpdata_value_int64((int64_t)1 << 40);
    value.kind = MPDATA_VALUE_DATE;
    refuse_parameters(db, "SELECT $1", &value, 1, "out of range");
    value = mpdata_value_int64(1);
    refuse_parameters(db, "SELECT $name", &value, 1, "$name: no value");
    refuse_parameters(db, "SELECT $2", &value, 1, "$2: no value");
    value.kind = (mpdata_value_kind)99;
    refuse_parameters(db, "SELECT $1", &value, 1, "refused the value");
}

static void a_text_without_a_statement_is_refused(void **state)
{
    static const char *const texts[] = {"", " \n\t", ";", "-- a comment", "/* one */ ; -- two"};

    for (size_t i = 0; i < sizeof(texts) / sizeof(texts[0]); i++)
        assert_says(refused(*state, texts[i], MPDATA_ERROR_ARGUMENT).message, "empty");
}

static void what_ends_the_text_after_the_statement_does_no_harm(void **state)
{
    mpdata_db *db = *state;

    assert_answer(db, "SELECT 'x';", "x");
    assert_answer(db, "SELECT 'x'; -- done", "x");
    assert_answer(db, "SELECT 'x' /* a; b */ ;; -- ;", "x");
    assert_answer(db, "-- first\nSELECT 'a;b'", "a;b");
    assert_answer(db, "SELECT $$a;b$$", "a;b");
    assert_answer(db, "SELECT E'it\\';s'", "it';s");
}

static void the_text_ends_where_its_length_says(void **state)
{
    mpdata_value value;
    mpdata_result *result = NULL;
    mpdata_error error;

    assert_int_equal(mpdata_query_scalar(*state, "SELECT 12345", 8, NULL, 0, &value, NULL),
                     MPDATA_OK);
    assert_int_equal(value.int64, 1);
    /* Nothing is read behind it. */
    char *unended = malloc(8);
    assert_non_null(unended);
    memcpy(unended, "SELECT 1", 8);
    assert_int_equal(mpdata_query_scalar(*state, unended, 8, NULL, 0, &value, NULL), MPDATA_OK);
    free(unended);
    assert_int_equal(mpdata_query_run(*state, "SELECT\0 1", 9, NULL, 0, &result, &error),
                     MPDATA_ERROR_ARGUMENT);
    assert_says(error.message, "NUL byte");
}

static void a_statement_that_fails_tells_where_and_why(void **state)
{
    static const struct {
        const char *sql;
        const char *type;
        const char *part;
    } cases[] = {
        {"SELEC 1", "Parser", "SELEC"},
        {"SELECT * FROM nothing", "Catalog", "nothing"},
        {"SELECT missing FROM range(1)", "Binder", "missing"},
        {"SELECT 'x'::INTEGER", "Conversion", "'x'"},
        {"SELECT error('own words')", "Invalid Input", "own words"},
        {"SELECT 2147483647::INTEGER + 1::INTEGER", "Out of Range", "Overflow"},
    };

    for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
        mpdata_result *result = NULL;
        const mpdata_batch *batch = NULL;
        mpdata_error error;
        mpdata_status status =
            mpdata_query_run(*state, cases[i].sql, MPDATA_NUL_TERMINATED, NULL, 0, &result, &error);

        /* What fails in a row may fail only when the row is wanted. */
        if (status == MPDATA_OK)
            status = mpdata_result_next(result, &batch, &error);
        assert_int_equal(status, MPDATA_ERROR_QUERY);
        assert_int_equal(error.code, MPDATA_ERROR_QUERY);
        assert_string_equal(error.query, cases[i].sql);
        assert_string_equal(error.engine_type, cases[i].type);
        assert_says(error.message, cases[i].part);
        mpdata_result_free(result);
    }
}

static void a_statement_that_breaks_a_rule_of_its_table_fails(void **state)
{
    mpdata_db *db = *state;

    mpdata_result_free(run(db, "CREATE TABLE unique_one (a INT PRIMARY KEY)"));
    mpdata_result_free(run(db, "INSERT INTO unique_one VALUES (1)"));
    mpdata_error error = refused(db, "INSERT INTO unique_one VALUES (1)", MPDATA_ERROR_QUERY);
    assert_string_equal(error.engine_type, "Constraint");
    mpdata_result_free(run(db, "DROP TABLE unique_one"));
}

/* Rows that were given before stay right; afterwards the handle works as before. */
static void a_failure_in_the_middle_comes_from_the_next_batch(void **state)
{
    static const char sql[] = "SELECT CAST(CASE WHEN i = 500000 THEN 'broken' ELSE i::VARCHAR END "
                              "AS BIGINT) FROM range(1000000) t(i)";
    mpdata_result *result = run(*state, sql);
    const mpdata_batch *batch = NULL;
    mpdata_status status = MPDATA_OK;
    mpdata_error error;
    size_t rows = 0;

    while ((status = mpdata_result_next(result, &batch, &error)) == MPDATA_OK && batch != NULL)
        rows += mpdata_batch_rows(batch);
    assert_int_equal(status, MPDATA_ERROR_QUERY);
    assert_null(batch);
    assert_true(rows <= 500000);
    assert_string_equal(error.engine_type, "Conversion");
    assert_string_equal(error.query, sql);
    assert_says(error.message, "broken");
    assert_int_equal(mpdata_result_next(result, &batch, &error), MPDATA_ERROR_QUERY);
    assert_null(batch);
    assert_answer(*state, "SELECT 'works'", "works");
    mpdata_result_free(result);
}

static void a_success_leaves_the_error_as_it_was(void **state)
{
    mpdata_result *result = NULL;
    const mpdata_batch *batch = NULL;
    mpdata_error error;
    mpdata_error before;

    memset(&error, 0x5a, sizeof(error));
    before = error;
    assert_int_equal(
        mpdata_query_run(*state, "SELECT 1", MPDATA_NUL_TERMINATED, NULL, 0, &result, &error),
        MPDATA_OK);
    assert_int_equal(mpdata_result_next(result, &batch, &error), MPDATA_OK);
    assert_int_equal(mpdata_result_next(result, &batch, &error), MPDATA_OK);
    assert_null(batch);
    assert_memory_equal(&error, &before, sizeof(error));
    mpdata_result_free(result);
}

static void arguments_that_are_missing_are_refused(void **state)
{
    mpdata_result *result = NULL;
    const mpdata_batch *batch = NULL;
    mpdata_value value;

    assert_int_equal(mpdata_query_run(NULL, "SELECT 1", 8, NULL, 0, &result, NULL),
                     MPDATA_ERROR_ARGUMENT);
    assert_int_equal(mpdata_query_run(*state, NULL, 0, NULL, 0, &result, NULL),
                     MPDATA_ERROR_ARGUMENT);
    assert_int_equal(mpdata_query_run(*state, "SELECT 1", 8, NULL, 0, NULL, NULL),
                     MPDATA_ERROR_ARGUMENT);
    assert_int_equal(mpdata_query_scalar(*state, "SELECT 1", 8, NULL, 0, NULL, NULL),
                     MPDATA_ERROR_ARGUMENT);
    assert_int_equal(mpdata_query_scalar(NULL, "SELECT 1", 8, NULL, 0, &value, NULL),
                     MPDATA_ERROR_ARGUMENT);
    assert_int_equal(mpdata_result_next(NULL, &batch, NULL), MPDATA_ERROR_ARGUMENT);
    mpdata_result_free(NULL);
}

static void one_value_is_read_with_its_kind(void **state)
{
    mpdata_value value;

    assert_int_equal(mpdata_query_scalar(*state, "SELECT 42, 'second'", MPDATA_NUL_TERMINATED, NULL,
                                         0, &value, NULL),
                     MPDATA_OK);
    assert_int_equal(value.kind, MPDATA_VALUE_INT64);
    assert_int_equal(value.int64, 42);
    assert_null(value.owned);
    mpdata_value_dispose(&value);
    assert_int_equal(value.kind, MPDATA_VALUE_NULL);
}

static void one_value_without_a_row_is_null(void **state)
{
    static const char *const statements[] = {"SELECT 1 WHERE false", "SELECT NULL::INTEGER",
                                             "CREATE TEMP TABLE no_rows (a INT)",
                                             "DROP TABLE no_rows"};

    for (size_t i = 0; i < sizeof(statements) / sizeof(statements[0]); i++) {
        mpdata_value value = mpdata_value_int64(1);

        assert_int_equal(mpdata_query_scalar(*state, statements[i], MPDATA_NUL_TERMINATED, NULL, 0,
                                             &value, NULL),
                         MPDATA_OK);
        assert_int_equal(value.kind, MPDATA_VALUE_NULL);
    }
}

static void the_text_of_one_value_belongs_to_the_value(void **state)
{
    mpdata_value first;
    mpdata_value second;

    assert_int_equal(mpdata_query_scalar(*state, "SELECT 'a' || chr(0) || repeat('b', 100)",
                                         MPDATA_NUL_TERMINATED, NULL, 0, &first, NULL),
                     MPDATA_OK);
    assert_int_equal(
        mpdata_query_scalar(*state, "SELECT [1, 2]", MPDATA_NUL_TERMINATED, NULL, 0, &second, NULL),
        MPDATA_OK);
    assert_int_equal(first.kind, MPDATA_VALUE_TEXT);
    assert_int_equal(first.text.bytes, 102);
    assert_memory_equal(first.text.data, "a\0bb", 4);
    assert_non_null(first.owned);
    assert_int_equal(second.text.bytes, 6);
    assert_memory_equal(second.text.data, "[1, 2]", 6);
    mpdata_value_dispose(&first);
    mpdata_value_dispose(&first);
    mpdata_value_dispose(&second);
    mpdata_value_dispose(NULL);
}

static void one_value_that_fails_leaves_null(void **state)
{
    mpdata_value value = mpdata_value_int64(1);
    mpdata_error error;

    assert_int_equal(mpdata_query_scalar(*state, "SELECT error('no')", MPDATA_NUL_TERMINATED, NULL,
                                         0, &value, &error),
                     MPDATA_ERROR_QUERY);
    assert_int_equal(value.kind, MPDATA_VALUE_NULL);
    assert_says(error.message, "no");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(question_marks_take_the_values_in_order),
        cmocka_unit_test(numbered_parameters_take_their_value_wherever_they_stand),
        cmocka_unit_test(every_kind_of_value_arrives_as_itself),
        cmocka_unit_test(null_arrives_as_null_and_a_nul_byte_stays_in_its_text),
        cmocka_unit_test(parameters_are_copied_before_the_call_returns),
        cmocka_unit_test(a_wrong_number_of_values_is_refused),
        cmocka_unit_test(values_that_can_not_be_bound_are_refused),
        cmocka_unit_test(a_text_without_a_statement_is_refused),
        cmocka_unit_test(what_ends_the_text_after_the_statement_does_no_harm),
        cmocka_unit_test(the_text_ends_where_its_length_says),
        cmocka_unit_test(a_statement_that_fails_tells_where_and_why),
        cmocka_unit_test(a_statement_that_breaks_a_rule_of_its_table_fails),
        cmocka_unit_test(a_failure_in_the_middle_comes_from_the_next_batch),
        cmocka_unit_test(a_success_leaves_the_error_as_it_was),
        cmocka_unit_test(arguments_that_are_missing_are_refused),
        cmocka_unit_test(one_value_is_read_with_its_kind),
        cmocka_unit_test(one_value_without_a_row_is_null),
        cmocka_unit_test(the_text_of_one_value_belongs_to_the_value),
        cmocka_unit_test(one_value_that_fails_leaves_null),
    };

    return cmocka_run_group_tests(tests, open_memory, free_database);
}
