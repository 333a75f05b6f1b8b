/*
 * Types by name, as DuckDB has them, where it tells less than it does, and none at all.
 */
#include "failing_duckdb.h"

#include "engine/column_private.h"
#include "engine/result.h"

static duckdb_state query_no_keywords(duckdb_connection connection, const char *sql,
                                      duckdb_result *out)
{
    return strstr(sql, "keyword") == NULL ? real.api.duckdb_query(connection, sql, out)
                                          : DuckDBError;
}

static void check_type(engine_connection *connection, const char *sql, const char *wanted)
{
    engine_result *result = query_or_fail(connection, sql);

    assert_string_equal(engine_result_column_type(result, 0)->name, wanted);
    engine_result_free(result);
}

static void members_are_quoted_where_sql_needs_it(void **state)
{
    engine_connection *connection = connect_or_fail();

    (void)state;
    check_type(connection, "SELECT {'a': 1, 'Z9_': 2}", "STRUCT(a INTEGER, Z9_ INTEGER)");
    check_type(connection, "SELECT {'select': 1}", "STRUCT(\"select\" INTEGER)");
    check_type(connection, "SELECT {'9': 1, 'a[': 2, 'a~': 3, 'a:': 4, 'a/': 5, 'a\"b': 6}",
               "STRUCT(\"9\" INTEGER, \"a[\" INTEGER, \"a~\" INTEGER, \"a:\" INTEGER, "
               "\"a/\" INTEGER, \"a\"\"b\" INTEGER)");
    check_type(
        connection,
        "SELECT {'a_name_that_is_longer_than_any_of_the_words_that_sql_has_for_itself_': 1}",
        "STRUCT(a_name_that_is_longer_than_any_of_the_words_that_sql_has_for_itself_ INTEGER)");
    check_type(connection, "SELECT 'x'::ENUM('x', 'it''s')", "ENUM('x', 'it''s')");
    engine_connection_close(connection);
}

static void without_duckdbs_words_members_are_named_all_the_same(void **state)
{
    engine_connection *connection = connect_or_fail();
    engine_result *result = NULL;

    (void)state;
    real.library->api.duckdb_query = query_no_keywords;
    check_type(connection, "SELECT {'select': 1}", "STRUCT(select INTEGER)");
    real.library->api.duckdb_connect = connect_to;
    assert_int_equal(query(connection, "SELECT {'select': 1}", &result), MPDATA_ERROR_MEMORY);
    assert_null(result);
    engine_connection_close(connection);
}

static char *another_alias(duckdb_logical_type type)
{
    (void)type;
    return strdup("word");
}

static void text_of_a_type_of_its_own_is_text(void **state)
{
    engine_connection *connection = connect_or_fail();

    (void)state;
    check_type(connection, "SELECT '{}'::JSON", "JSON");
    real.library->api.duckdb_logical_type_get_alias = another_alias;
    check_type(connection, "SELECT '{}'::JSON", "VARCHAR");
    engine_connection_close(connection);
}

static char *no_word(duckdb_logical_type type, idx_t index)
{
    (void)type;
    (void)index;
    return NULL;
}

static duckdb_type no_type(duckdb_logical_type type)
{
    (void)type;
    return (duckdb_type)1000;
}

static void what_duckdb_does_not_name_has_an_empty_name(void **state)
{
    engine_connection *connection = connect_or_fail();
    engine_result *result = NULL;

    (void)state;
    real.library->api.duckdb_enum_dictionary_value = no_word;
    check_type(connection, "SELECT 'x'::ENUM('x')", "ENUM('')");
    real.library->api.duckdb_get_type_id = no_type;
    assert_int_equal(query(connection, "SELECT 1 AS a", &result), MPDATA_ERROR_QUERY);
    assert_says("the column \"a\" is of a type that mpdata can't read");
    engine_connection_close(connection);
}

static void a_type_that_is_none_is_called_unknown(void **state)
{
    const engine_type_words words = {NULL, 0, "TUPLE"};
    engine_type type = {.kind = (engine_kind)1000};
    engine_type empty = {.kind = ENGINE_STRUCT};

    (void)state;
    assert_true(engine_type_name(&type, &words));
    assert_string_equal(type.name, "UNKNOWN");
    engine_type_dispose(&type);
    assert_true(engine_type_name(&empty, &words));
    assert_string_equal(empty.name, "STRUCT()");
    engine_type_dispose(&empty);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_teardown(members_are_quoted_where_sql_needs_it, mend),
        cmocka_unit_test_teardown(without_duckdbs_words_members_are_named_all_the_same, mend),
        cmocka_unit_test_teardown(text_of_a_type_of_its_own_is_text, mend),
        cmocka_unit_test_teardown(what_duckdb_does_not_name_has_an_empty_name, mend),
        cmocka_unit_test_teardown(a_type_that_is_none_is_called_unknown, mend),
    };

    return cmocka_run_group_tests(tests, load_library, free_library);
}
