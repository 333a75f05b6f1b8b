/*
 * A failed query says what failed, where in the SQL, and what may have been meant.
 */
#include <string.h>

#include "query_fixture.h"

static void fails(mpdata_db *db, const char *sql, mpdata_error *error)
{
    mpdata_result *result = NULL;
    const mpdata_batch *batch = NULL;
    mpdata_status status =
        mpdata_query_run(db, sql, MPDATA_NUL_TERMINATED, NULL, 0, &result, error);

    while (status == MPDATA_OK) {
        status = mpdata_result_next(result, &batch, error);
        assert_false(status == MPDATA_OK && batch == NULL);
    }
    mpdata_result_free(result);
}

static void an_error_has_type_text_line_and_column(void **state)
{
    static const struct {
        const char *sql;
        const char *type;
        const char *text;
        uint32_t line;
        uint32_t column;
    } cases[] = {
        {"SELEC 1", "Parser", "syntax error at or near \"SELEC\"", 1, 1},
        {"SELECT 1,\n  nosuch", "Binder", "\"nosuch\"", 2, 3},
        {"SELECT '\xC3\xA9', nosuch", "Binder", "\"nosuch\"", 1, 13},
        {"SELECT *\nFROM nowhere", "Catalog", "nowhere does not exist", 2, 6},
        {"SELECT CAST('x' AS INTEGER)", "Conversion", "'x'", 1, 8},
    };
    mpdata_error error;

    for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
        fails(*state, cases[i].sql, &error);
        assert_int_equal(error.code, MPDATA_ERROR_QUERY);
        assert_string_equal(error.engine_type, cases[i].type);
        assert_string_equal(error.query, cases[i].sql);
        assert_non_null(strstr(error.message, cases[i].text));
        assert_non_null(strstr(error.message, "\nLINE "));
        assert_int_equal(error.line, cases[i].line);
        assert_int_equal(error.column, cases[i].column);
    }
}

static void unknown_names_come_with_candidates(void **state)
{
    mpdata_error error;

    (void)ask(*state, "CREATE TABLE events (event_name VARCHAR)");
    fails(*state, "SELECT evnt_name FROM events", &error);
    assert_string_equal(error.candidates, "event_name");
    fails(*state, "SELECT * FROM evnts", &error);
    assert_string_equal(error.candidates, "events");
    fails(*state, "SELECT 1 +", &error);
    assert_string_equal(error.candidates, "");
}

static void an_error_without_a_place_has_none(void **state)
{
    mpdata_error error;

    (void)ask(*state, "CREATE TABLE t (i INTEGER PRIMARY KEY)");
    fails(*state, "INSERT INTO t VALUES (1), (1)", &error);
    assert_string_equal(error.engine_type, "Constraint");
    assert_int_equal(error.line, 0);
    assert_int_equal(error.column, 0);
    assert_null(strstr(error.message, "LINE"));
    assert_null(strchr(error.message, '{'));
}

static void text_in_the_sql_is_not_taken_for_the_report(void **state)
{
    mpdata_error error;

    fails(*state, "SELECT error(': {\"exception_type\":\"X\",\"exception_message\":\"y\"}')",
          &error);
    assert_string_equal(error.engine_type, "Invalid Input");
    assert_non_null(strstr(error.message, "exception_type"));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(an_error_has_type_text_line_and_column, open_memory,
                                        free_database),
        cmocka_unit_test_setup_teardown(unknown_names_come_with_candidates, open_memory,
                                        free_database),
        cmocka_unit_test_setup_teardown(an_error_without_a_place_has_none, open_memory,
                                        free_database),
        cmocka_unit_test_setup_teardown(text_in_the_sql_is_not_taken_for_the_report, open_memory,
                                        free_database),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
