/*
 * A line of SQL and the caret below it, on a narrow terminal.
 */
#include "harness.h"

#include <locale.h>

#include "error_excerpt.h"

static void assert_excerpt(const char *line, size_t caret, size_t width, const char *wanted,
                           size_t wanted_caret)
{
    char *text = NULL;
    size_t bytes = 0;
    FILE *to = open_memstream(&text, &bytes);

    assert_non_null(to);
    assert_int_equal(error_excerpt_print(to, line, caret, width), wanted_caret);
    assert_int_equal(fclose(to), 0);
    assert_string_equal(text, wanted);
    free(text);
}

static void a_line_that_fits_is_left_alone(void **state)
{
    (void)state;
    assert_excerpt("LINE 1: SELECT x", 15, 16, "LINE 1: SELECT x\n", 15);
}

static void a_line_that_cannot_be_cut_is_left_alone(void **state)
{
    (void)state;
    assert_excerpt("LINE 1: 0123456789", 9, 12, "LINE 1: 0123456789\n", 9);
    assert_excerpt("LINE 1: 0123456789abc", 3, 20, "LINE 1: 0123456789abc\n", 3);
}

static void a_line_without_a_head_is_cut_from_its_beginning(void **state)
{
    (void)state;
    assert_excerpt("0123456789abcdefghij", 18, 12,
                   "\xe2\x80\xa6"
                   "bcdefghij\n",
                   8);
}

static void what_is_no_character_ends_the_line(void **state)
{
    (void)state;
    assert_excerpt("LINE 1: 0123456789abcdef\xff more", 9, 20, "LINE 1: 0123456789a\xe2\x80\xa6\n",
                   9);
}

static void the_caret_stays_below_its_place(void **state)
{
    (void)state;
    assert_excerpt("LINE 1: 0123456789abcdefghij", 26, 20,
                   "LINE 1: \xe2\x80\xa6"
                   "bcdefghij\n",
                   16);
    assert_excerpt("LINE 1: 0123456789abcdefghij", 9, 20, "LINE 1: 0123456789a\xe2\x80\xa6\n", 9);
    assert_excerpt("LINE 1: 0123456789abcdefghij", 20, 20,
                   "LINE 1: \xe2\x80\xa6"
                   "56789abcde\xe2\x80\xa6\n",
                   16);
}

static void wide_characters_count_two_cells(void **state)
{
    (void)state;
    assert_excerpt("LINE 1: \xe6\x97\xa5\xe6\x9c\xac\xe8\xaa\x9e\xe6\x97\xa5\xe6\x9c\xac x", 19, 17,
                   "LINE 1: \xe2\x80\xa6\xe6\x97\xa5\xe6\x9c\xac x\n", 14);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_line_that_fits_is_left_alone),
        cmocka_unit_test(a_line_that_cannot_be_cut_is_left_alone),
        cmocka_unit_test(a_line_without_a_head_is_cut_from_its_beginning),
        cmocka_unit_test(what_is_no_character_ends_the_line),
        cmocka_unit_test(the_caret_stays_below_its_place),
        cmocka_unit_test(wide_characters_count_two_cells),
    };

    (void)setlocale(LC_CTYPE, "C.UTF-8");
    return cmocka_run_group_tests(tests, NULL, NULL);
}
