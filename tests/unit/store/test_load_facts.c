#include "store/push_fixture.h"

static const char facts_sql[] =
    "SELECT concat_ws(' ', epoch_us(fetched_at), from_date, to_date, filter_events, filter_where)"
    " FROM _metadata";

static const int64_t day_us = 86400000000;

static mpdata_ingest_report load_one(mpdata_db *db, const mpdata_ingest_options *options,
                                     int64_t day)
{
    mpdata_load *load = begin_or_fail(db, options);

    push_or_fail(load, event("A", day * day_us, "u", "i", "{}"));
    return commit_or_fail(load);
}

static void what_a_program_knows_of_the_export_is_kept(void **state)
{
    mpdata_db *db = memory_or_fail();
    mpdata_export_facts facts = MPDATA_EXPORT_FACTS_INIT;
    mpdata_ingest_options options = MPDATA_INGEST_OPTIONS_INIT;

    (void)state;
    facts = (mpdata_export_facts){77, 0, 30, "[\"A\"]", "x > 1"};
    options.facts = &facts;
    (void)load_one(db, &options, 5);
    assert_answer(db, facts_sql, "77 1970-01-01 1970-01-31 [\"A\"] x > 1");
    mpdata_db_free(db);
}

static void what_it_does_not_know_is_what_the_records_say(void **state)
{
    mpdata_db *db = memory_or_fail();
    mpdata_export_facts facts = MPDATA_EXPORT_FACTS_INIT;
    mpdata_ingest_options options = MPDATA_INGEST_OPTIONS_INIT;

    (void)state;
    options.facts = &facts;
    (void)load_one(db, &options, 5);
    assert_answer(
        db, "SELECT concat_ws(' ', from_date, to_date, fetched_at > '2020-01-01') FROM _metadata",
        "1970-01-06 1970-01-06 true");
    mpdata_db_free(db);
}

static void an_append_keeps_the_days_of_the_rows_before_it(void **state)
{
    mpdata_db *db = memory_or_fail();
    mpdata_export_facts facts = {1, 10, 12, 0, 0};
    mpdata_ingest_options options = MPDATA_INGEST_OPTIONS_INIT;

    (void)state;
    (void)load_one(db, &options, 5);
    options.mode = MPDATA_INGEST_APPEND;
    options.facts = &facts;
    (void)load_one(db, &options, 11);
    assert_answer(db, facts_sql, "1 1970-01-06 1970-01-13");
    mpdata_db_free(db);
}

static void an_append_of_earlier_days_takes_what_the_export_covers(void **state)
{
    mpdata_db *db = memory_or_fail();
    mpdata_export_facts facts = {1, 3, 4, 0, 0};
    mpdata_ingest_options options = MPDATA_INGEST_OPTIONS_INIT;

    (void)state;
    (void)load_one(db, &options, 5);
    options.mode = MPDATA_INGEST_APPEND;
    options.facts = &facts;
    (void)load_one(db, &options, 4);
    assert_answer(db, facts_sql, "1 1970-01-04 1970-01-06");
    mpdata_db_free(db);
}

static void facts_outside_the_calendar_are_refused(void **state)
{
    mpdata_db *db = memory_or_fail();
    mpdata_export_facts facts = {INT64_MAX, MPDATA_NO_DAY, MPDATA_NO_DAY, 0, 0};
    mpdata_ingest_options options = MPDATA_INGEST_OPTIONS_INIT;
    mpdata_load *load = NULL;

    (void)state;
    options.facts = &facts;
    assert_int_equal(mpdata_load_begin(db, MPDATA_TABLE_EVENTS, "t", &options, &load, NULL),
                     MPDATA_ERROR_ARGUMENT);
    facts = (mpdata_export_facts){0, INT32_MAX, MPDATA_NO_DAY, 0, 0};
    assert_int_equal(mpdata_load_begin(db, MPDATA_TABLE_EVENTS, "t", &options, &load, NULL),
                     MPDATA_ERROR_ARGUMENT);
    mpdata_db_free(db);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(what_a_program_knows_of_the_export_is_kept),
        cmocka_unit_test(what_it_does_not_know_is_what_the_records_say),
        cmocka_unit_test(an_append_keeps_the_days_of_the_rows_before_it),
        cmocka_unit_test(an_append_of_earlier_days_takes_what_the_export_covers),
        cmocka_unit_test(facts_outside_the_calendar_are_refused),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
