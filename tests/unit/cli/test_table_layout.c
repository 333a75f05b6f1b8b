#include "harness.h"

#include "table_layout.h"

static void what_fits_stays_as_wide_as_it_is(void **state)
{
    table_layout_column columns[] = {{10, true}, {20, false}, {30, true}};

    (void)state;
    assert_int_equal(table_layout_fit(columns, 3, 64), 3);
    assert_int_equal(columns[0].width, 10);
    assert_int_equal(columns[1].width, 20);
    assert_int_equal(columns[2].width, 30);
}

static void only_the_widest_lose(void **state)
{
    table_layout_column columns[] = {{10, true}, {500, true}, {300, true}};

    (void)state;
    assert_int_equal(table_layout_fit(columns, 3, 80), 3);
    assert_int_equal(columns[0].width, 10);
    assert_int_equal(columns[1].width, 33);
    assert_int_equal(columns[2].width, 33);
}

static void numbers_are_not_cut(void **state)
{
    table_layout_column columns[] = {{39, false}, {500, true}};

    (void)state;
    assert_int_equal(table_layout_fit(columns, 2, 60), 2);
    assert_int_equal(columns[0].width, 39);
    assert_int_equal(columns[1].width, 19);
}

static void columns_that_do_not_fit_are_left_out_from_the_right(void **state)
{
    table_layout_column columns[] = {{20, true}, {20, true}, {20, false}, {20, true}};

    (void)state;
    assert_int_equal(table_layout_fit(columns, 4, 39), 2);
    assert_int_equal(columns[0].width, 18);
    assert_int_equal(columns[1].width, 18);
}

static void one_column_is_always_shown(void **state)
{
    table_layout_column number[] = {{39, false}};
    table_layout_column text[] = {{39, true}, {39, true}};

    (void)state;
    assert_int_equal(table_layout_fit(number, 1, 20), 1);
    assert_int_equal(number[0].width, 20);
    assert_int_equal(table_layout_fit(text, 2, 5), 1);
    assert_int_equal(text[0].width, 5);
    assert_int_equal(table_layout_fit(number, 1, 0), 1);
    assert_int_equal(number[0].width, 0);
}

static void without_a_terminal_nothing_is_cut(void **state)
{
    table_layout_column columns[] = {{100000, true}, {1, true}};

    (void)state;
    assert_int_equal(table_layout_fit(columns, 2, SIZE_MAX), 2);
    assert_int_equal(columns[0].width, 100000);
    assert_int_equal(table_layout_fit(columns, 0, 80), 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(what_fits_stays_as_wide_as_it_is),
        cmocka_unit_test(only_the_widest_lose),
        cmocka_unit_test(numbers_are_not_cut),
        cmocka_unit_test(columns_that_do_not_fit_are_left_out_from_the_right),
        cmocka_unit_test(one_column_is_always_shown),
        cmocka_unit_test(without_a_terminal_nothing_is_cut),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
