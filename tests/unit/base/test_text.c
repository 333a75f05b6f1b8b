#include "harness.h"

#include "base/json_text.h"
#include "base/utf8.h"

static void only_whole_characters_of_utf8_have_a_width(void **state)
{
    static const struct {
        const char *text;
        size_t width;
    } cases[] = {
        {"a", 1},
        {"\x7f", 1},
        {"\xC2\x80", 2},
        {"\xE0\xA0\x80", 3},
        {"\xEF\xBF\xBF", 3},
        {"\xF0\x90\x80\x80", 4},
        {"\xF4\x8F\xBF\xBF", 4},
        {"\x80", 0},
        {"\xC0\x80", 0},
        {"\xC1\xBF", 0},
        {"\xC2", 0},
        {"\xC2\x41", 0},
        {"\xE0\x9F\xBF", 0},
        {"\xED\xA0\x80", 0},
        {"\xE1\x80", 0},
        {"\xE1\x80\x41", 0},
        {"\xF0\x8F\xBF\xBF", 0},
        {"\xF4\x90\x80\x80", 0},
        {"\xF5\x80\x80\x80", 0},
        {"\xFF", 0},
    };

    (void)state;
    for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++)
        assert_int_equal(utf8_sequence_bytes(cases[i].text, strlen(cases[i].text)), cases[i].width);
    assert_int_equal(utf8_sequence_bytes("", 0), 0);
}

static void a_cut_never_breaks_a_character(void **state)
{
    const char *text = "a\xC3\xA9\xE2\x82\xAC\xF0\x9F\x98\x80";

    (void)state;
    assert_int_equal(utf8_cut(text, 10, 10), 10);
    assert_int_equal(utf8_cut(text, 10, 9), 6);
    assert_int_equal(utf8_cut(text, 10, 6), 6);
    assert_int_equal(utf8_cut(text, 10, 5), 3);
    assert_int_equal(utf8_cut(text, 10, 2), 1);
    assert_int_equal(utf8_cut(text, 10, 0), 0);
}

static void json_text_escapes_what_it_must_and_nothing_else(void **state)
{
    static const char input[] = "a\"\\\b\f\n\r\t\x01\0\x7f\xC3\xA9\xff/\xE2\x80\xA8";
    buffer out = BUFFER_INIT;

    (void)state;
    assert_true(json_append_text(&out, input, sizeof(input) - 1));
    assert_true(buffer_terminate(&out));
    assert_string_equal(out.data,
                        "\"a\\\"\\\\\\b\\f\\n\\r\\t\\u0001\\u0000\x7f\xC3\xA9\xEF\xBF\xBD/"
                        "\xE2\x80\xA8\"");
    buffer_dispose(&out);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(only_whole_characters_of_utf8_have_a_width),
        cmocka_unit_test(a_cut_never_breaks_a_character),
        cmocka_unit_test(json_text_escapes_what_it_must_and_nothing_else),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
