#include "harness.h"

#include "parse/repair.h"

static void assert_mended(const char *line, size_t bytes, const char *wanted)
{
    buffer out = BUFFER_INIT;

    assert_int_equal(repair_line(line, bytes, &out), REPAIR_DONE);
    assert_int_equal(out.bytes, strlen(wanted));
    assert_memory_equal(out.data, wanted, out.bytes);
    buffer_dispose(&out);
}

#define assert_repair(line, wanted) assert_mended((line), sizeof(line) - 1, (wanted))

static void assert_nothing(const char *line)
{
    buffer out = BUFFER_INIT;

    assert_int_equal(repair_line(line, strlen(line), &out), REPAIR_NOTHING);
    buffer_dispose(&out);
}

static void raw_control_characters_are_escaped(void **state)
{
    (void)state;
    assert_repair("{\"a\":\"x\ty\x01z\"}", "{\"a\":\"x\\u0009y\\u0001z\"}");
    assert_repair("{\"a\":\"\0\"}", "{\"a\":\"\\u0000\"}");
    assert_repair("{\"k\x1f\":1}", "{\"k\\u001f\":1}");
}

static void invalid_utf8_is_replaced_byte_by_byte(void **state)
{
    (void)state;
    assert_repair("\"a\xff\xfe\"", "\"a\xEF\xBF\xBD\xEF\xBF\xBD\"");
    assert_repair("\"\xc3\"", "\"\xEF\xBF\xBD\"");
    assert_repair("\"\xed\xa0\x80\"", "\"\xEF\xBF\xBD\xEF\xBF\xBD\xEF\xBF\xBD\"");
    assert_repair("\"\xc3\xa9\xff\"", "\"\xc3\xa9\xEF\xBF\xBD\"");
}

static void lone_surrogates_are_replaced_and_pairs_stay(void **state)
{
    (void)state;
    assert_repair("\"\\ud800\"", "\"\\ufffd\"");
    assert_repair("\"\\uDC00x\"", "\"\\ufffdx\"");
    assert_repair("\"\\ud83d\\ud83d\\ude00\"", "\"\\ufffd\\ud83d\\ude00\"");
    assert_repair("\"\\ud800\\ue000\"", "\"\\ufffd\\ue000\"");
    assert_repair("\"\\ud800\\n\"", "\"\\ufffd\\n\"");
    assert_repair("\"\\ud800", "\"\\ufffd");
}

static void what_is_not_of_these_stays(void **state)
{
    (void)state;
    assert_nothing("{\"a\":\"\\ud83d\\ude00 \\\\ud800 \\\" \\u0041\"}");
    assert_nothing("{\t\"a\" : 1 }");
    assert_nothing("{\"a\":");
    assert_nothing("\"\\");
    assert_nothing("\"\\u12");
    assert_nothing("");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(raw_control_characters_are_escaped),
        cmocka_unit_test(invalid_utf8_is_replaced_byte_by_byte),
        cmocka_unit_test(lone_surrogates_are_replaced_and_pairs_stay),
        cmocka_unit_test(what_is_not_of_these_stays),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
