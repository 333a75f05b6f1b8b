#include "harness.h"

#include "store/table_name.h"

static void letters_digits_and_underscores_make_a_name(void **state)
{
    static const char *const names[] = {
        "events",
        "E",
        "a1",
        "1a",
        "select",
        "mixed_CASE_9",
        "a23456789012345678901234567890123456789012345678901234567890123"};

    (void)state;
    for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++)
        assert_int_equal(table_name_check(names[i], NULL), MPDATA_OK);
}

static void anything_else_is_refused_with_what_is_allowed(void **state)
{
    static const char *const names[] = {
        "",    "a b",
        "a-b", "a.b",
        "a;b", "a\"b",
        "a'b", "caf\xC3\xA9",
        "a\n", "a234567890123456789012345678901234567890123456789012345678901234"};
    mpdata_error error;

    (void)state;
    for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++) {
        assert_int_equal(table_name_check(names[i], &error), MPDATA_ERROR_ARGUMENT);
        assert_non_null(strstr(error.message, "letters, digits and underscores"));
    }
    assert_int_equal(table_name_check(NULL, &error), MPDATA_ERROR_ARGUMENT);
}

static void a_leading_underscore_is_reserved(void **state)
{
    mpdata_error error;

    (void)state;
    assert_int_equal(table_name_check("_metadata", &error), MPDATA_ERROR_ARGUMENT);
    assert_non_null(strstr(error.message, "reserved"));
}

static void quotes_within_names_and_texts_are_doubled(void **state)
{
    buffer sql = BUFFER_INIT;

    (void)state;
    assert_true(sql_append_name(&sql, "a\"b'c"));
    assert_true(sql_append_text_literal(&sql, "a\"b'c"));
    assert_true(buffer_terminate(&sql));
    assert_string_equal(sql.data, "\"a\"\"b'c\"'a\"b''c'");
    buffer_dispose(&sql);
}

static void a_template_takes_the_name_in_every_place(void **state)
{
    char *sql = sql_with_name("SELECT * FROM {} JOIN {}", "t{}");

    (void)state;
    assert_string_equal(sql, "SELECT * FROM \"t{}\" JOIN \"t{}\"");
    free(sql);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(letters_digits_and_underscores_make_a_name),
        cmocka_unit_test(anything_else_is_refused_with_what_is_allowed),
        cmocka_unit_test(a_leading_underscore_is_reserved),
        cmocka_unit_test(quotes_within_names_and_texts_are_doubled),
        cmocka_unit_test(a_template_takes_the_name_in_every_place),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
