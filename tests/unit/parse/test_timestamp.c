#include "harness.h"

#include "parse/timestamp.h"

static int64_t number(const char *text)
{
    int64_t out = -1;

    if (timestamp_from_number(text, strlen(text), &out) != TIMESTAMP_OK)
        fail_msg("%s was refused", text);
    return out;
}

static int64_t iso(const char *text)
{
    int64_t out = -1;

    if (timestamp_from_iso8601(text, strlen(text), &out) != TIMESTAMP_OK)
        fail_msg("%s was refused", text);
    return out;
}

static void whole_seconds_are_seconds(void **state)
{
    (void)state;
    assert_int_equal(number("0"), 0);
    assert_int_equal(number("1602611311"), INT64_C(1602611311000000));
    assert_int_equal(number("99999999999"), INT64_C(99999999999000000));
}

static void from_1e11_on_numbers_are_milliseconds(void **state)
{
    (void)state;
    assert_int_equal(number("100000000000"), INT64_C(100000000000000));
    assert_int_equal(number("1602611311123"), INT64_C(1602611311123000));
    assert_int_equal(number("-100000000000"), -INT64_C(100000000000000));
}

static void negative_times_lie_before_1970(void **state)
{
    (void)state;
    assert_int_equal(number("-1"), -1000000);
    assert_int_equal(number("-0"), 0);
    assert_int_equal(number("-1.5"), -1500000);
}

static void fractions_are_exact_to_the_microsecond(void **state)
{
    (void)state;
    assert_int_equal(number("1602611311.000001"), INT64_C(1602611311000001));
    assert_int_equal(number("1602611311.123456"), INT64_C(1602611311123456));
    assert_int_equal(number("1602611311123.456"), INT64_C(1602611311123456));
    assert_int_equal(number("0.1"), 100000);
    assert_int_equal(number("0.000001"), 1);
}

static void digits_past_the_microsecond_round_half_away_from_zero(void **state)
{
    (void)state;
    assert_int_equal(number("1.0000005"), 1000001);
    assert_int_equal(number("1.0000004999"), 1000000);
    assert_int_equal(number("-1.0000005"), -1000001);
    assert_int_equal(number("0.9999999"), 1000000);
    assert_int_equal(number("0.0000004"), 0);
    assert_int_equal(number("0.0000005"), 1);
}

static void exponents_move_the_point(void **state)
{
    (void)state;
    assert_int_equal(number("1.602611311e9"), INT64_C(1602611311000000));
    assert_int_equal(number("1.602611311123E+12"), INT64_C(1602611311123000));
    assert_int_equal(number("15e-1"), 1500000);
    assert_int_equal(number("1e-400"), 0);
    assert_int_equal(number("0e400"), 0);
}

/* Of an exponent that long not all digits are kept. */
static void a_number_as_long_as_no_time_is_malformed(void **state)
{
    size_t bytes = 20000;
    char *text = malloc(bytes);
    int64_t out = 0;

    (void)state;
    assert_non_null(text);
    memset(text, '0', bytes);
    text[1] = '.';
    memcpy(text + bytes - 8, "1e123456", 8);
    assert_int_equal(timestamp_from_number(text, bytes, &out), TIMESTAMP_MALFORMED);
    free(text);
}

static void times_outside_the_years_1_to_9999_are_out_of_range(void **state)
{
    static const char *const texts[] = {
        "1e400", "253402300800000",           "-62135596801000", "1602611311123456",
        "1e15",  "99999999999999999999999999"};
    int64_t out = 0;

    (void)state;
    for (size_t i = 0; i < sizeof(texts) / sizeof(texts[0]); i++)
        assert_int_equal(timestamp_from_number(texts[i], strlen(texts[i]), &out),
                         TIMESTAMP_OUT_OF_RANGE);
    assert_int_equal(number("253402300799999"), INT64_C(253402300799999000));
}

static void what_json_would_not_call_a_number_is_malformed(void **state)
{
    static const char *const texts[] = {"",    "-",   "+1", "01", "1.",  ".5",       "1e",
                                        "1e+", "0x1", " 1", "1 ", "NaN", "Infinity", "2020-01-01"};
    int64_t out = 0;

    (void)state;
    for (size_t i = 0; i < sizeof(texts) / sizeof(texts[0]); i++)
        assert_int_equal(timestamp_from_number(texts[i], strlen(texts[i]), &out),
                         TIMESTAMP_MALFORMED);
}

static void iso_times_without_a_zone_are_utc(void **state)
{
    (void)state;
    assert_int_equal(iso("1970-01-01T00:00:00"), 0);
    assert_int_equal(iso("2026-10-28T20:14:15"), INT64_C(1793218455000000));
    assert_int_equal(iso("2026-10-28 20:14:15"), INT64_C(1793218455000000));
    assert_int_equal(iso("2026-10-28"), INT64_C(1793145600000000));
    assert_int_equal(iso("1969-12-31T23:59:59"), -1000000);
    assert_int_equal(iso("2024-02-29T00:00:00"), INT64_C(1709164800000000));
    assert_int_equal(iso("0001-01-01T00:00:00"), -INT64_C(62135596800000000));
    assert_int_equal(iso("9999-12-31T23:59:59.999999"), INT64_C(253402300799999999));
}

static void iso_zones_and_fractions_count(void **state)
{
    (void)state;
    assert_int_equal(iso("1970-01-01T00:00:00Z"), 0);
    assert_int_equal(iso("1970-01-01T01:00:00+01:00"), 0);
    assert_int_equal(iso("1970-01-01T05:30:00+0530"), 0);
    assert_int_equal(iso("1969-12-31T19:00:00-05"), 0);
    assert_int_equal(iso("1970-01-01T00:00:00.5"), 500000);
    assert_int_equal(iso("1970-01-01T00:00:00.1234567Z"), 123456);
}

static void iso_texts_that_name_no_time_are_malformed(void **state)
{
    static const char *const texts[] = {"",
                                        "2026",
                                        "2026-13-01",
                                        "2026-00-01",
                                        "2026-02-29",
                                        "1900-02-29",
                                        "2026-1-1",
                                        "2026-10-28T",
                                        "2026-10-28T24:00:00",
                                        "2026-10-28T20:60:00",
                                        "2026-10-28T20:14:60",
                                        "2026-10-28T20:14",
                                        "2026-10-28T20:14:15.",
                                        "2026-10-28T20:14:15X",
                                        "2026-10-28T20:14:15+",
                                        "2026-10-28T20:14:15+1",
                                        "2026-10-28T20:14:15Z ",
                                        "0000-01-01"};
    int64_t out = 0;

    (void)state;
    for (size_t i = 0; i < sizeof(texts) / sizeof(texts[0]); i++)
        if (timestamp_from_iso8601(texts[i], strlen(texts[i]), &out) != TIMESTAMP_MALFORMED)
            fail_msg("'%s' was taken", texts[i]);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(whole_seconds_are_seconds),
        cmocka_unit_test(from_1e11_on_numbers_are_milliseconds),
        cmocka_unit_test(negative_times_lie_before_1970),
        cmocka_unit_test(fractions_are_exact_to_the_microsecond),
        cmocka_unit_test(digits_past_the_microsecond_round_half_away_from_zero),
        cmocka_unit_test(exponents_move_the_point),
        cmocka_unit_test(a_number_as_long_as_no_time_is_malformed),
        cmocka_unit_test(times_outside_the_years_1_to_9999_are_out_of_range),
        cmocka_unit_test(what_json_would_not_call_a_number_is_malformed),
        cmocka_unit_test(iso_times_without_a_zone_are_utc),
        cmocka_unit_test(iso_zones_and_fractions_count),
        cmocka_unit_test(iso_texts_that_name_no_time_are_malformed),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
