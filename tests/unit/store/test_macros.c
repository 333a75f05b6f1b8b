/*
 * The SQL that mpdata adds: properties by any name, days in any zone.
 */
#include <string.h>

#include "database_fixture.h"
#include "folder_fixture.h"

static char text_of[65536];

static const char *as_text(mpdata_db *db, const char *expression)
{
    char sql[4096];

    (void)snprintf(sql, sizeof(sql), "SELECT CAST(%s AS VARCHAR)", expression);
    (void)snprintf(text_of, sizeof(text_of), "%s", ask(db, sql));
    return text_of;
}

typedef struct macro_case {
    const char *expression;
    const char *wanted;
} macro_case;

static void check(mpdata_db *db, const macro_case *cases, size_t count)
{
    for (size_t i = 0; i < count; i++)
        if (strcmp(as_text(db, cases[i].expression), cases[i].wanted) != 0)
            fail_msg("%s is %s, not %s", cases[i].expression, text_of, cases[i].wanted);
}

#define CHECK(db, cases) check(db, cases, sizeof(cases) / sizeof((cases)[0]))

static void any_name_of_a_property_is_found(void **state)
{
    static const macro_case cases[] = {
        {"prop('{\"$os\":\"iOS\"}', '$os')", "iOS"},
        {"prop('{\"a.b\":1,\"a\":{\"b\":2}}', 'a.b')", "1"},
        {"prop('{\"a b\":\"x\"}', 'a b')", "x"},
        {"prop('{\"\":\"e\"}', '')", "e"},
        {"prop('{\"q\\\"u''o\":\"x\"}', 'q\"u''o')", "x"},
        {"prop('{\"a/b~c\":[1, 2]}', 'a/b~c')", "[1,2]"},
        {"prop('{\"~1\":\"x\",\"/\":\"y\"}', '~1')", "x"},
        {"prop('{\"0\":\"zero\"}', '0')", "zero"},
        {"prop('{\"*\":\"star\",\"b\":1}', '*')", "star"},
        {"prop('{\"$.b\":\"path\",\"b\":1}', '$.b')", "path"},
        {"prop('{\"Stra\xC3\x9F"
         "e\":\"\xE6\x97\xA5\"}', 'Stra\xC3\x9F"
         "e')",
         "\xE6\x97\xA5"},
        {"prop('{\"n\":null}', 'n')", "NULL"},
        {"prop('{\"n\":1}', 'N')", "NULL"},
        {"prop('{\"t\":true}', 't')", "true"},
        {"prop(NULL, 't')", "NULL"},
        {"prop('{\"t\":true}', NULL)", "NULL"},
    };

    (void)state;
    mpdata_db *db = memory_or_fail();
    CHECK(db, cases);
    mpdata_db_free(db);
}

static void typed_forms_give_null_for_what_is_of_another_type(void **state)
{
    static const macro_case cases[] = {
        {"prop_number('{\"n\":12.5}', 'n')", "12.5"},
        {"prop_number('{\"n\":\"12\"}', 'n')", "12.0"},
        {"prop_number('{\"n\":\"12 EUR\"}', 'n')", "NULL"},
        {"prop_number('{\"n\":true}', 'n')", "NULL"},
        {"prop_number('{\"n\":\"nan\"}', 'n')", "NULL"},
        {"prop_number('{\"n\":\"inf\"}', 'n')", "NULL"},
        {"prop_number('{\"n\":[1]}', 'n')", "NULL"},
        {"prop_bool('{\"b\":true}', 'b')", "true"},
        {"prop_bool('{\"b\":false}', 'b')", "false"},
        {"prop_bool('{\"b\":1}', 'b')", "NULL"},
        {"prop_bool('{\"b\":\"yes\"}', 'b')", "NULL"},
        {"prop_time('{\"t\":1700000000}', 't')", "2023-11-14 22:13:20"},
        {"prop_time('{\"t\":1700000000123}', 't')", "2023-11-14 22:13:20.123"},
        {"prop_time('{\"t\":1700000000.5}', 't')", "2023-11-14 22:13:20.5"},
        {"prop_time('{\"t\":-1}', 't')", "1969-12-31 23:59:59"},
        {"prop_time('{\"t\":\"2023-11-14T22:13:20\"}', 't')", "2023-11-14 22:13:20"},
        {"prop_time('{\"t\":\"2023-11-14T22:13:20Z\"}', 't')", "2023-11-14 22:13:20"},
        {"prop_time('{\"t\":\"2023-11-14T22:13:20+02:00\"}', 't')", "2023-11-14 20:13:20"},
        {"prop_time('{\"t\":\"2023-11-14\"}', 't')", "2023-11-14 00:00:00"},
        {"prop_time('{\"t\":\"soon\"}', 't')", "NULL"},
        {"prop_time('{\"t\":1e300}', 't')", "NULL"},
        {"prop_time('{}', 't')", "NULL"},
    };

    (void)state;
    mpdata_db *db = memory_or_fail();
    CHECK(db, cases);
    mpdata_db_free(db);
}

static void days_weeks_and_months_are_those_of_a_zone(void **state)
{
    static const macro_case cases[] = {
        {"mp_day(TIMESTAMP '2024-01-01 03:00:00')", "2024-01-01"},
        {"mp_day(TIMESTAMP '2024-01-01 03:00:00', 'America/New_York')", "2023-12-31"},
        {"mp_day(TIMESTAMP '2024-01-01 23:30:00', zone := 'Europe/Berlin')", "2024-01-02"},
        {"mp_week(TIMESTAMP '2024-01-07 23:59:59')", "2024-01-01"},
        {"mp_week(TIMESTAMP '2024-01-07 23:59:59', 'Asia/Tokyo')", "2024-01-08"},
        {"mp_month(TIMESTAMP '2024-02-29 12:00:00')", "2024-02-01"},
        {"mp_month(TIMESTAMP '2024-03-01 02:00:00', 'America/New_York')", "2024-02-01"},
        {"mp_day(NULL)", "NULL"},
        {"original_insert_id('abc#0123456789abcdef')", "abc"},
        {"original_insert_id('abc#1')", "abc#1"},
    };

    (void)state;
    mpdata_db *db = memory_or_fail();
    CHECK(db, cases);
    mpdata_db_free(db);
}

static void a_file_that_is_only_read_and_a_further_handle_have_them_too(void **state)
{
    char *path = path_in(folder, "read.db");
    mpdata_open_options options = MPDATA_OPEN_OPTIONS_INIT;
    mpdata_db *db = open_or_fail(path);
    mpdata_db *further = NULL;
    mpdata_error error;

    (void)state;
    mpdata_db_free(db);
    options.read_only = true;
    assert_int_equal(mpdata_open(path, &options, &db, &error), MPDATA_OK);
    assert_string_equal(as_text(db, "prop('{\"a\":1}', 'a')"), "1");
    assert_int_equal(mpdata_db_connect(db, &further, &error), MPDATA_OK);
    assert_string_equal(as_text(further, "prop('{\"a\":2}', 'a')"), "2");
    assert_string_equal(ask(db, "SELECT count(*)::VARCHAR FROM duckdb_functions()"
                                " WHERE function_name = 'prop' AND database_name <> 'temp'"),
                        "0");
    mpdata_db_free(further);
    mpdata_db_free(db);
    free(path);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(any_name_of_a_property_is_found),
        cmocka_unit_test(typed_forms_give_null_for_what_is_of_another_type),
        cmocka_unit_test(days_weeks_and_months_are_those_of_a_zone),
        cmocka_unit_test(a_file_that_is_only_read_and_a_further_handle_have_them_too),
    };

    return cmocka_run_group_tests(tests, make_folder, remove_folder);
}
