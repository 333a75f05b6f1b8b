/*
 * Numbers that are taken apart: decimals as text, and sizes in a database's first page.
 */
#include "harness.h"

#include "engine/decimal_text.h"
#include "engine/file_layout.h"

static bool read(const char *text, duckdb_decimal *out)
{
    return decimal_text_read((mpdata_text){text, strlen(text)}, out);
}

static void a_decimal_has_digits_and_at_most_one_point(void **state)
{
    static const char *const wrong[] = {"",    "-",   ".",  "-.", "1.2.3", "1/2",
                                        "1:2", "1e5", " 1", "+1", "--1"};
    duckdb_decimal number;

    (void)state;
    for (size_t i = 0; i < sizeof(wrong) / sizeof(wrong[0]); i++)
        assert_false(read(wrong[i], &number));
    assert_true(read("-12.50", &number));
    assert_int_equal(number.scale, 2);
    assert_int_equal(number.width, 4);
    assert_int_equal((int64_t)number.value.lower, -1250);
    assert_int_equal(number.value.upper, -1);
    assert_true(read(".5", &number));
    assert_int_equal(number.width, 2);
}

static void a_decimal_has_38_digits_and_not_one_more(void **state)
{
    char text[64];
    duckdb_decimal number;

    (void)state;
    (void)snprintf(text, sizeof(text), "00%038d", 0);
    memset(text + 2, '9', 38);
    assert_true(read(text, &number));
    assert_int_equal(number.width, 38);
    text[40] = '0';
    text[41] = '\0';
    assert_false(read(text, &number));
    (void)snprintf(text, sizeof(text), "0.%037d1", 0);
    assert_true(read(text, &number));
    assert_int_equal(number.scale, 38);
    assert_int_equal(number.width, 38);
    (void)snprintf(text, sizeof(text), "0.%038d1", 0);
    assert_false(read(text, &number));
}

static void a_block_is_a_power_of_two_that_duckdb_may_have(void **state)
{
    char page[64] = {0};
    uint64_t bytes = 262144;

    (void)state;
    assert_true(engine_file_is_block_size(4096));
    assert_true(engine_file_is_block_size((uint64_t)1 << 24));
    assert_false(engine_file_is_block_size(0));
    assert_false(engine_file_is_block_size(2048));
    assert_false(engine_file_is_block_size(4097));
    assert_false(engine_file_is_block_size((uint64_t)1 << 25));
    assert_int_equal(engine_file_block_bytes(page), 0);
    memcpy(page + 40, &bytes, sizeof(bytes));
    assert_int_equal(engine_file_block_bytes(page), bytes);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_decimal_has_digits_and_at_most_one_point),
        cmocka_unit_test(a_decimal_has_38_digits_and_not_one_more),
        cmocka_unit_test(a_block_is_a_power_of_two_that_duckdb_may_have),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
