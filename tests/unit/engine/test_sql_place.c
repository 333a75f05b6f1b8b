/*
 * Where in the SQL: lines and columns as people count them, and an excerpt with a caret.
 */
#include "harness.h"

#include <string.h>

#include "engine/sql_place.h"

static void assert_place(const char *sql, size_t position, uint32_t line, uint32_t column)
{
    sql_place place = sql_place_at(sql, strlen(sql), position);

    assert_int_equal(place.line, line);
    assert_int_equal(place.column, column);
}

static void lines_and_columns_count_from_one_in_characters(void **state)
{
    (void)state;
    assert_place("", 0, 1, 1);
    assert_place("SELECT x", 7, 1, 8);
    assert_place("SELECT\n x", 8, 2, 2);
    assert_place("SELECT\r\nx", 8, 2, 1);
    assert_place("SELECT '\xC3\xA9', x", 13, 1, 13);
    assert_place("SELECT '\xE6\x97\xA5', x", 14, 1, 13);
    assert_place("SELECT", 6, 1, 7);
    assert_place("SELECT", 600, 1, 7);
}

static void assert_excerpt(const char *sql, size_t position, const char *wanted)
{
    buffer out = BUFFER_INIT;

    assert_true(sql_place_append_excerpt(&out, sql, strlen(sql), position));
    assert_true(buffer_terminate(&out));
    assert_string_equal(out.data, wanted);
    buffer_dispose(&out);
}

static void the_caret_stands_below_the_place(void **state)
{
    (void)state;
    assert_excerpt("SELECT x", 7, "LINE 1: SELECT x\n               ^");
    assert_excerpt("SELECT 1\nFROM\ty\nWHERE", 14, "LINE 2: FROM y\n             ^");
    assert_excerpt("", 0, "LINE 1: \n        ^");
    /* Wide characters take two cells, accents that are added none. */
    assert_excerpt("'\xE6\x97\xA5' x", 6, "LINE 1: '\xE6\x97\xA5' x\n             ^");
    assert_excerpt("'e\xCC\x81' x", 6, "LINE 1: 'e\xCC\x81' x\n            ^");
    assert_excerpt("'\xFF' x", 4, "LINE 1: '?' x\n            ^");
}

static void a_long_line_is_cut_around_the_place(void **state)
{
    char sql[301];
    buffer out = BUFFER_INIT;

    (void)state;
    memset(sql, 'a', 300);
    sql[300] = '\0';
    sql[200] = 'X';
    assert_true(sql_place_append_excerpt(&out, sql, 300, 200));
    assert_true(buffer_terminate(&out));
    char *caret_line = strchr(out.data, '\n') + 1;
    assert_int_equal(caret_line - 1 - out.data, 80);
    assert_int_equal(out.data[strlen(caret_line) - 1], 'X');
    assert_memory_equal(out.data, "LINE 1: ...a", 12);
    assert_memory_equal(caret_line - 5, "a...", 4);
    buffer_dispose(&out);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(lines_and_columns_count_from_one_in_characters),
        cmocka_unit_test(the_caret_stands_below_the_place),
        cmocka_unit_test(a_long_line_is_cut_around_the_place),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
