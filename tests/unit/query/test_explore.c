/*
 * A first look at tables with known answers, and names that would be SQL if they were read as such.
 */
#include <string.h>

#include "folder_fixture.h"
#include "query_fixture.h"

static mpdata_db *loaded(void)
{
    char *events = path_in(folder, "events.ndjson");
    char *profiles = path_in(folder, "profiles.ndjson");
    mpdata_db *db = memory_or_fail();

    file_write_text(events,
                    /* 1709251200 is 2024-03-01, a Friday; the third is at 23:00 of that day. */
                    "{\"event\":\"Buy\",\"properties\":{\"time\":1709251200,\"distinct_id\":"
                    "\"ann\",\"$insert_id\":\"1\","
                    "\"price\":10,\"a.b\":\"x\",\"'); DROP TABLE e; --\":\"evil\"}}\n"
                    "{\"event\":\"Buy\",\"properties\":{\"time\":1709251201,\"distinct_id\":"
                    "\"ann\",\"$insert_id\":\"2\","
                    "\"price\":\"20\",\"a.b\":\"y\"}}\n"
                    "{\"event\":\"View\",\"properties\":{\"time\":1709334000,\"distinct_id\":"
                    "\"bob\",\"$insert_id\":\"3\","
                    "\"price\":null,\"a.b\":\"x\"}}\n"
                    "{\"event\":\"Buy\",\"properties\":{\"time\":1709510400,\"distinct_id\":"
                    "\"bob\",\"$insert_id\":\"4\","
                    "\"price\":\"free\",\"\":\"empty\"}}\n");
    file_write_text(profiles, "{\"$distinct_id\":\"ann\",\"$properties\":{\"plan\":\"pro\"}}\n");
    (void)load_or_fail(db, MPDATA_TABLE_EVENTS, "e", events);
    (void)load_or_fail(db, MPDATA_TABLE_PROFILES, "p", profiles);
    free(events);
    free(profiles);
    return db;
}

static int open_loaded(void **state)
{
    *state = loaded();
    return 0;
}

/* The rows as lines of texts between bars; frees the result. */
static const char *rows_of(mpdata_result *result)
{
    static char out[8192];
    size_t used = 0;

    out[0] = '\0';
    for (const mpdata_batch *batch = next_or_fail(result); batch != NULL;
         batch = next_or_fail(result))
        for (size_t row = 0; row < mpdata_batch_rows(batch); row++)
            for (size_t i = 0; i < mpdata_result_column_count(result); i++) {
                mpdata_text text = {NULL, 0};
                bool is_null = mpdata_batch_is_null(batch, i, row);

                assert_int_equal(mpdata_batch_text(batch, i, row, &text, NULL), MPDATA_OK);
                used +=
                    (size_t)snprintf(out + used, sizeof(out) - used, "%.*s%s",
                                     is_null ? 4 : (int)text.bytes, is_null ? "NULL" : text.data,
                                     i + 1 < mpdata_result_column_count(result) ? "|" : "\n");
            }
    mpdata_result_free(result);
    return out;
}

static mpdata_result *breakdown(mpdata_db *db, mpdata_period period, const char *zone,
                                uint32_t bar_cells)
{
    mpdata_breakdown_options options = MPDATA_BREAKDOWN_OPTIONS_INIT;
    mpdata_result *result = NULL;
    mpdata_error error;

    options.period = period;
    options.time_zone = zone;
    options.bar_cells = bar_cells;
    if (mpdata_table_breakdown(db, "e", &options, &result, &error) != MPDATA_OK)
        fail_msg("%s", error.message);
    return result;
}

static void a_breakdown_counts_events_and_users(void **state)
{
    assert_string_equal(rows_of(breakdown(*state, MPDATA_PERIOD_ALL, NULL, 0)),
                        "Buy|3|2|0.75|2024-03-01 00:00:00|2024-03-04 00:00:00\n"
                        "View|1|1|0.25|2024-03-01 23:00:00|2024-03-01 23:00:00\n");
}

static void a_breakdown_has_a_row_for_each_period_of_a_zone(void **state)
{
    assert_string_equal(rows_of(breakdown(*state, MPDATA_PERIOD_DAY, NULL, 0)),
                        "2024-03-01|Buy|2|1|0.666667\n"
                        "2024-03-01|View|1|1|0.333333\n"
                        "2024-03-04|Buy|1|1|1.0\n");
    assert_string_equal(rows_of(breakdown(*state, MPDATA_PERIOD_WEEK, NULL, 0)),
                        "2024-02-26|Buy|2|1|0.666667\n"
                        "2024-02-26|View|1|1|0.333333\n"
                        "2024-03-04|Buy|1|1|1.0\n");
    assert_string_equal(rows_of(breakdown(*state, MPDATA_PERIOD_MONTH, "America/New_York", 0)),
                        "2024-02-01|Buy|2|1|1.0\n"
                        "2024-03-01|Buy|1|1|0.5\n"
                        "2024-03-01|View|1|1|0.5\n");
}

static void bars_are_as_long_as_the_counts(void **state)
{
    assert_string_equal(rows_of(breakdown(*state, MPDATA_PERIOD_DAY, NULL, 2)),
                        "2024-03-01|Buy|2|\xE2\x96\x88\xE2\x96\x88|1|0.666667\n"
                        "2024-03-01|View|1|\xE2\x96\x88|1|0.333333\n"
                        "2024-03-04|Buy|1|\xE2\x96\x88|1|1.0\n");
}

static const char *statistics(mpdata_db *db, const char *table, const char *column,
                              mpdata_column_source source)
{
    mpdata_result *result = NULL;
    mpdata_error error;

    if (mpdata_table_column_statistics(db, table, column, source, &result, &error) != MPDATA_OK)
        fail_msg("%s", error.message);
    return rows_of(result);
}

static const char *values(mpdata_db *db, const char *column, uint32_t top)
{
    mpdata_result *result = NULL;
    mpdata_error error;

    if (mpdata_table_column_values(db, "e", column, MPDATA_COLUMN_OR_PROPERTY, top, 0, &result,
                                   &error) != MPDATA_OK)
        fail_msg("%s", error.message);
    return rows_of(result);
}

static void a_property_has_statistics_of_its_numbers(void **state)
{
    assert_string_equal(statistics(*state, "e", "price", MPDATA_COLUMN_OR_PROPERTY),
                        "4|3|1|3|2|10.0|20.0|15.0|15.0|19.5|2|4\n");
    assert_string_equal(statistics(*state, "e", "event_name", MPDATA_COLUMN_OR_PROPERTY),
                        "4|4|0|2|0|NULL|NULL|NULL|NULL|NULL|3|4\n");
    assert_string_equal(statistics(*state, "e", "event_name", MPDATA_PROPERTY_ONLY),
                        "4|0|4|0|0|NULL|NULL|NULL|NULL|NULL|NULL|NULL\n");
    assert_string_equal(statistics(*state, "p", "plan", MPDATA_COLUMN_OR_PROPERTY),
                        "1|1|0|1|0|NULL|NULL|NULL|NULL|NULL|3|3\n");
}

static void the_most_frequent_values_come_first(void **state)
{
    assert_string_equal(values(*state, "a.b", 0), "x|2|0.5\ny|1|0.25\nNULL|1|0.25\n");
    assert_string_equal(values(*state, "a.b", 1), "x|2|0.5\n");
    assert_string_equal(values(*state, "EVENT_NAME", 10), "Buy|3|0.75\nView|1|0.25\n");
}

static void names_are_never_read_as_sql(void **state)
{
    static const char *const names[] = {"'); DROP TABLE e; --",
                                        "\"; DROP TABLE e; --",
                                        "",
                                        "$.a",
                                        "*",
                                        "a/b~c",
                                        "\xE6\x97\xA5\xE6\x9C\xAC",
                                        "%s%n"};

    assert_string_equal(values(*state, names[0], 1), "NULL|3|0.75\n");
    assert_string_equal(values(*state, "", 0), "NULL|3|0.75\nempty|1|0.25\n");
    for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++) {
        mpdata_result *result = NULL;
        mpdata_error error;

        (void)statistics(*state, "e", names[i], MPDATA_COLUMN_OR_PROPERTY);
        assert_int_equal(mpdata_table_sample(*state, names[i], 1, 1, &result, &error),
                         MPDATA_ERROR_ARGUMENT);
        assert_int_equal(mpdata_table_loads(*state, names[i], &result, &error),
                         MPDATA_ERROR_ARGUMENT);
    }
    assert_string_equal(ask(*state, "SELECT count(*)::VARCHAR FROM e"), "4");
}

static void a_sample_has_as_many_rows_and_a_seed_repeats_it(void **state)
{
    char first[8192];
    mpdata_result *result = NULL;

    assert_int_equal(mpdata_table_sample(*state, "e", 2, 7, &result, NULL), MPDATA_OK);
    (void)snprintf(first, sizeof(first), "%s", rows_of(result));
    assert_int_equal(mpdata_table_sample(*state, "E", 2, 7, &result, NULL), MPDATA_OK);
    assert_string_equal(rows_of(result), first);
    assert_int_equal(mpdata_table_sample(*state, "e", 100, MPDATA_NO_SEED, &result, NULL),
                     MPDATA_OK);
    assert_int_equal(mpdata_batch_rows(first_batch(result)), 4);
    mpdata_result_free(result);
}

static void a_summary_has_a_row_for_each_column(void **state)
{
    mpdata_result *result = NULL;

    assert_int_equal(mpdata_table_summarize(*state, "e", &result, NULL), MPDATA_OK);
    assert_string_equal(mpdata_result_column_name(result, 0), "column_name");
    assert_int_equal(mpdata_batch_rows(first_batch(result)), 5);
    mpdata_result_free(result);
}

static void loads_are_listed(void **state)
{
    mpdata_result *result = NULL;
    const mpdata_batch *batch = NULL;
    mpdata_value value = MPDATA_VALUE_INIT;

    assert_int_equal(mpdata_table_loads(*state, "E", &result, NULL), MPDATA_OK);
    assert_string_equal(mpdata_result_column_name(result, 5), "rows_in");
    batch = first_batch(result);
    assert_int_equal(mpdata_batch_rows(batch), 1);
    assert_int_equal(mpdata_batch_value(batch, 5, 0, &value, NULL), MPDATA_OK);
    assert_int_equal(value.int64, 4);
    mpdata_result_free(result);
}

static void what_can_not_be_looked_at_is_refused(void **state)
{
    mpdata_breakdown_options options = MPDATA_BREAKDOWN_OPTIONS_INIT;
    mpdata_result *result = NULL;
    mpdata_error error;

    assert_int_equal(mpdata_table_breakdown(*state, "p", NULL, &result, &error),
                     MPDATA_ERROR_ARGUMENT);
    assert_says(error.message, "a table of profiles");
    assert_int_equal(mpdata_table_breakdown(*state, "nowhere", NULL, &result, &error),
                     MPDATA_ERROR_TABLE_NOT_FOUND);
    options.period = (mpdata_period)9;
    assert_int_equal(mpdata_table_breakdown(*state, "e", &options, &result, &error),
                     MPDATA_ERROR_ARGUMENT);
    options.period = MPDATA_PERIOD_DAY;
    options.time_zone = "Mars/Olympus";
    assert_int_equal(mpdata_table_breakdown(*state, "e", &options, &result, &error),
                     MPDATA_ERROR_QUERY);
    assert_int_equal(mpdata_table_column_values(*state, "e", NULL, MPDATA_COLUMN_OR_PROPERTY, 1, 0,
                                                &result, &error),
                     MPDATA_ERROR_ARGUMENT);
    assert_int_equal(mpdata_table_summarize(*state, "e", NULL, &error), MPDATA_ERROR_ARGUMENT);
    assert_int_equal(mpdata_table_summarize(NULL, "e", &result, &error), MPDATA_ERROR_ARGUMENT);
    assert_null(result);
}

#define CASE(test) cmocka_unit_test_setup_teardown(test, open_loaded, free_database)

int main(void)
{
    const struct CMUnitTest tests[] = {
        CASE(a_breakdown_counts_events_and_users),
        CASE(a_breakdown_has_a_row_for_each_period_of_a_zone),
        CASE(bars_are_as_long_as_the_counts),
        CASE(a_property_has_statistics_of_its_numbers),
        CASE(the_most_frequent_values_come_first),
        CASE(names_are_never_read_as_sql),
        CASE(a_sample_has_as_many_rows_and_a_seed_repeats_it),
        CASE(a_summary_has_a_row_for_each_column),
        CASE(loads_are_listed),
        CASE(what_can_not_be_looked_at_is_refused),
    };

    return cmocka_run_group_tests(tests, make_folder, remove_folder);
}
