/*
 * What DuckDB says of a failure, in each form that it has, and in forms that it never had.
 */
#include "harness.h"

#include "base/error.h"
#include "engine/connection_private.h"
#include "engine/report.h"

static void check(const char *text, const char *type, const char *message)
{
    engine_report report;

    engine_report_read(&report, text);
    assert_string_equal(report.type, type);
    assert_string_equal(report.message, message);
    assert_false(report.has_position);
    assert_string_equal(report.candidates, "");
    engine_report_dispose(&report);
}

static void no_reason_is_said_to_be_none(void **state)
{
    (void)state;
    check(NULL, "Unknown", "DuckDB gave no reason");
    check("", "Unknown", "DuckDB gave no reason");
}

static void plain_text_tells_its_type_before_the_word_error(void **state)
{
    (void)state;
    check("Binder Error: no column", "Binder", "no column");
    check("Out of Memory Error: a: b", "Out of Memory", "a: b");
    check("no type at all", "Unknown", "no type at all");
    check("first: an IO Error: after it", "Unknown", "first: an IO Error: after it");
    check("a colon: and no type", "Unknown", "a colon: and no type");
}

static void a_type_that_is_none_is_unknown(void **state)
{
    static const char long_word[] =
        "a word that is so long that no type of an error is called by it, "
        "however long types will be called";
    char text[256];

    (void)state;
    (void)snprintf(text, sizeof(text), "%s Error: x", long_word);
    check(text, "Unknown", text);
    (void)snprintf(text, sizeof(text), "{\"exception_type\":\"%s\",\"exception_message\":\"x\"}",
                   long_word);
    check(text, "Unknown", "x");
    check("{\"exception_type\":\"\",\"exception_message\":\"x\"}", "Unknown", "x");
}

static void an_object_may_stand_behind_a_type(void **state)
{
    (void)state;
    check("{\"exception_type\":\"Parser\",\"exception_message\":\"x\"}", "Parser", "x");
    check("IO Error: {\"exception_type\":\"HTTP\",\"exception_message\":\"x\"}", "HTTP", "x");
}

static void what_is_no_object_of_that_kind_is_plain_text(void **state)
{
    static const char *const texts[] = {
        "{\"exception_type\":\"IO\"}",
        "{\"exception_message\":\"x\"}",
        "{\"exception_type\":5,\"exception_message\":\"x\"}",
        "{\"exception_type\":",
        "before {\"exception_type\":\"IO\",\"exception_message\":\"x\"}",
    };

    (void)state;
    for (size_t i = 0; i < sizeof(texts) / sizeof(texts[0]); i++)
        check(texts[i], "Unknown", texts[i]);
    check("Binder Error: x {\"a\":1}", "Binder", "x {\"a\":1}");
    check("Binder Error: {\"a\":1}", "Binder", "{\"a\":1}");
}

static void check_position(const char *written, bool is_there, size_t position)
{
    char text[256];
    engine_report report;

    (void)snprintf(
        text, sizeof(text),
        "{\"exception_type\":\"Binder\",\"exception_message\":\"x\",\"position\":\"%s\"}", written);
    engine_report_read(&report, text);
    assert_int_equal(report.has_position, is_there);
    if (is_there)
        assert_int_equal(report.position, position);
    engine_report_dispose(&report);
}

static void a_position_is_a_number_and_nothing_else(void **state)
{
    (void)state;
    check_position("0", true, 0);
    check_position("1234", true, 1234);
    check_position("", false, 0);
    check_position("-1", false, 0);
    check_position("x", false, 0);
    check_position("12x", false, 0);
    check_position("99999999999999999999999", false, 0);
}

static void candidates_are_as_many_as_there_is_room_for(void **state)
{
    static const char start[] = "{\"exception_type\":\"Binder\",\"exception_message\":\"x\","
                                "\"candidates\":\"first,second";
    char text[2 * MPDATA_ERROR_CANDIDATES_BYTES] = "";
    engine_report report;
    size_t used = sizeof(start) - 1;

    (void)state;
    memcpy(text, start, used);
    while (used < MPDATA_ERROR_CANDIDATES_BYTES + 100)
        used += (size_t)snprintf(text + used, sizeof(text) - used, ",name%zu", used);
    memcpy(text + used, "\"}", 3);
    engine_report_read(&report, text);
    assert_memory_equal(report.candidates, "first\nsecond\nname", 17);
    /* The last one is whole. */
    const char *last = strrchr(report.candidates, '\n') + 1;
    assert_non_null(strstr(text, last));
    assert_int_equal(strstr(text, last)[strlen(last)], ',');
    engine_report_dispose(&report);
}

static void a_commit_without_memory_is_told_by_its_words(void **state)
{
    static const char *const texts[] = {
        "TransactionContext Error: Failed to commit: could not allocate block of 256 KiB",
        "TransactionContext Error: Failed to commit: failed to pin block of 256 KiB",
        "Invalid Input Error: Out of Memory Error: memory ran out",
        "Out of Memory Error: x",
    };
    mpdata_error error;

    (void)state;
    for (size_t i = 0; i < sizeof(texts) / sizeof(texts[0]); i++)
        assert_int_equal(engine_error_set(&error, texts[i], "SELECT 1", 8), MPDATA_ERROR_MEMORY);
    assert_int_equal(engine_error_set(&error, "TransactionContext Error: x", "SELECT 1", 8),
                     MPDATA_ERROR_QUERY);
}

static void a_disk_without_room_is_no_fault_of_the_statement(void **state)
{
    static const char *const texts[] = {
        "IO Error: Could not write file \"x\": No space left on device",
        "IO Error: Could not write file \"x\": Disk quota exceeded",
        "IO Error: Could not write file \"x\": File too large",
    };
    mpdata_error error;

    (void)state;
    for (size_t i = 0; i < sizeof(texts) / sizeof(texts[0]); i++)
        assert_int_equal(engine_error_set(&error, texts[i], "SELECT 1", 8), MPDATA_ERROR_IO);
    assert_int_equal(engine_error_set(&error, "IO Error: no such file", "SELECT 1", 8),
                     MPDATA_ERROR_QUERY);
    assert_int_equal(engine_error_set(&error,
                                      "Conversion Error: Could not convert string 'File too large'"
                                      " to INT32",
                                      "SELECT 1", 8),
                     MPDATA_ERROR_QUERY);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(no_reason_is_said_to_be_none),
        cmocka_unit_test(plain_text_tells_its_type_before_the_word_error),
        cmocka_unit_test(a_type_that_is_none_is_unknown),
        cmocka_unit_test(an_object_may_stand_behind_a_type),
        cmocka_unit_test(what_is_no_object_of_that_kind_is_plain_text),
        cmocka_unit_test(a_position_is_a_number_and_nothing_else),
        cmocka_unit_test(candidates_are_as_many_as_there_is_room_for),
        cmocka_unit_test(a_commit_without_memory_is_told_by_its_words),
        cmocka_unit_test(a_disk_without_room_is_no_fault_of_the_statement),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
