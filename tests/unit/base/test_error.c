#include "harness.h"

#include <errno.h>

#include "base/error.h"

static void an_error_carries_code_and_message_and_nothing_from_before(void **state)
{
    mpdata_error error;

    (void)state;
    memset(&error, 'x', sizeof(error));
    assert_int_equal(error_set(&error, MPDATA_ERROR_IO, "a %d", 1), MPDATA_ERROR_IO);
    assert_int_equal(error.code, MPDATA_ERROR_IO);
    assert_string_equal(error.message, "a 1");
    assert_string_equal(error.source, "");
    assert_string_equal(error.query, "");
    assert_string_equal(error.engine_type, "");
    assert_int_equal(error.record, 0);
    assert_false(error.has_byte_offset);
}

static void an_error_may_be_null(void **state)
{
    (void)state;
    assert_int_equal(error_set(NULL, MPDATA_ERROR_INPUT, "x"), MPDATA_ERROR_INPUT);
    assert_int_equal(error_set_errno(NULL, MPDATA_ERROR_IO, ENOSPC, "x"), MPDATA_ERROR_IO);
    assert_int_equal(error_set_memory(NULL), MPDATA_ERROR_MEMORY);
    error_add_source(NULL, "s");
    error_add_position(NULL, 1, 2);
    error_add_query(NULL, "q", 1);
    error_add_engine_type(NULL, "t");
}

static void the_system_tells_why(void **state)
{
    mpdata_error error;

    (void)state;
    (void)error_set_errno(&error, MPDATA_ERROR_IO, ENOSPC, "%s: can't write", "f");
    assert_string_equal(error.message, "f: can't write: No space left on device");
}

static void a_message_can_not_drive_a_terminal(void **state)
{
    mpdata_error error;

    (void)state;
    (void)error_set(&error, MPDATA_ERROR_INPUT, "a\033[31m\x7f\r\n\xff\xC3\xA9");
    assert_string_equal(error.message, "a\\x1B[31m\\x7F\\x0D\n\\xFF\xC3\xA9");
}

static void long_texts_are_cut_between_characters(void **state)
{
    mpdata_error error;
    char text[3 * MPDATA_ERROR_QUERY_BYTES];

    (void)state;
    for (size_t i = 0; i + 2 < sizeof(text); i += 2)
        memcpy(text + i, "\xC3\xA9", 3);
    (void)error_set(&error, MPDATA_ERROR_QUERY, "%s", text);
    assert_true(strlen(error.message) < MPDATA_ERROR_MESSAGE_BYTES);
    error_add_query(&error, text, strlen(text));
    assert_int_equal(strlen(error.query), MPDATA_ERROR_QUERY_BYTES - 2);
    error_add_query(&error, "x\0y", 3);
    assert_memory_equal(error.query, "x\0y", 4);
}

/* A control character takes four times its room. */
static void a_text_that_grew_is_cut_between_characters(void **state)
{
    static const char start[] = "\\x01x";
    mpdata_error error;
    char text[MPDATA_ERROR_MESSAGE_BYTES] = "\x01x";
    size_t room = MPDATA_ERROR_MESSAGE_BYTES - 1 - strlen(start);

    (void)state;
    for (size_t i = 2; i + 2 < sizeof(text); i += 2)
        memcpy(text + i, "\xC3\xA9", 3);
    (void)error_set(&error, MPDATA_ERROR_QUERY, "%s", text);
    assert_int_equal(strlen(error.message), strlen(start) + room / 2 * 2);
    assert_memory_equal(error.message, start, strlen(start));
    assert_string_equal(error.message + strlen(error.message) - 2, "\xC3\xA9");
}

static void the_place_is_kept_beside_the_message(void **state)
{
    mpdata_error error;

    (void)state;
    (void)error_set(&error, MPDATA_ERROR_INPUT, "m");
    error_add_source(&error, "export.ndjson");
    error_add_position(&error, 12, 3456);
    error_add_engine_type(&error, "Binder");
    assert_string_equal(error.source, "export.ndjson");
    assert_int_equal(error.record, 12);
    assert_int_equal(error.byte_offset, 3456);
    assert_true(error.has_byte_offset);
    assert_string_equal(error.engine_type, "Binder");
}

static void every_status_has_a_name_of_its_own(void **state)
{
    (void)state;
    for (int i = 0; i <= MPDATA_ERROR_TIMEOUT; i++) {
        assert_string_not_equal(mpdata_status_name((mpdata_status)i), "UNKNOWN");
        for (int j = 0; j < i; j++)
            assert_string_not_equal(mpdata_status_name((mpdata_status)i),
                                    mpdata_status_name((mpdata_status)j));
    }
    assert_string_equal(mpdata_status_name((mpdata_status)999), "UNKNOWN");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(an_error_carries_code_and_message_and_nothing_from_before),
        cmocka_unit_test(an_error_may_be_null),
        cmocka_unit_test(the_system_tells_why),
        cmocka_unit_test(a_message_can_not_drive_a_terminal),
        cmocka_unit_test(long_texts_are_cut_between_characters),
        cmocka_unit_test(a_text_that_grew_is_cut_between_characters),
        cmocka_unit_test(the_place_is_kept_beside_the_message),
        cmocka_unit_test(every_status_has_a_name_of_its_own),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
