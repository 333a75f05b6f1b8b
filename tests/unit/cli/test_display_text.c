#include "harness.h"

#include <locale.h>

#include "display_text.h"

#define WIDE SIZE_MAX

static void assert_shown(const char *data, size_t bytes, const char *wanted, size_t width)
{
    display_text t = display_text_of(data, bytes, WIDE);

    assert_non_null(t.text);
    assert_string_equal(t.text, wanted);
    assert_int_equal(t.width, width);
    display_text_dispose(&t);
    display_text_dispose(&t);
}

#define assert_text(text, wanted, width) assert_shown((text), sizeof(text) - 1, (wanted), (width))

static int set_utf8(void **state)
{
    (void)state;
    return setlocale(LC_CTYPE, "C.UTF-8") == NULL;
}

static void plain_text_is_shown_as_it_is(void **state)
{
    (void)state;
    assert_text("", "", 0);
    assert_text("Page View", "Page View", 9);
    assert_text("caf\xc3\xa9", "caf\xc3\xa9", 4);
}

static void wide_and_combining_characters_count_their_cells(void **state)
{
    (void)state;
    assert_text("\xe6\x97\xa5\xe6\x9c\xac", "\xe6\x97\xa5\xe6\x9c\xac", 4);
    assert_text("e\xcc\x81", "e\xcc\x81", 1);
    assert_text("\xf0\x9f\xa6\x86", "\xf0\x9f\xa6\x86", 2);
}

static void controls_are_escaped(void **state)
{
    (void)state;
    assert_text("a\nb\tc\rd", "a\\nb\\tc\\rd", 10);
    assert_text("\x1b[31m", "\\x1b[31m", 8);
    assert_text("a\0b", "a\\x00b", 6);
    assert_text("\x7f", "\\x7f", 4);
    /* CSI as one character of C1. */
    assert_text("\xc2\x9b", "\\u{9b}", 6);
}

static void marks_that_deceive_are_escaped(void **state)
{
    (void)state;
    assert_text("\xe2\x80\xae", "\\u{202e}", 8);
    assert_text("\xe2\x81\xa6", "\\u{2066}", 8);
    assert_text("\xe2\x80\x8b", "\\u{200b}", 8);
    assert_text("\xef\xbb\xbf", "\\u{feff}", 8);
    assert_text("\xd8\x9c", "\\u{61c}", 7);
    assert_text("\xe2\x80\xa8", "\\u{2028}", 8);
    /* Neighbours of theirs do not, nor what joins characters to one. */
    assert_text("\xe2\x82\xac", "\xe2\x82\xac", 1);
    assert_text("\xe2\x80\x90\xe2\x80\xa7", "\xe2\x80\x90\xe2\x80\xa7", 2);
    assert_text("\xe2\x80\x8d", "\xe2\x80\x8d", 0);
}

static void bytes_that_are_no_characters_are_replaced(void **state)
{
    (void)state;
    assert_text("a\xff\xfe", "a\xef\xbf\xbd\xef\xbf\xbd", 3);
    assert_text("\xe6\x97", "\xef\xbf\xbd\xef\xbf\xbd", 2);
    /* The C library takes these for characters; Unicode ends before them. */
    assert_text("\xf4\x90\x80\x80", "\xef\xbf\xbd\xef\xbf\xbd\xef\xbf\xbd\xef\xbf\xbd", 4);
    assert_text("\xfd\xbf\xbf\xbf\xbf\xbf",
                "\xef\xbf\xbd\xef\xbf\xbd\xef\xbf\xbd\xef\xbf\xbd\xef\xbf\xbd\xef\xbf\xbd", 6);
}

static void assert_shortened(const char *text, size_t width, const char *wanted,
                             size_t wanted_width)
{
    display_text t = display_text_of(text, strlen(text), WIDE);

    display_text_shorten(&t, width);
    assert_string_equal(t.text, wanted);
    assert_int_equal(t.width, wanted_width);
    display_text_dispose(&t);
}

static void a_cut_ends_in_an_ellipsis_and_splits_no_character(void **state)
{
    (void)state;
    assert_shortened("Page View", 9, "Page View", 9);
    assert_shortened("Page View", 8, "Page Vi\xe2\x80\xa6", 8);
    assert_shortened("Page View", 1, "\xe2\x80\xa6", 1);
    /* The second wide character would need a cell more. */
    assert_shortened("\xe6\x97\xa5\xe6\x9c\xac", 3, "\xe6\x97\xa5\xe2\x80\xa6", 3);
    assert_shortened("\xe6\x97\xa5\xe6\x9c\xac\xe6\x97\xa5", 4, "\xe6\x97\xa5\xe2\x80\xa6", 3);
    /* A combining mark stays with its letter. */
    assert_shortened("e\xcc\x81xy", 2, "e\xcc\x81\xe2\x80\xa6", 2);
}

static void what_is_much_too_wide_is_not_kept_whole(void **state)
{
    char text[10000];

    (void)state;
    memset(text, 'x', sizeof(text));
    display_text t = display_text_of(text, sizeof(text), 80);
    assert_true(t.width > 80);
    assert_true(strlen(t.text) < 100);
    display_text_dispose(&t);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(plain_text_is_shown_as_it_is),
        cmocka_unit_test(wide_and_combining_characters_count_their_cells),
        cmocka_unit_test(controls_are_escaped),
        cmocka_unit_test(marks_that_deceive_are_escaped),
        cmocka_unit_test(bytes_that_are_no_characters_are_replaced),
        cmocka_unit_test(a_cut_ends_in_an_ellipsis_and_splits_no_character),
        cmocka_unit_test(what_is_much_too_wide_is_not_kept_whole),
    };

    return cmocka_run_group_tests(tests, set_utf8, NULL);
}
