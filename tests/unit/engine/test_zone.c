/*
 * How far a time zone is ahead of UTC, and what is said where DuckDB does not tell.
 */
#include "failing_duckdb.h"

#include "engine/result.h"
#include "engine/zone.h"

static duckdb_state query_as_long(duckdb_connection connection, const char *sql, duckdb_result *out)
{
    return goes_on() ? real.api.duckdb_query(connection, sql, out) : DuckDBError;
}

static duckdb_data_chunk fetch_nothing(duckdb_result result)
{
    (void)result;
    return NULL;
}

static idx_t no_rows(duckdb_data_chunk chunk)
{
    (void)chunk;
    return 0;
}

/* 2026-03-29 00:30 UTC: half an hour before the clock is changed in Berlin. */
#define BEFORE_CHANGE_US INT64_C(1774744200000000)

static engine_zone *berlin(engine_connection *connection)
{
    engine_zone *zone = NULL;

    run_or_fail(connection, "SET TimeZone = 'Europe/Berlin'");
    assert_int_equal(engine_zone_new(connection, &zone, &error), MPDATA_OK);
    return zone;
}

static void each_question_for_an_offset_that_fails_is_told(void **state)
{
    engine_connection *connection = connect_or_fail();
    int32_t seconds = 0;
    int questions = 0;

    (void)state;
    for (mpdata_status status = MPDATA_ERROR_QUERY; status != MPDATA_OK; questions++) {
        engine_zone *zone = berlin(connection);

        real.library->api.duckdb_query = query_as_long;
        real.good_calls = questions;
        status = engine_zone_offset(zone, BEFORE_CHANGE_US, &seconds, &error);
        assert_true(status == MPDATA_OK || error.code == status);
        real.library->api = real.api;
        engine_zone_free(zone);
    }
    assert_int_equal(seconds, 3600);
    /* The zone, the offsets of a year, and halves of a day down to the second. */
    assert_in_range(questions, 10, 30);
    engine_connection_close(connection);
}

static void an_answer_without_offsets_is_an_error(void **state)
{
    engine_connection *connection = connect_or_fail();
    engine_zone *zone = berlin(connection);
    int32_t seconds = 0;

    (void)state;
    real.library->api.duckdb_fetch_chunk = fetch_nothing;
    assert_int_equal(engine_zone_offset(zone, 0, &seconds, &error), MPDATA_ERROR_INTERNAL);
    assert_says("no time zone offsets");
    real.library->api = real.api;
    real.library->api.duckdb_data_chunk_get_size = no_rows;
    assert_int_equal(engine_zone_offset(zone, 0, &seconds, &error), MPDATA_ERROR_INTERNAL);
    engine_zone_free(zone);
    engine_connection_close(connection);
}

static void a_zone_that_can_not_be_asked_over_a_connection_says_so(void **state)
{
    engine_connection *connection = connect_or_fail();
    engine_zone *zone = berlin(connection);
    int32_t seconds = 0;

    (void)state;
    real.library->api.duckdb_connect = connect_to;
    assert_int_equal(engine_zone_offset(zone, 0, &seconds, &error), MPDATA_ERROR_ENGINE);
    engine_zone_free(zone);
    engine_connection_close(connection);
}

static void a_duckdb_without_a_zone_shows_utc(void **state)
{
    engine_connection *connection = connect_or_fail();
    engine_zone *zone = NULL;
    int32_t seconds = 1;

    (void)state;
    real.library->api.duckdb_fetch_chunk = fetch_nothing;
    assert_int_equal(engine_zone_new(connection, &zone, &error), MPDATA_OK);
    real.library->api = real.api;
    assert_int_equal(engine_zone_offset(zone, 0, &seconds, &error), MPDATA_OK);
    assert_int_equal(seconds, 0);
    engine_zone_free(zone);
    engine_connection_close(connection);
}

static void the_first_and_the_last_moment_have_an_offset(void **state)
{
    engine_connection *connection = connect_or_fail();
    engine_zone *zone = berlin(connection);
    int32_t seconds = 0;

    (void)state;
    assert_int_equal(engine_zone_offset(zone, -INT64_C(9223372022400000000), &seconds, &error),
                     MPDATA_OK);
    assert_in_range(seconds, 3000, 3600);
    assert_int_equal(engine_zone_offset(zone, INT64_C(9223372036854775806), &seconds, &error),
                     MPDATA_OK);
    assert_in_range(seconds, 3600, 7200);
    engine_zone_free(zone);
    engine_connection_close(connection);
}

static void a_result_without_times_of_a_zone_has_no_offset(void **state)
{
    engine_connection *connection = connect_or_fail();
    engine_result *result = query_or_fail(connection, "SELECT 1");
    int32_t seconds = 1;

    (void)state;
    assert_int_equal(engine_result_utc_offset(result, 0, &seconds, &error), MPDATA_OK);
    assert_int_equal(seconds, 0);
    engine_result_free(result);
    engine_connection_close(connection);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_teardown(each_question_for_an_offset_that_fails_is_told, mend),
        cmocka_unit_test_teardown(an_answer_without_offsets_is_an_error, mend),
        cmocka_unit_test_teardown(a_zone_that_can_not_be_asked_over_a_connection_says_so, mend),
        cmocka_unit_test_teardown(a_duckdb_without_a_zone_shows_utc, mend),
        cmocka_unit_test_teardown(the_first_and_the_last_moment_have_an_offset, mend),
        cmocka_unit_test_teardown(a_result_without_times_of_a_zone_has_no_offset, mend),
    };

    return cmocka_run_group_tests(tests, load_library, free_library);
}
