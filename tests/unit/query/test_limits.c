/*
 * A query that takes too long ends, and one that takes long tells how far it is.
 */
#include <string.h>

#include "query_fixture.h"

/* Would work for hours. */
#define ENDLESS "SELECT count(*) FROM range(100000000000) AS r(x) WHERE x * x % 7 = 3"
/* Its first rows come at once, and then none for hours. */
#define ENDLESS_LATER                                                                              \
    "SELECT x FROM range(100000000000) AS r(x) WHERE x < 10000000 OR x * x % 7 = 3"

static void limit_or_fail(mpdata_db *db, uint64_t limit_ms)
{
    mpdata_error error;

    if (mpdata_db_set_time_limit(db, limit_ms, &error) != MPDATA_OK)
        fail_msg("%s", error.message);
}

static void a_query_that_starts_for_too_long_ends(void **state)
{
    mpdata_error error;

    limit_or_fail(*state, 50);
    error = refused(*state, ENDLESS, MPDATA_ERROR_TIMEOUT);
    assert_says(error.message, "time limit of 50 ms");
    assert_string_equal(error.query, ENDLESS);
    error = refused(*state, "SELECT 1; " ENDLESS "; SELECT 2", MPDATA_ERROR_TIMEOUT);
    assert_string_equal(ask(*state, "SELECT 'next'"), "next");
}

static void a_result_that_takes_too_long_ends(void **state)
{
    mpdata_result *result = NULL;
    const mpdata_batch *batch = NULL;
    mpdata_status status = MPDATA_OK;
    mpdata_error error;

    limit_or_fail(*state, 200);
    result = run(*state, ENDLESS_LATER);
    while (status == MPDATA_OK)
        status = mpdata_result_next(result, &batch, &error);
    assert_int_equal(status, MPDATA_ERROR_TIMEOUT);
    assert_int_equal(error.code, MPDATA_ERROR_TIMEOUT);
    assert_int_equal(mpdata_result_next(result, &batch, &error), MPDATA_ERROR_TIMEOUT);
    mpdata_result_free(result);
}

static void the_time_between_calls_does_not_count(void **state)
{
    const struct timespec pause = {0, 400000000};
    mpdata_result *result = NULL;
    uint64_t rows = 0;

    limit_or_fail(*state, 300);
    result = run(*state, "SELECT * FROM range(10000)");
    (void)nanosleep(&pause, NULL);
    for (const mpdata_batch *batch = next_or_fail(result); batch != NULL;
         batch = next_or_fail(result))
        rows += mpdata_batch_rows(batch);
    assert_int_equal(rows, 10000);
    mpdata_result_free(result);
}

static void a_limit_is_for_one_handle_and_can_be_lifted(void **state)
{
    mpdata_db *further = NULL;
    mpdata_error error;

    limit_or_fail(*state, 20);
    assert_int_equal(mpdata_db_connect(*state, &further, &error), MPDATA_OK);
    assert_string_equal(
        ask(further,
            "SELECT (count(*) > 0)::VARCHAR FROM range(30000000) r(x) WHERE x * x % 7 = 2"),
        "true");
    mpdata_db_free(further);
    limit_or_fail(*state, 0);
    assert_string_equal(
        ask(*state, "SELECT (count(*) > 0)::VARCHAR FROM range(30000000) r(x) WHERE x * x % 7 = 2"),
        "true");
    assert_int_equal(mpdata_db_set_time_limit(*state, UINT64_MAX, &error), MPDATA_ERROR_ARGUMENT);
    assert_int_equal(mpdata_db_set_time_limit(NULL, 1, &error), MPDATA_ERROR_ARGUMENT);
}

typedef struct told {
    int times;
    int stop_at;
    double last_fraction;
    uint64_t last_ms;
} told;

static int count_progress(const mpdata_query_progress *progress, void *payload)
{
    told *t = payload;

    assert_true(progress->fraction <= 1);
    assert_true(progress->elapsed_ms >= t->last_ms);
    t->last_ms = progress->elapsed_ms;
    t->last_fraction = progress->fraction;
    return ++t->times == t->stop_at;
}

static void a_long_query_tells_of_its_progress_and_can_be_ended_by_it(void **state)
{
    told t = {0, 5, -1, 0};
    mpdata_error error;

    (void)ask(*state, "CREATE TABLE t AS SELECT * FROM range(1000000) AS r(x)");
    assert_int_equal(mpdata_db_set_query_progress(*state, count_progress, &t, 1, &error),
                     MPDATA_OK);
    error = refused(*state, "SELECT count(*) FROM t a, t b WHERE (a.x * b.x) % 7 = 3",
                    MPDATA_ERROR_INTERRUPTED);
    assert_int_equal(t.times, 5);
    assert_true(t.last_fraction >= 0);
    assert_int_equal(mpdata_db_set_query_progress(*state, NULL, NULL, 0, &error), MPDATA_OK);
    assert_string_equal(ask(*state, "SELECT sum(x)::VARCHAR FROM t"), "499999500000");
    assert_int_equal(t.times, 5);
}

#define CASE(test) cmocka_unit_test_setup_teardown(test, open_memory, free_database)

int main(void)
{
    const struct CMUnitTest tests[] = {
        CASE(a_query_that_starts_for_too_long_ends),
        CASE(a_result_that_takes_too_long_ends),
        CASE(the_time_between_calls_does_not_count),
        CASE(a_limit_is_for_one_handle_and_can_be_lifted),
        CASE(a_long_query_tells_of_its_progress_and_can_be_ended_by_it),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
