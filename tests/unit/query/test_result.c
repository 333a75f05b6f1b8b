/*
 * The promises of mpdata/result.h: columns, batches, and cells as values and as JSON. Their text is test_text.c's.
 */
#include "query_fixture.h"

#include <math.h>
#include <sys/resource.h>

static void columns_have_a_name_a_type_and_a_class(void **state)
{
    static const struct {
        const char *sql;
        const char *type;
        mpdata_column_class class;
    } cases[] = {
        {"true", "BOOLEAN", MPDATA_COLUMN_BOOL},
        {"1::TINYINT", "TINYINT", MPDATA_COLUMN_NUMBER},
        {"1::HUGEINT", "HUGEINT", MPDATA_COLUMN_NUMBER},
        {"1::UBIGINT", "UBIGINT", MPDATA_COLUMN_NUMBER},
        {"1.5::DECIMAL(18,3)", "DECIMAL(18,3)", MPDATA_COLUMN_NUMBER},
        {"1::DOUBLE", "DOUBLE", MPDATA_COLUMN_NUMBER},
        {"1::FLOAT", "FLOAT", MPDATA_COLUMN_NUMBER},
        {"1::BIGNUM", "BIGNUM", MPDATA_COLUMN_NUMBER},
        {"'x'", "VARCHAR", MPDATA_COLUMN_TEXT},
        {"'x'::BLOB", "BLOB", MPDATA_COLUMN_TEXT},
        {"'101'::BIT", "BIT", MPDATA_COLUMN_TEXT},
        {"uuid()", "UUID", MPDATA_COLUMN_TEXT},
        {"'a'::ENUM('a', 'b')", "ENUM('a', 'b')", MPDATA_COLUMN_TEXT},
        {"'{}'::JSON", "JSON", MPDATA_COLUMN_JSON},
        {"current_date", "DATE", MPDATA_COLUMN_TIME},
        {"'12:00'::TIME", "TIME", MPDATA_COLUMN_TIME},
        {"'2020-01-01'::TIMESTAMP", "TIMESTAMP", MPDATA_COLUMN_TIME},
        {"now()", "TIMESTAMP WITH TIME ZONE", MPDATA_COLUMN_TIME},
        {"'2020-01-01'::TIMESTAMP_NS", "TIMESTAMP_NS", MPDATA_COLUMN_TIME},
        {"INTERVAL '1 day'", "INTERVAL", MPDATA_COLUMN_TIME},
        {"['a']", "VARCHAR[]", MPDATA_COLUMN_NESTED},
        {"array_value(1, 2)", "INTEGER[2]", MPDATA_COLUMN_NESTED},
        {"{'a': 1, 'b c': [1]}", "STRUCT(a INTEGER, \"b c\" INTEGER[])", MPDATA_COLUMN_NESTED},
        {"map{'a': 1}", "MAP(VARCHAR, INTEGER)", MPDATA_COLUMN_NESTED},
        {"union_value(u := 1)", "UNION(u INTEGER)", MPDATA_COLUMN_NESTED},
    };

    for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
        char sql[256];

        (void)snprintf(sql, sizeof(sql), "SELECT %s AS \"the name\"", cases[i].sql);
        mpdata_result *result = run(*state, sql);
        assert_int_equal(mpdata_result_column_count(result), 1);
        assert_string_equal(mpdata_result_column_name(result, 0), "the name");
        assert_string_equal(mpdata_result_column_type(result, 0), cases[i].type);
        assert_int_equal(mpdata_result_column_class(result, 0), cases[i].class);
        mpdata_result_free(result);
    }
}

static void columns_that_are_not_there_have_no_name(void **state)
{
    mpdata_result *result = run(*state, "SELECT 1 AS a, 2 AS a, 3 AS \"\nüber\"");

    assert_int_equal(mpdata_result_column_count(result), 3);
    assert_string_equal(mpdata_result_column_name(result, 1), "a");
    assert_string_equal(mpdata_result_column_name(result, 2), "\nüber");
    assert_null(mpdata_result_column_name(result, 3));
    assert_null(mpdata_result_column_type(result, 3));
    assert_int_equal(mpdata_result_column_class(result, 3), MPDATA_COLUMN_TEXT);
    assert_null(mpdata_result_column_name(NULL, 0));
    assert_int_equal(mpdata_result_column_count(NULL), 0);
    assert_int_equal(mpdata_result_rows_changed(NULL), 0);
    mpdata_result_free(result);
}

static void a_column_that_can_not_be_read_is_refused_with_advice(void **state)
{
    mpdata_error error = refused(*state, "SELECT 1 AS a, 1::VARIANT AS v", MPDATA_ERROR_QUERY);

    assert_says(error.message, "\"v\"");
    assert_says(error.message, "cast it to VARCHAR");
    assert_answer(*state, "SELECT (1::VARIANT)::VARCHAR", "1");
}

static void names_and_types_outlive_the_rows(void **state)
{
    mpdata_result *result = run(*state, "SELECT 1 AS one");
    const char *name = mpdata_result_column_name(result, 0);

    while (next_or_fail(result) != NULL)
        continue;
    mpdata_result_free(run(*state, "SELECT 2 AS two"));
    assert_string_equal(name, "one");
    assert_string_equal(mpdata_result_column_type(result, 0), "INTEGER");
    mpdata_result_free(result);
}

static long memory_peak_kb(void)
{
    struct rusage usage;

    assert_int_equal(getrusage(RUSAGE_SELF, &usage), 0);
    return usage.ru_maxrss;
}

/* A sanitizer's own memory is not measured here: 300 MB is far less than the rows would take. */
static void the_first_rows_of_a_huge_result_come_soon_and_in_small_memory(void **state)
{
    double start = seconds_now();
    long before = memory_peak_kb();
    mpdata_result *result = run(*state, "SELECT i, i::VARCHAR FROM range(1000000000) t(i)");
    size_t rows = 0;

    while (rows < 1000000) {
        const mpdata_batch *batch = first_batch(result);
        mpdata_value value;

        assert_int_equal(mpdata_batch_value(batch, 0, 0, &value, NULL), MPDATA_OK);
        assert_int_equal(value.int64, rows);
        rows += mpdata_batch_rows(batch);
    }
    assert_true(seconds_now() - start < 30);
    assert_true(memory_peak_kb() - before < 300 * 1024);
    mpdata_result_free(result);
}

static void no_batch_is_empty_and_all_rows_come(void **state)
{
    mpdata_result *result = run(*state, "SELECT i FROM range(100000) t(i) WHERE i % 3000 = 1");
    const mpdata_batch *batch = NULL;
    size_t rows = 0;

    while ((batch = next_or_fail(result)) != NULL) {
        assert_true(mpdata_batch_rows(batch) > 0);
        rows += mpdata_batch_rows(batch);
    }
    assert_int_equal(rows, 34);
    assert_null(next_or_fail(result));
    mpdata_result_free(result);
}

static void a_result_without_rows_has_its_columns_and_no_batch(void **state)
{
    mpdata_result *result = run(*state, "SELECT 1 AS a, 'x' AS b WHERE false");

    assert_int_equal(mpdata_result_column_count(result), 2);
    assert_null(next_or_fail(result));
    mpdata_result_free(result);
}

static mpdata_value value_of(mpdata_result **result, mpdata_db *db, const char *expression)
{
    char sql[512];
    mpdata_value value;

    (void)snprintf(sql, sizeof(sql), "SELECT %s", expression);
    *result = run(db, sql);
    assert_int_equal(mpdata_batch_value(first_batch(*result), 0, 0, &value, NULL), MPDATA_OK);
    return value;
}

static void integers_and_times_are_read_as_64_bits(void **state)
{
    static const struct {
        const char *sql;
        mpdata_value_kind kind;
        int64_t number;
    } cases[] = {
        {"(-128)::TINYINT", MPDATA_VALUE_INT64, -128},
        {"(-32768)::SMALLINT", MPDATA_VALUE_INT64, -32768},
        {"(-2147483648)::INTEGER", MPDATA_VALUE_INT64, -2147483648LL},
        {"(-9223372036854775808)::BIGINT", MPDATA_VALUE_INT64, INT64_MIN},
        {"255::UTINYINT", MPDATA_VALUE_INT64, 255},
        {"65535::USMALLINT", MPDATA_VALUE_INT64, 65535},
        {"4294967295::UINTEGER", MPDATA_VALUE_INT64, 4294967295LL},
        {"'1970-01-01 00:00:01'::TIMESTAMP", MPDATA_VALUE_TIMESTAMP, 1000000},
        {"'1970-01-01 00:00:01+01'::TIMESTAMPTZ", MPDATA_VALUE_TIMESTAMP, -3599000000LL},
        {"'1969-12-31'::DATE", MPDATA_VALUE_DATE, -1},
    };

    for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
        mpdata_result *result = NULL;
        mpdata_value value = value_of(&result, *state, cases[i].sql);

        assert_int_equal(value.kind, cases[i].kind);
        assert_true(value.int64 == cases[i].number);
        mpdata_result_free(result);
    }
}

static void the_other_kinds_are_read_into_their_members(void **state)
{
    mpdata_result *result = run(*state, "SELECT true, 18446744073709551615::UBIGINT, 0.1::DOUBLE, "
                                        "0.5::FLOAT, 'nan'::DOUBLE, NULL::BIGINT, NULL");
    const mpdata_batch *batch = first_batch(result);
    static const mpdata_value_kind kinds[] = {
        MPDATA_VALUE_BOOL,   MPDATA_VALUE_UINT64, MPDATA_VALUE_DOUBLE, MPDATA_VALUE_DOUBLE,
        MPDATA_VALUE_DOUBLE, MPDATA_VALUE_NULL,   MPDATA_VALUE_NULL};
    mpdata_value values[7];

    for (size_t i = 0; i < 7; i++) {
        assert_int_equal(mpdata_batch_value(batch, i, 0, &values[i], NULL), MPDATA_OK);
        assert_int_equal(values[i].kind, kinds[i]);
        assert_int_equal(mpdata_batch_is_null(batch, i, 0), kinds[i] == MPDATA_VALUE_NULL);
    }
    assert_true(values[0].boolean);
    assert_true(values[1].uint64 == UINT64_MAX);
    assert_true(values[2].real == 0.1);
    assert_true(values[3].real == 0.5);
    assert_true(isnan(values[4].real));
    mpdata_result_free(result);
}

static void types_without_a_member_are_read_as_their_text(void **state)
{
    static const char *const cases[][2] = {
        {"'a' || chr(0) || 'b'", "a"},
        {"'{\"a\": [1]}'::JSON", "{\"a\": [1]}"},
        {"1.50::DECIMAL(9,2)", "1.50"},
        {"170141183460469231731687303715884105727::HUGEINT",
         "170141183460469231731687303715884105727"},
        {"'a0eebc99-9c0b-4ef8-bb6d-6bb9bd380a11'::UUID", "a0eebc99-9c0b-4ef8-bb6d-6bb9bd380a11"},
        {"INTERVAL '1 day'", "1 day"},
        {"[1, NULL]", "[1, NULL]"},
        {"{'a': 'b'}", "{'a': b}"},
        {"'12:00'::TIME", "12:00:00"},
        {"'2020-01-01'::TIMESTAMP_S", "2020-01-01 00:00:00"},
        {"'x'::ENUM('x')", "x"},
        {"''", ""},
    };

    for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
        mpdata_result *result = NULL;
        mpdata_value value = value_of(&result, *state, cases[i][0]);

        assert_int_equal(value.kind, MPDATA_VALUE_TEXT);
        assert_null(value.owned);
        assert_int_equal(value.text.bytes, i == 0 ? 3 : strlen(cases[i][1]));
        assert_memory_equal(value.text.data, cases[i][1], strlen(cases[i][1]));
        mpdata_result_free(result);
    }
}

static void a_cell_that_is_not_there_is_refused(void **state)
{
    mpdata_result *result = run(*state, "SELECT 1");
    const mpdata_batch *batch = first_batch(result);
    mpdata_value value;
    mpdata_text text;
    mpdata_error error;

    assert_int_equal(mpdata_batch_value(batch, 1, 0, &value, &error), MPDATA_ERROR_ARGUMENT);
    assert_says(error.message, "no column 1, row 0");
    assert_int_equal(mpdata_batch_value(batch, 0, 1, &value, &error), MPDATA_ERROR_ARGUMENT);
    assert_int_equal(mpdata_batch_text(batch, 0, SIZE_MAX, &text, &error), MPDATA_ERROR_ARGUMENT);
    assert_int_equal(mpdata_batch_json(batch, SIZE_MAX, 0, &text, &error), MPDATA_ERROR_ARGUMENT);
    assert_int_equal(mpdata_batch_json(batch, 0, 0, NULL, &error), MPDATA_ERROR_ARGUMENT);
    assert_int_equal(mpdata_batch_value(NULL, 0, 0, &value, &error), MPDATA_ERROR_ARGUMENT);
    assert_true(mpdata_batch_is_null(batch, 0, 1));
    assert_int_equal(mpdata_batch_rows(NULL), 0);
    mpdata_result_free(result);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(columns_have_a_name_a_type_and_a_class),
        cmocka_unit_test(columns_that_are_not_there_have_no_name),
        cmocka_unit_test(a_column_that_can_not_be_read_is_refused_with_advice),
        cmocka_unit_test(names_and_types_outlive_the_rows),
        cmocka_unit_test(the_first_rows_of_a_huge_result_come_soon_and_in_small_memory),
        cmocka_unit_test(no_batch_is_empty_and_all_rows_come),
        cmocka_unit_test(a_result_without_rows_has_its_columns_and_no_batch),
        cmocka_unit_test(integers_and_times_are_read_as_64_bits),
        cmocka_unit_test(the_other_kinds_are_read_into_their_members),
        cmocka_unit_test(types_without_a_member_are_read_as_their_text),
        cmocka_unit_test(a_cell_that_is_not_there_is_refused),
    };

    return cmocka_run_group_tests(tests, open_memory, free_database);
}
