/*
 * A cell as JSON: one line that any reader of JSON takes, with every digit.
 */
#include "query_fixture.h"

typedef struct json_case {
    const char *sql;
    const char *json;
} json_case;

static void compare_json(mpdata_db *db, const json_case *cases, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        char sql[1024];
        mpdata_text text;
        mpdata_error error;

        (void)snprintf(sql, sizeof(sql), "SELECT %s", cases[i].sql);
        mpdata_result *result = run(db, sql);
        if (mpdata_batch_json(first_batch(result), 0, 0, &text, &error) != MPDATA_OK)
            fail_msg("%s\n%s", sql, error.message);
        if (text.bytes != strlen(cases[i].json) ||
            memcmp(text.data, cases[i].json, text.bytes) != 0)
            fail_msg("%s: %.*s and not %s", sql, (int)text.bytes, text.data, cases[i].json);
        mpdata_result_free(result);
    }
}

#define COMPARE_JSON(db, cases) compare_json(db, cases, sizeof(cases) / sizeof((cases)[0]))

static void numbers_keep_every_digit(void **state)
{
    static const json_case cases[] = {
        {"true", "true"},
        {"false", "false"},
        {"(-128)::TINYINT", "-128"},
        {"65535::USMALLINT", "65535"},
        {"9007199254740993", "9007199254740993"},
        {"(-9223372036854775808)::BIGINT", "-9223372036854775808"},
        {"18446744073709551615::UBIGINT", "18446744073709551615"},
        {"'-170141183460469231731687303715884105728'::HUGEINT",
         "-170141183460469231731687303715884105728"},
        {"'340282366920938463463374607431768211455'::UHUGEINT",
         "340282366920938463463374607431768211455"},
        {"'123456789012345678901234567890123456789012345'::BIGNUM",
         "123456789012345678901234567890123456789012345"},
        {"1.50::DECIMAL(4,2)", "1.50"},
        {"(-0.05)::DECIMAL(2,2)", "-0.05"},
        {"0::DECIMAL(3,3)", "0.000"},
        {"'-99999999999999999999999999999999999999'::DECIMAL(38,0)",
         "-99999999999999999999999999999999999999"},
        {"0.1::DOUBLE", "0.1"},
        {"0.1::FLOAT", "0.1"},
        {"1e300::DOUBLE", "1e+300"},
        {"'-0'::DOUBLE", "-0.0"},
    };

    COMPARE_JSON(*state, cases);
}

static void what_json_has_no_number_for_is_null(void **state)
{
    static const json_case cases[] = {
        {"NULL", "null"},
        {"NULL::VARCHAR", "null"},
        {"NULL::INTEGER[]", "null"},
        {"NULL::STRUCT(a INTEGER)", "null"},
        {"NULL::JSON", "null"},
        {"'nan'::DOUBLE", "null"},
        {"'inf'::DOUBLE", "null"},
        {"'-inf'::FLOAT", "null"},
        {"['nan'::FLOAT, 1]", "[null,1.0]"},
    };

    COMPARE_JSON(*state, cases);
}

static void texts_are_escaped_as_json_wants(void **state)
{
    static const json_case cases[] = {
        {"''", "\"\""},
        {"'plain é 日本 😀'", "\"plain é 日本 😀\""},
        {"'\"\\/'", "\"\\\"\\\\/\""},
        {"chr(8) || chr(9) || chr(10) || chr(12) || chr(13)", "\"\\b\\t\\n\\f\\r\""},
        {"chr(0) || chr(1) || chr(31) || chr(127)", "\"\\u0000\\u0001\\u001f\x7f\""},
        {"'[1]'", "\"[1]\""},
    };

    COMPARE_JSON(*state, cases);
}

static void json_columns_stay_json_on_one_line(void **state)
{
    static const json_case cases[] = {
        {"'{\"b\": 1.0, \"a\": [1e2, \"\\u00e9\"]}'::JSON",
         "{\"b\": 1.0, \"a\": [1e2, \"\\u00e9\"]}"},
        {"('[1,' || chr(10) || chr(13) || '2]')::JSON", "[1,  2]"},
        {"'\"text\"'::JSON", "\"text\""},
        {"'null'::JSON", "null"},
        {"['{\"a\":1}'::JSON, NULL]", "[{\"a\":1},null]"},
        {"{'j': '[1]'::JSON}", "{\"j\":[1]}"},
        {"map{'[1]'::JSON: '[2]'::JSON}", "[{\"key\":[1],\"value\":[2]}]"},
    };

    COMPARE_JSON(*state, cases);
}

static void other_scalars_are_strings(void **state)
{
    static const json_case cases[] = {
        {"'2020-02-29'::DATE", "\"2020-02-29\""},
        {"'infinity'::DATE", "\"infinity\""},
        {"'12:00:00.5'::TIME", "\"12:00:00.5\""},
        {"'12:00:00+01'::TIMETZ", "\"12:00:00+01\""},
        {"'2020-01-01 01:02:03.000004'::TIMESTAMP", "\"2020-01-01 01:02:03.000004\""},
        {"'2020-01-01 00:00:00.000000001'::TIMESTAMP_NS", "\"2020-01-01 00:00:00.000000001\""},
        {"'2020-01-01 00:00:00+00'::TIMESTAMPTZ", "\"2020-01-01 00:00:00+00\""},
        {"INTERVAL '1 month 2 days'", "\"1 month 2 days\""},
        {"'a0eebc99-9c0b-4ef8-bb6d-6bb9bd380a11'::UUID",
         "\"a0eebc99-9c0b-4ef8-bb6d-6bb9bd380a11\""},
        {"'0101'::BIT", "\"0101\""},
        {"'\\x00\\x22a'::BLOB", "\"\\\\x00\\\\x22a\""},
        {"'a\"b'::ENUM('a\"b')", "\"a\\\"b\""},
    };
    mpdata_db *db = *state;

    mpdata_result_free(run(db, "SET TimeZone = 'UTC'"));
    COMPARE_JSON(db, cases);
}

static void nested_values_become_arrays_and_objects(void **state)
{
    static const json_case cases[] = {
        {"[]", "[]"},
        {"[1, NULL, 3]", "[1,null,3]"},
        {"[['a'], [], NULL]", "[[\"a\"],[],null]"},
        {"array_value(1, NULL)", "[1,null]"},
        {"array_value(['x'], [])", "[[\"x\"],[]]"},
        {"{'a': 1, 'b \"c\"': 'x', 'n': NULL}", "{\"a\":1,\"b \\\"c\\\"\":\"x\",\"n\":null}"},
        {"{'a': {'b': [{'c': 1.5}]}}", "{\"a\":{\"b\":[{\"c\":1.5}]}}"},
        {"row(1, 'a')", "[1,\"a\"]"},
        {"map{'a': 1, 'b\"': NULL}", "{\"a\":1,\"b\\\"\":null}"},
        {"map{}", "[]"},
        {"map{1: 'x', 2: 'y'}", "[{\"key\":1,\"value\":\"x\"},{\"key\":2,\"value\":\"y\"}]"},
        {"map{'k': {'a': [1]}}", "{\"k\":{\"a\":[1]}}"},
        {"union_value(a := 1)", "1"},
        {"union_value(a := ['x'])", "[\"x\"]"},
        {"union_value(a := NULL::INTEGER)", "null"},
        {"['2020-01-01'::DATE]", "[\"2020-01-01\"]"},
    };

    COMPARE_JSON(*state, cases);
}

/* DuckDB itself parses what is written, and finds the value again. */
static void duckdb_reads_back_what_is_written(void **state)
{
    mpdata_db *db = *state;
    mpdata_result *result =
        run(db, "SELECT {'i': i, 'c': chr(i::INTEGER) || '\\' || chr(34), 'd': 1 / (i + 1), "
                "'l': [i, NULL], 'm': map{chr(i::INTEGER): {'x': i}}} FROM range(0, 300) t(i)");
    const mpdata_batch *batch = first_batch(result);
    size_t rows = mpdata_batch_rows(batch);
    char **lines = calloc(rows, sizeof(*lines));

    assert_non_null(lines);
    for (size_t i = 0; i < rows; i++) {
        mpdata_text text;

        assert_int_equal(mpdata_batch_json(batch, 0, i, &text, NULL), MPDATA_OK);
        lines[i] = text_copy(text);
    }
    mpdata_result_free(result);
    for (size_t i = 0; i < rows; i++) {
        const mpdata_value values[] = {mpdata_value_text(lines[i], strlen(lines[i])),
                                       mpdata_value_int64((int64_t)i)};
        mpdata_value same;

        /* DuckDB's ->> can't give a text with a NUL. */
        assert_int_equal(
            mpdata_query_scalar(db,
                                "SELECT (j->>'$.i') = $2::VARCHAR AND (j->>'$.d')::DOUBLE = 1 / "
                                "($2::BIGINT + 1) AND ($2::BIGINT = 0 OR (j->>'$.c') = "
                                "chr($2::INTEGER) || '\\' || chr(34)) FROM (SELECT $1::JSON AS j)",
                                MPDATA_NUL_TERMINATED, values, 2, &same, NULL),
            MPDATA_OK);
        if (same.kind != MPDATA_VALUE_BOOL || !same.boolean)
            fail_msg("%s", lines[i]);
        free(lines[i]);
    }
    free(lines);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(numbers_keep_every_digit),
        cmocka_unit_test(what_json_has_no_number_for_is_null),
        cmocka_unit_test(texts_are_escaped_as_json_wants),
        cmocka_unit_test(json_columns_stay_json_on_one_line),
        cmocka_unit_test(other_scalars_are_strings),
        cmocka_unit_test(nested_values_become_arrays_and_objects),
        cmocka_unit_test(duckdb_reads_back_what_is_written),
    };

    return cmocka_run_group_tests(tests, open_memory, free_database);
}
