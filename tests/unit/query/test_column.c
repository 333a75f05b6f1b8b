/*
 * Batches by column.
 */
#include "query_fixture.h"

#include "mpdata/column.h"

static mpdata_column column_or_fail(const mpdata_batch *batch, size_t at, mpdata_array_kind kind)
{
    mpdata_column column;
    mpdata_error error;

    if (mpdata_batch_column(batch, at, &column, &error) != MPDATA_OK)
        fail_msg("%s", error.message);
    assert_int_equal(column.kind, kind);
    assert_int_equal(column.rows, mpdata_batch_rows(batch));
    return column;
}

static void every_value_of_a_long_result_is_in_its_array(void **state)
{
    mpdata_result *result = run(*state, "SELECT range, CASE WHEN mod(range, 3) = 0 THEN NULL ELSE "
                                        "range::VARCHAR || repeat('x', 10) END "
                                        "FROM range(10000)");
    const mpdata_batch *batch = NULL;
    int64_t rows = 0;

    while ((batch = next_or_fail(result)) != NULL) {
        mpdata_column numbers = column_or_fail(batch, 0, MPDATA_ARRAY_INT64);
        mpdata_column texts = column_or_fail(batch, 1, MPDATA_ARRAY_TEXT);

        for (size_t row = 0; row < numbers.rows; row++, rows++) {
            char wanted[40];
            mpdata_text text = ((const mpdata_text *)texts.data)[row];

            assert_true(mpdata_column_is_valid(&numbers, row));
            assert_int_equal(((const int64_t *)numbers.data)[row], rows);
            assert_int_equal(mpdata_column_is_valid(&texts, row), rows % 3 != 0);
            (void)snprintf(wanted, sizeof(wanted), "%lldxxxxxxxxxx", (long long)rows);
            assert_int_equal(text.bytes, rows % 3 == 0 ? 0 : strlen(wanted));
            assert_memory_equal(text.data, wanted, text.bytes);
        }
    }
    assert_int_equal(rows, 10000);
    mpdata_result_free(result);
}

#define AT(type, column) (((const type *)(column).data)[0])

static void each_type_has_its_array(void **state)
{
    mpdata_result *result = run(
        *state,
        "SELECT true, -1::TINYINT, -2::SMALLINT, -3::INTEGER, -4::HUGEINT, 5::UTINYINT, "
        "6::USMALLINT, 7::UINTEGER, 18446744073709551615::UBIGINT, 1.5::FLOAT, 2.5::DOUBLE, "
        "DATE '1969-12-31', TIMESTAMP '1969-12-31 23:59:59.5', '1970-01-01 00:00:01'::TIMESTAMP_S, "
        "1.25::DECIMAL(4, 2), 'b'::ENUM('a', 'b'), 'a\\x00'::BLOB, '{\"j\":1}'::JSON, "
        "-1.5::DECIMAL(38, 1), NULL::DOUBLE");
    const mpdata_batch *batch = first_batch(result);

    assert_true(AT(bool, column_or_fail(batch, 0, MPDATA_ARRAY_BOOL)));
    assert_int_equal(AT(int8_t, column_or_fail(batch, 1, MPDATA_ARRAY_INT8)), -1);
    assert_int_equal(AT(int16_t, column_or_fail(batch, 2, MPDATA_ARRAY_INT16)), -2);
    assert_int_equal(AT(int32_t, column_or_fail(batch, 3, MPDATA_ARRAY_INT32)), -3);
    assert_int_equal(AT(mpdata_int128, column_or_fail(batch, 4, MPDATA_ARRAY_INT128)).lower,
                     UINT64_MAX - 3);
    assert_int_equal(AT(mpdata_int128, column_or_fail(batch, 4, MPDATA_ARRAY_INT128)).upper, -1);
    assert_int_equal(AT(uint8_t, column_or_fail(batch, 5, MPDATA_ARRAY_UINT8)), 5);
    assert_int_equal(AT(uint16_t, column_or_fail(batch, 6, MPDATA_ARRAY_UINT16)), 6);
    assert_int_equal(AT(uint32_t, column_or_fail(batch, 7, MPDATA_ARRAY_UINT32)), 7);
    assert_int_equal(AT(uint64_t, column_or_fail(batch, 8, MPDATA_ARRAY_UINT64)), UINT64_MAX);
    assert_true(AT(float, column_or_fail(batch, 9, MPDATA_ARRAY_FLOAT)) == 1.5F);
    assert_true(AT(double, column_or_fail(batch, 10, MPDATA_ARRAY_DOUBLE)) == 2.5);
    assert_int_equal(AT(int32_t, column_or_fail(batch, 11, MPDATA_ARRAY_DATE)), -1);
    mpdata_column time = column_or_fail(batch, 12, MPDATA_ARRAY_TIMESTAMP);
    assert_int_equal(AT(int64_t, time), -500000);
    assert_int_equal(time.ticks_per_second, 1000000);
    mpdata_column seconds = column_or_fail(batch, 13, MPDATA_ARRAY_TIMESTAMP);
    assert_int_equal(AT(int64_t, seconds), 1);
    assert_int_equal(seconds.ticks_per_second, 1);
    mpdata_column decimal = column_or_fail(batch, 14, MPDATA_ARRAY_INT16);
    assert_int_equal(AT(int16_t, decimal), 125);
    assert_int_equal(decimal.decimal_scale, 2);
    assert_memory_equal(AT(mpdata_text, column_or_fail(batch, 15, MPDATA_ARRAY_TEXT)).data, "b", 1);
    assert_int_equal(AT(mpdata_text, column_or_fail(batch, 16, MPDATA_ARRAY_TEXT)).bytes, 2);
    assert_memory_equal(AT(mpdata_text, column_or_fail(batch, 17, MPDATA_ARRAY_TEXT)).data,
                        "{\"j\":1}", 7);
    assert_int_equal(AT(mpdata_int128, column_or_fail(batch, 18, MPDATA_ARRAY_INT128)).lower,
                     UINT64_MAX - 14);
    mpdata_column null = column_or_fail(batch, 19, MPDATA_ARRAY_DOUBLE);
    assert_false(mpdata_column_is_valid(&null, 0));
    mpdata_result_free(result);
}

static void each_width_of_an_integer_has_its_array(void **state)
{
    mpdata_result *result =
        run(*state, "SELECT 1.25::DECIMAL(9, 2), 1.25::DECIMAL(18, 2), small_enum, medium_enum, "
                    "large_enum FROM test_all_types(use_large_enum := true) LIMIT 1");
    const mpdata_batch *batch = first_batch(result);
    mpdata_column narrow = column_or_fail(batch, 0, MPDATA_ARRAY_INT32);
    mpdata_column wide = column_or_fail(batch, 1, MPDATA_ARRAY_INT64);

    assert_int_equal(AT(int32_t, narrow), 125);
    assert_int_equal(AT(int64_t, wide), 125);
    for (size_t i = 2; i < 5; i++) {
        mpdata_text first = AT(mpdata_text, column_or_fail(batch, i, MPDATA_ARRAY_TEXT));
        mpdata_text cell;

        assert_int_equal(mpdata_batch_text(batch, i, 0, &cell, NULL), MPDATA_OK);
        assert_true(cell.bytes > 0);
        assert_int_equal(first.bytes, cell.bytes);
        assert_memory_equal(first.data, cell.data, cell.bytes);
    }
    mpdata_result_free(result);
}

static void assert_no_array(const mpdata_batch *batch, size_t at, const char *says)
{
    mpdata_column column;
    mpdata_error error;

    assert_int_equal(mpdata_batch_column(batch, at, &column, &error), MPDATA_ERROR_ARGUMENT);
    assert_null(column.data);
    assert_says(error.message, says);
}

static void what_has_no_array_is_named(void **state)
{
    mpdata_result *result = run(*state, "SELECT [1] AS l, INTERVAL '1 day'");
    const mpdata_batch *batch = first_batch(result);
    mpdata_error error;

    assert_no_array(batch, 0, "INTEGER[]");
    assert_no_array(batch, 1, "INTERVAL");
    assert_no_array(batch, 2, "no column 2");
    assert_int_equal(mpdata_batch_column(batch, 0, NULL, &error), MPDATA_ERROR_ARGUMENT);
    while (next_or_fail(result) != NULL)
        continue;
    assert_no_array(batch, 0, "0 rows");
    mpdata_result_free(result);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_value_of_a_long_result_is_in_its_array),
        cmocka_unit_test(each_type_has_its_array),
        cmocka_unit_test(each_width_of_an_integer_has_its_array),
        cmocka_unit_test(what_has_no_array_is_named),
    };

    return cmocka_run_group_tests(tests, open_memory, free_database);
}
