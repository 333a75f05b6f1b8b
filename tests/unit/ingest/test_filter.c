#include "harness.h"

#include <stdbool.h>

#include "ingest/filter.h"
#include "mpdata/table.h"

#define DAY_US INT64_C(86400000000)

static ingest_filter *filter_of(const char *const *names, size_t count, int32_t from_day,
                                int32_t to_day)
{
    ingest_filter *filter = NULL;

    assert_int_equal(ingest_filter_new(names, count, from_day, to_day, &filter, NULL), MPDATA_OK);
    return filter;
}

static bool takes(const ingest_filter *filter, const char *name, int64_t time_us)
{
    record r = {.event_name = {name, strlen(name)}, .time_us = time_us, .has_time = true};

    return ingest_filter_takes(filter, &r);
}

static void a_name_is_taken_as_a_whole(void **state)
{
    static const char *const names[] = {"Sign Up", "Buy", "", "Sign In", "Buy"};
    ingest_filter *filter = filter_of(names, 5, MPDATA_NO_DAY, MPDATA_NO_DAY);
    record with_nul = {.event_name = {"Buy\0", 4}};

    (void)state;
    assert_true(takes(filter, "Sign Up", 0));
    assert_true(takes(filter, "Sign In", 0));
    assert_true(takes(filter, "Buy", INT64_MAX - 1));
    assert_true(takes(filter, "", 0));
    assert_false(takes(filter, "Bu", 0));
    assert_false(takes(filter, "buy", 0));
    assert_false(takes(filter, "Buy ", 0));
    assert_false(ingest_filter_takes(filter, &with_nul));
    ingest_filter_free(filter);
}

static void days_reach_from_midnight_to_midnight(void **state)
{
    ingest_filter *filter = filter_of(NULL, 0, 10, 11);

    (void)state;
    assert_false(takes(filter, "a", 10 * DAY_US - 1));
    assert_true(takes(filter, "a", 10 * DAY_US));
    assert_true(takes(filter, "a", 12 * DAY_US - 1));
    assert_false(takes(filter, "a", 12 * DAY_US));
    ingest_filter_free(filter);
}

static void either_bound_may_stand_alone_and_days_may_lie_before_1970(void **state)
{
    ingest_filter *from = filter_of(NULL, 0, -1, MPDATA_NO_DAY);
    ingest_filter *to = filter_of(NULL, 0, MPDATA_NO_DAY, -1);

    (void)state;
    assert_false(takes(from, "a", -DAY_US - 1));
    assert_true(takes(from, "a", -DAY_US));
    assert_true(takes(from, "a", INT64_C(253402300799999999)));
    assert_true(takes(to, "a", -1));
    assert_false(takes(to, "a", 0));
    ingest_filter_free(from);
    ingest_filter_free(to);
}

static void name_and_day_must_both_be_right(void **state)
{
    static const char *const names[] = {"a"};
    ingest_filter *filter = filter_of(names, 1, 0, 0);

    (void)state;
    assert_true(takes(filter, "a", 0));
    assert_false(takes(filter, "a", -1));
    assert_false(takes(filter, "b", 0));
    ingest_filter_free(filter);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_name_is_taken_as_a_whole),
        cmocka_unit_test(days_reach_from_midnight_to_midnight),
        cmocka_unit_test(either_bound_may_stand_alone_and_days_may_lie_before_1970),
        cmocka_unit_test(name_and_day_must_both_be_right),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
