/*
 * Small texts of the command line: amounts, suggestions, names.
 */
#include "harness.h"

#include "amount_text.h"
#include "nearest.h"
#include "unique_names.h"

static void assert_count(uint64_t count, const char *wanted)
{
    char text[AMOUNT_TEXT_BYTES];

    amount_count(text, count);
    assert_string_equal(text, wanted);
}

static void assert_bytes(uint64_t bytes, const char *wanted)
{
    char text[AMOUNT_TEXT_BYTES];

    amount_bytes(text, bytes);
    assert_string_equal(text, wanted);
}

static void assert_duration(uint64_t ms, const char *wanted)
{
    char text[AMOUNT_TEXT_BYTES];

    amount_duration(text, ms);
    assert_string_equal(text, wanted);
}

static void counts_have_their_thousands_apart(void **state)
{
    (void)state;
    assert_count(0, "0");
    assert_count(999, "999");
    assert_count(1000, "1,000");
    assert_count(1234567, "1,234,567");
    assert_count(UINT64_MAX, "18,446,744,073,709,551,615");
}

static void bytes_take_the_unit_that_fits(void **state)
{
    (void)state;
    assert_bytes(0, "0 bytes");
    assert_bytes(999, "999 bytes");
    assert_bytes(1000, "1.0 kB");
    assert_bytes(999949, "999.9 kB");
    assert_bytes(999951, "1.0 MB");
    assert_bytes(760300000, "760.3 MB");
    assert_bytes(12000000000, "12.0 GB");
    assert_bytes(UINT64_MAX, "18446744.1 TB");
}

static void durations_take_the_unit_that_fits(void **state)
{
    (void)state;
    assert_duration(0, "0.00 s");
    assert_duration(410, "0.41 s");
    assert_duration(9994, "9.99 s");
    assert_duration(9995, "10.0 s");
    assert_duration(59949, "59.9 s");
    assert_duration(59950, "1 min 00 s");
    assert_duration(185000, "3 min 05 s");
    assert_duration(7800000, "2 h 10 min");
}

static const char *suggestion(const char *typed, const char *const *candidates)
{
    nearest best = NEAREST_INIT;

    for (size_t i = 0; candidates[i] != NULL; i++)
        nearest_offer(&best, typed, candidates[i]);
    return best.name;
}

static void a_slip_is_told_from_another_word(void **state)
{
    static const char *const commands[] = {"ingest", "query", "tables", "schema", "drop", NULL};

    (void)state;
    assert_string_equal(suggestion("ingst", commands), "ingest");
    assert_string_equal(suggestion("igenst", commands), "ingest");
    assert_string_equal(suggestion("qeury", commands), "query");
    assert_string_equal(suggestion("table", commands), "tables");
    assert_null(suggestion("frobnicate", commands));
    assert_null(suggestion("", commands));
    assert_null(suggestion("a-word-that-is-longer-than-any-command-could-be", commands));
}

static void a_word_that_is_too_long_is_never_meant(void **state)
{
    static const char *const names[] = {"a-name-that-is-longer-than-any-command-could-be", NULL};

    (void)state;
    assert_null(suggestion("a-name-that-is-longer-than-any", names));
}

static void names_that_repeat_get_a_number_that_is_free(void **state)
{
    static const row_column columns[] = {{"a", MPDATA_COLUMN_TEXT, false},
                                         {"a", MPDATA_COLUMN_TEXT, false},
                                         {"a_1", MPDATA_COLUMN_TEXT, false},
                                         {"a", MPDATA_COLUMN_TEXT, false},
                                         {"b", MPDATA_COLUMN_TEXT, false}};
    static const char *const wanted[] = {"a", "a_2", "a_1", "a_3", "b"};
    char **names = unique_names(columns, 5);

    (void)state;
    assert_non_null(names);
    for (size_t i = 0; i < 5; i++)
        assert_string_equal(names[i], wanted[i]);
    unique_names_free(names, 5);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(counts_have_their_thousands_apart),
        cmocka_unit_test(bytes_take_the_unit_that_fits),
        cmocka_unit_test(durations_take_the_unit_that_fits),
        cmocka_unit_test(a_slip_is_told_from_another_word),
        cmocka_unit_test(a_word_that_is_too_long_is_never_meant),
        cmocka_unit_test(names_that_repeat_get_a_number_that_is_free),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
