/* Loads that leave records out, or read them in another way: by name, day, time zone and input. */
#include "store/load_fixture.h"

static mpdata_status load(mpdata_db *db, mpdata_table_type type, const char *content,
                          const mpdata_ingest_options *options, mpdata_ingest_report *report,
                          mpdata_error *error)
{
    char *path = path_in(folder, "part.ndjson");
    const char *const paths[] = {path};

    file_write_text(path, content);
    mpdata_status status = mpdata_ingest_files(db, type, "t", paths, 1, options, report, error);
    free(path);
    return status;
}

static mpdata_ingest_report load_part(mpdata_db *db, const char *content,
                                      const mpdata_ingest_options *options)
{
    mpdata_ingest_report report;
    mpdata_error error;

    if (load(db, MPDATA_TABLE_EVENTS, content, options, &report, &error) != MPDATA_OK)
        fail_msg("%s", error.message);
    return report;
}

static int32_t day(const char *text)
{
    int32_t day = MPDATA_NO_DAY;
    mpdata_error error;

    if (mpdata_day_from_text(text, &day, &error) != MPDATA_OK)
        fail_msg("%s", error.message);
    return day;
}

static void a_day_is_read_from_its_text(void **state)
{
    static const char *const bad[] = {"",           "2024-1-1",    "2024-02-30",      "0000-01-01",
                                      "2024-01-1x", "2024-01-011", "2024-01-01T00:00"};
    int32_t out = 0;
    mpdata_error error;

    (void)state;
    assert_int_equal(day("1970-01-01"), 0);
    assert_int_equal(day("1969-12-31"), -1);
    assert_int_equal(day("2024-02-29"), 19782);
    assert_int_equal(day("0001-01-01"), -719162);
    assert_int_equal(day("9999-12-31"), 2932896);
    for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++)
        assert_int_equal(mpdata_day_from_text(bad[i], &out, &error), MPDATA_ERROR_ARGUMENT);
    assert_int_equal(mpdata_day_from_text(NULL, &out, NULL), MPDATA_ERROR_ARGUMENT);
    assert_int_equal(mpdata_day_from_text("2024-01-01", NULL, NULL), MPDATA_ERROR_ARGUMENT);
}

/* Four on the days 10 and 11, one each on the days around them. */
#define SIX_EVENTS                                                                                 \
    EVENT("A", "863999", "u", "1", "")                                                             \
    EVENT("A", "864000", "u", "2", "")                                                             \
    EVENT("B", "864001", "u", "3", "")                                                             \
    EVENT("C", "1036799", "u", "", "")                                                             \
    EVENT("B", "1036799.999999", "u", "5", "") EVENT("B", "1036800", "u", "", "")

static void events_of_some_names_and_days_are_loaded(void **state)
{
    static const char *const names[] = {"B", "C \"quoted\"", "C"};
    mpdata_ingest_options options = MPDATA_INGEST_OPTIONS_INIT;
    mpdata_db *db = memory_or_fail();

    (void)state;
    options.where_events = names;
    options.where_event_count = 3;
    options.from_day = 10;
    options.to_day = 11;
    mpdata_ingest_report report = load_part(db, SIX_EVENTS, &options);
    assert_int_equal(report.records, 3);
    assert_int_equal(report.rows, 3);
    assert_int_equal(report.filtered, 3);
    assert_int_equal(report.missing_ids, 1);
    assert_answer(db, "SELECT string_agg(event_name, '' ORDER BY event_time) FROM t", "BCB");
    assert_answer(db, "SELECT filter_events FROM _metadata", "[\"B\",\"C \\\"quoted\\\"\",\"C\"]");
    assert_answer(db, "SELECT filter_where FROM _metadata",
                  "event_time >= '1970-01-11' AND event_time < '1970-01-13'");
    assert_answer(db, "SELECT rows_in || ' ' || filtered || ' ' || missing_ids FROM _loads",
                  "3 3 1");
    assert_answer(db, "SELECT (options->>'from') || (options->>'to') FROM _loads",
                  "1970-01-111970-01-12");
    mpdata_db_free(db);
}

static void what_nobody_asked_for_is_null_in_the_metadata(void **state)
{
    mpdata_ingest_report report;
    mpdata_db *db = loaded(MPDATA_TABLE_EVENTS, SIX_EVENTS, &report);

    (void)state;
    assert_int_equal(report.filtered, 0);
    assert_answer(db,
                  "SELECT count(*) FROM _metadata WHERE filter_events IS NULL AND filter_where IS "
                  "NULL",
                  "1");
    assert_answer(db, "SELECT options::VARCHAR FROM _loads",
                  "{\"keep\":\"first\",\"primary_key\":\"yes\",\"input\":\"export\","
                  "\"where_events\":null,\"from\":null,\"to\":null,\"time_zone\":\"UTC\"}");
    mpdata_db_free(db);
}

static void a_bad_record_is_one_though_nobody_asked_for_it(void **state)
{
    static const char *const names[] = {"A"};
    mpdata_ingest_options options = MPDATA_INGEST_OPTIONS_INIT;
    mpdata_db *db = memory_or_fail();
    mpdata_error error;

    (void)state;
    options.where_events = names;
    options.where_event_count = 1;
    assert_int_equal(load(db, MPDATA_TABLE_EVENTS,
                          EVENT("A", "1", "u", "i", "") EVENT("B", "\"soon\"", "u", "j", ""),
                          &options, NULL, &error),
                     MPDATA_ERROR_INPUT);
    assert_int_equal(error.record, 2);
    mpdata_db_free(db);
}

static void pushed_records_are_sifted_too(void **state)
{
    static const char *const names[] = {"A"};
    mpdata_ingest_options options = MPDATA_INGEST_OPTIONS_INIT;
    mpdata_record pushed = {.event_name = {"B", 1}, .has_time = true};
    mpdata_db *db = memory_or_fail();
    mpdata_load *push = NULL;
    mpdata_ingest_report report;

    (void)state;
    options.where_events = names;
    options.where_event_count = 1;
    assert_int_equal(mpdata_load_begin(db, MPDATA_TABLE_EVENTS, "t", &options, &push, NULL),
                     MPDATA_OK);
    assert_int_equal(mpdata_load_push(push, &pushed, NULL), MPDATA_OK);
    pushed.event_name.data = "A";
    assert_int_equal(mpdata_load_push(push, &pushed, NULL), MPDATA_OK);
    assert_int_equal(mpdata_load_commit(push, &report, NULL), MPDATA_OK);
    mpdata_load_free(push);
    assert_int_equal(report.rows, 1);
    assert_int_equal(report.filtered, 1);
    assert_int_equal(report.missing_ids, 1);
    mpdata_db_free(db);
}

static int cancel_early(const mpdata_ingest_progress *progress, void *payload)
{
    mpdata_ingest_progress *seen = payload;

    *seen = *progress;
    return progress->rows > 0;
}

/* 200 MB: several times what is read between two calls. */
static void a_load_of_nothing_tells_of_its_progress_and_can_be_cancelled(void **state)
{
    enum { LINES = 2000, FILLER_BYTES = 100000 };
    static const char *const names[] = {"none"};
    char *path = path_in(folder, "filtered.ndjson");
    const char *const paths[] = {path};
    mpdata_ingest_options options = MPDATA_INGEST_OPTIONS_INIT;
    mpdata_ingest_progress seen = {.rows = 0};
    mpdata_open_options alone = MPDATA_OPEN_OPTIONS_INIT;
    mpdata_db *db = NULL;
    mpdata_ingest_report report;

    (void)state;
    /* No other thread may be through with the file before this one gets its turn. */
    alone.threads = 1;
    assert_int_equal(mpdata_open_memory(&alone, &db, NULL), MPDATA_OK);
    FILE *file = fopen(path, "w");
    for (int i = 0; i < LINES; i++)
        (void)fprintf(file, "{\"event\":\"e\",\"properties\":{\"time\":1,\"a\":\"%0*d\"}}\n",
                      FILLER_BYTES, i);
    assert_int_equal(fclose(file), 0);
    options.where_events = names;
    options.where_event_count = 1;
    options.progress_interval_ms = 0;
    assert_int_equal(
        mpdata_ingest_files(db, MPDATA_TABLE_EVENTS, "t", paths, 1, &options, &report, NULL),
        MPDATA_OK);
    assert_int_equal(report.filtered, LINES);
    assert_int_equal(report.rows, 0);
    assert_answer(db, "SELECT count(*) FROM t", "0");
    options.mode = MPDATA_INGEST_REPLACE;
    options.progress = cancel_early;
    options.progress_payload = &seen;
    assert_int_equal(
        mpdata_ingest_files(db, MPDATA_TABLE_EVENTS, "t", paths, 1, &options, NULL, NULL),
        MPDATA_ERROR_INTERRUPTED);
    assert_int_equal(seen.phase, MPDATA_INGEST_READING);
    assert_true(seen.rows < LINES * 3 / 4);
    assert_int_equal(remove(path), 0);
    mpdata_db_free(db);
    free(path);
}

static void times_of_a_wall_clock_become_utc(void **state)
{
    static const char content[] =
        /* 12:00 in summer and in winter, 02:30 on the night that has it twice, and on the one that has it not */
        EVENT("summer", "1719835200", "u", "1", "") EVENT("winter", "1704110400.25", "u", "2", "")
            EVENT("twice", "1729996200", "u", "3", "") EVENT("skipped", "1711852200", "u", "4", "");
    mpdata_ingest_options options = MPDATA_INGEST_OPTIONS_INIT;
    mpdata_db *db = memory_or_fail();

    (void)state;
    options.time_zone = "europe/berlin";
    options.from_day = day("2024-01-01");
    (void)load_part(db, content, &options);
    assert_answer(db, "SELECT string_agg(event_time::VARCHAR, ' ' ORDER BY insert_id) FROM t",
                  "2024-07-01 10:00:00 2024-01-01 11:00:00.25 2024-10-27 01:30:00 "
                  "2024-03-31 01:30:00");
    assert_answer(db, "SELECT typeof(event_time) || typeof(properties) FROM t LIMIT 1",
                  "TIMESTAMPJSON");
    assert_answer(db, "SELECT options->>'time_zone' FROM _loads", "Europe/Berlin");
    assert_answer(db, "SELECT filter_where FROM _metadata",
                  "event_time AT TIME ZONE 'UTC' AT TIME ZONE 'Europe/Berlin' >= '2024-01-01'");
    mpdata_db_free(db);
}

static void days_are_those_of_the_wall_clock(void **state)
{
    /* 00:30 and 23:30 on 2024-07-02 */
    static const char content[] =
        EVENT("A", "1719880200", "u", "1", "") EVENT("A", "1719963000", "u", "2", "");
    mpdata_ingest_options options = MPDATA_INGEST_OPTIONS_INIT;
    mpdata_db *db = memory_or_fail();

    (void)state;
    options.time_zone = "Europe/Berlin";
    options.from_day = day("2024-07-02");
    options.to_day = day("2024-07-02");
    assert_int_equal(load_part(db, content, &options).rows, 2);
    assert_answer(db, "SELECT min(event_time)::VARCHAR FROM t", "2024-07-01 22:30:00");
    /* What is remembered selects the same. */
    char sql[256];
    (void)snprintf(sql, sizeof(sql), "SELECT count(*) FROM t WHERE %s",
                   ask(db, "SELECT filter_where FROM _metadata"));
    assert_answer(db, sql, "2");
    mpdata_db_free(db);
}

static void an_id_is_made_from_the_time_as_it_came(void **state)
{
    static const char content[] = EVENT("A", "1719880200", "u", "", "");
    mpdata_ingest_options options = MPDATA_INGEST_OPTIONS_INIT;
    mpdata_db *local = memory_or_fail();
    mpdata_db *utc = memory_or_fail();
    char id[64];

    (void)state;
    (void)load_part(utc, content, &options);
    options.time_zone = "Asia/Kolkata";
    (void)load_part(local, content, &options);
    (void)snprintf(id, sizeof(id), "%s", ask(utc, "SELECT insert_id FROM t"));
    assert_answer(local, "SELECT insert_id FROM t", id);
    options.mode = MPDATA_INGEST_APPEND;
    assert_int_equal(load_part(local, content, &options).duplicates, 1);
    mpdata_db_free(local);
    mpdata_db_free(utc);
}

static void records_are_read_with_the_columns_names(void **state)
{
    mpdata_ingest_options options = MPDATA_INGEST_OPTIONS_INIT;
    mpdata_ingest_report report;
    mpdata_db *db = memory_or_fail();
    mpdata_error error;

    (void)state;
    options.input = MPDATA_INPUT_RECORDS;
    report = load_part(db,
                       "{\"event_name\":\"A\",\"event_time\":\"2024-01-01T10:00:00+02:00\","
                       "\"distinct_id\":\"u\",\"insert_id\":\"1\",\"properties\":{\"time\": 1.0}}\n"
                       "{\"properties\":{},\"event_name\":\"B\",\"event_time\":1704103200}\n",
                       &options);
    assert_int_equal(report.rows, 2);
    assert_int_equal(report.missing_ids, 1);
    assert_answer(db, "SELECT event_time::VARCHAR || properties FROM t WHERE event_name = 'A'",
                  "2024-01-01 08:00:00{\"time\": 1.0}");
    assert_answer(db, "SELECT options->>'input' FROM _loads", "records");
    options.mode = MPDATA_INGEST_REPLACE;
    assert_int_equal(load(db, MPDATA_TABLE_EVENTS,
                          "{\"event_name\":\"A\",\"event_time\":1,\"properties\":{}}\n"
                          "{\"event_name\":\"A\",\"event_time\":1,\"properties\":{},\"more\":2}\n",
                          &options, &report, &error),
                     MPDATA_ERROR_INPUT);
    assert_int_equal(error.record, 2);
    assert_int_equal(error.byte_offset, 50 + 49);
    mpdata_db_free(db);
}

static void bytes_of_records_are_pushed_mended_and_rejected(void **state)
{
    static const char bytes[] =
        "{\"event_name\":\"tab\there\",\"event_time\":1,\"properties\":{}}\n"
        "{\"event_name\":\"A\",\"event_time\":\"?\",\"properties\":{}}\n"
        "{\"event_name\":\"B\",\"event_time\":1,\"properties\":{}}\n";
    char *rejects = path_in(folder, "rejects.jsonl");
    mpdata_ingest_options options = MPDATA_INGEST_OPTIONS_INIT;
    mpdata_db *db = memory_or_fail();
    mpdata_load *push = NULL;
    mpdata_ingest_report report;

    (void)state;
    options.input = MPDATA_INPUT_RECORDS;
    options.repair = true;
    options.max_rejects = 1;
    options.rejects_path = rejects;
    assert_int_equal(mpdata_load_begin(db, MPDATA_TABLE_EVENTS, "t", &options, &push, NULL),
                     MPDATA_OK);
    assert_int_equal(mpdata_load_push_bytes(push, bytes, 30, NULL), MPDATA_OK);
    assert_int_equal(mpdata_load_push_bytes(push, bytes + 30, sizeof(bytes) - 1 - 30, NULL),
                     MPDATA_OK);
    assert_int_equal(mpdata_load_commit(push, &report, NULL), MPDATA_OK);
    mpdata_load_free(push);
    assert_int_equal(report.rows, 2);
    assert_int_equal(report.repaired, 1);
    assert_int_equal(report.rejects, 1);
    mpdata_db_free(db);
    free(rejects);
}

static void a_pushed_record_is_utc_and_refused_with_a_zone(void **state)
{
    mpdata_ingest_options options = MPDATA_INGEST_OPTIONS_INIT;
    mpdata_record pushed = {.event_name = {"A", 1}, .has_time = true};
    static const char line[] = EVENT("A", "1719835200", "u", "1", "");
    mpdata_db *db = memory_or_fail();
    mpdata_load *push = NULL;

    (void)state;
    options.time_zone = "Europe/Berlin";
    assert_int_equal(mpdata_load_begin(db, MPDATA_TABLE_EVENTS, "t", &options, &push, NULL),
                     MPDATA_OK);
    assert_int_equal(mpdata_load_push(push, &pushed, NULL), MPDATA_ERROR_ARGUMENT);
    assert_int_equal(mpdata_load_push_bytes(push, line, sizeof(line) - 1, NULL), MPDATA_OK);
    assert_int_equal(mpdata_load_commit(push, NULL, NULL), MPDATA_OK);
    mpdata_load_free(push);
    assert_answer(db, "SELECT string_agg(event_time::VARCHAR, '') FROM t", "2024-07-01 10:00:00");
    mpdata_db_free(db);
}

/* Before any byte is read: the file is not there. */
static void assert_refused(mpdata_table_type type, const mpdata_ingest_options *options,
                           const char *part)
{
    const char *const paths[] = {"/nowhere"};
    mpdata_db *db = memory_or_fail();
    mpdata_error error;

    assert_int_equal(mpdata_ingest_files(db, type, "t", paths, 1, options, NULL, &error),
                     MPDATA_ERROR_ARGUMENT);
    if (strstr(error.message, part) == NULL)
        fail_msg("%s", error.message);
    assert_int_equal(mpdata_ingest_check(type, paths, 1, options, NULL, &error),
                     MPDATA_ERROR_ARGUMENT);
    mpdata_db_free(db);
}

static void what_makes_no_sense_is_refused(void **state)
{
    static const char *const names[] = {"A", NULL};
    const mpdata_ingest_options defaults = MPDATA_INGEST_OPTIONS_INIT;
    mpdata_ingest_options options = defaults;

    (void)state;
    options.from_day = 11;
    options.to_day = 10;
    assert_refused(MPDATA_TABLE_EVENTS, &options, "1970-01-12, is after the last, 1970-01-11");
    options.to_day = MPDATA_NO_DAY;
    assert_refused(MPDATA_TABLE_PROFILES, &options, "profiles are loaded whole");
    options.from_day = INT32_MAX;
    assert_refused(MPDATA_TABLE_EVENTS, &options, "from_day is day 2147483647");
    options = defaults;
    options.where_event_count = 1;
    assert_refused(MPDATA_TABLE_EVENTS, &options, "where_events is NULL");
    options.where_events = names;
    assert_refused(MPDATA_TABLE_PROFILES, &options, "profiles are loaded whole");
    options.where_event_count = 2;
    assert_refused(MPDATA_TABLE_EVENTS, &options, "must not be NULL");
    options = defaults;
    options.time_zone = "Europe/Berln";
    assert_refused(MPDATA_TABLE_EVENTS, &options,
                   "'Europe/Berln' is no time zone that DuckDB knows. Did you mean "
                   "'Europe/Berlin', ");
    options.time_zone = "'; DROP TABLE _metadata; --";
    assert_refused(MPDATA_TABLE_EVENTS, &options, "is no time zone");
    options.time_zone = "Europe/Berlin";
    assert_refused(MPDATA_TABLE_PROFILES, &options, "last_seen of profiles is UTC");
    options.input = MPDATA_INPUT_RECORDS;
    assert_refused(MPDATA_TABLE_EVENTS, &options, "times of records are UTC");
    options.time_zone = NULL;
    options.input = (mpdata_input)2;
    assert_refused(MPDATA_TABLE_EVENTS, &options, "input has no meaning");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_day_is_read_from_its_text),
        cmocka_unit_test(events_of_some_names_and_days_are_loaded),
        cmocka_unit_test(what_nobody_asked_for_is_null_in_the_metadata),
        cmocka_unit_test(a_bad_record_is_one_though_nobody_asked_for_it),
        cmocka_unit_test(pushed_records_are_sifted_too),
        cmocka_unit_test(a_load_of_nothing_tells_of_its_progress_and_can_be_cancelled),
        cmocka_unit_test(times_of_a_wall_clock_become_utc),
        cmocka_unit_test(days_are_those_of_the_wall_clock),
        cmocka_unit_test(an_id_is_made_from_the_time_as_it_came),
        cmocka_unit_test(records_are_read_with_the_columns_names),
        cmocka_unit_test(bytes_of_records_are_pushed_mended_and_rejected),
        cmocka_unit_test(a_pushed_record_is_utc_and_refused_with_a_zone),
        cmocka_unit_test(what_makes_no_sense_is_refused),
    };

    return cmocka_run_group_tests(tests, make_folder, remove_folder);
}
