#include "database_fixture.h"
#include "folder_fixture.h"

/* A file of this content, loaded into a new database in memory. The caller frees the database. */
static mpdata_db *loaded(mpdata_table_type type, const char *content, mpdata_ingest_report *report)
{
    char *path = path_in(folder, "input.ndjson");
    mpdata_db *db = memory_or_fail();

    file_write_text(path, content);
    *report = load_or_fail(db, type, "t", path);
    free(path);
    return db;
}

#define EVENT(event, time, user, id, rest)                                                         \
    "{\"event\":\"" event "\",\"properties\":{\"time\":" time ",\"distinct_id\":\"" user           \
    "\",\"$insert_id\":\"" id "\"" rest "}}\n"

static void events_become_rows(void **state)
{
    mpdata_ingest_report report;
    mpdata_db *db = loaded(MPDATA_TABLE_EVENTS,
                           EVENT("A", "1602611311", "u1", "i1", ",\"p\":1")
                               EVENT("B", "1602611312.5", "u2", "i2", ",\"p\":\"\\u0000\""),
                           &report);

    (void)state;
    assert_int_equal(report.records, 2);
    assert_int_equal(report.rows, 2);
    assert_int_equal(report.duplicates, 0);
    assert_answer(db, "SELECT string_agg(t::VARCHAR, ' ' ORDER BY insert_id) FROM t",
                  "{'event_name': A, 'event_time': '2020-10-13 17:48:31', 'distinct_id': u1, "
                  "'insert_id': i1, 'properties': '{\"p\":1}'} {'event_name': B, 'event_time': "
                  "'2020-10-13 17:48:32.5', 'distinct_id': u2, 'insert_id': i2, 'properties': "
                  "'{\"p\":\"\\\\u0000\"}'}");
    mpdata_db_free(db);
}

static void the_schema_is_that_of_the_design(void **state)
{
    mpdata_ingest_report report;
    mpdata_db *db = loaded(MPDATA_TABLE_EVENTS, EVENT("A", "1", "u", "i", ""), &report);
    MPDATA_AUTO(table_schema) schema = NULL;
    static const mpdata_column_info wanted[] = {{"event_name", "VARCHAR", false, false},
                                                {"event_time", "TIMESTAMP", false, false},
                                                {"distinct_id", "VARCHAR", false, false},
                                                {"insert_id", "VARCHAR", false, true},
                                                {"properties", "JSON", true, false}};

    (void)state;
    assert_int_equal(mpdata_table_schema_read(db, "T", &schema, NULL), MPDATA_OK);
    assert_string_equal(mpdata_table_schema_table(schema)->name, "t");
    assert_int_equal(mpdata_table_schema_column_count(schema), 5);
    for (size_t i = 0; i < 5; i++) {
        const mpdata_column_info *column = mpdata_table_schema_column(schema, i);
        assert_string_equal(column->name, wanted[i].name);
        assert_string_equal(column->type, wanted[i].type);
        assert_int_equal(column->nullable, wanted[i].nullable);
        assert_int_equal(column->primary_key, wanted[i].primary_key);
    }
    assert_null(mpdata_table_schema_column(schema, 5));
    mpdata_db_free(db);
}

static void metadata_tells_rows_days_and_sources(void **state)
{
    mpdata_ingest_report report;
    mpdata_db *db = loaded(
        MPDATA_TABLE_EVENTS,
        EVENT("A", "1602611311", "u", "i", "") EVENT("A", "1602700000", "u", "j", ""), &report);
    MPDATA_AUTO(table_list) list = NULL;

    (void)state;
    assert_int_equal(mpdata_table_list_read(db, &list, NULL), MPDATA_OK);
    assert_int_equal(mpdata_table_list_count(list), 1);
    const mpdata_table_info *table = mpdata_table_list_at(list, 0);
    assert_string_equal(table->name, "t");
    assert_int_equal(table->type, MPDATA_TABLE_EVENTS);
    assert_int_equal(table->rows, 2);
    assert_int_equal(table->from_day, 18548);
    assert_int_equal(table->to_day, 18549);
    assert_true(table->fetched_at_us > INT64_C(1700000000000000));
    assert_null(mpdata_table_list_at(list, 1));
    assert_answer(db,
                  "SELECT type || ' ' || json_array_length(sources) || ' ' || mpdata_version"
                  " FROM _metadata",
                  "events 1 " MPDATA_VERSION_STRING);
    mpdata_db_free(db);
}

static void an_exact_repeat_is_one_event_and_the_first_stays(void **state)
{
    mpdata_ingest_report report;
    mpdata_db *db =
        loaded(MPDATA_TABLE_EVENTS,
               EVENT("A", "1", "u", "i", ",\"n\":1") EVENT("A", "1", "u", "j", "")
                   EVENT("A", "1.0", "u", "i", ",\"n\":2") EVENT("A", "1", "u", "i", ",\"n\":1"),
               &report);

    (void)state;
    assert_int_equal(report.records, 4);
    assert_int_equal(report.rows, 2);
    assert_int_equal(report.duplicates, 2);
    assert_int_equal(report.shared_ids, 0);
    assert_answer(db, "SELECT properties::VARCHAR FROM t WHERE insert_id = 'i'", "{\"n\":1}");
    mpdata_db_free(db);
}

static void different_events_under_one_id_are_all_kept(void **state)
{
    mpdata_ingest_report report;
    mpdata_db *db = loaded(MPDATA_TABLE_EVENTS,
                           EVENT("B", "5", "u", "i", "") EVENT("A", "5", "u", "i", "")
                               EVENT("A", "5", "v", "i", "") EVENT("A", "5", "v", "i", "")
                                   EVENT("A", "6", "a", "i", ""),
                           &report);

    (void)state;
    assert_int_equal(report.rows, 4);
    assert_int_equal(report.duplicates, 1);
    assert_int_equal(report.shared_ids, 3);
    assert_answer(db, "SELECT event_name || distinct_id FROM t WHERE insert_id = 'i'", "Au");
    assert_answer(db, "SELECT count(*) FROM t WHERE regexp_full_match(insert_id, 'i#[0-9a-f]{16}')",
                  "3");
    /* Part of the format of the database: this value never changes. */
    assert_answer(db, "SELECT insert_id FROM t WHERE event_name = 'B'", "i#2d2668acaca88b5e");
    mpdata_db_free(db);
}

static void events_without_an_id_are_kept_and_counted(void **state)
{
    mpdata_ingest_report report;
    mpdata_db *db = loaded(MPDATA_TABLE_EVENTS,
                           "{\"event\":\"A\",\"properties\":{\"time\":1,\"distinct_id\":\"u\"}}\n"
                           "{\"event\":\"A\",\"properties\":{\"time\":1,\"distinct_id\":\"u\"}}\n"
                           "{\"event\":\"A\",\"properties\":{\"time\":2,\"distinct_id\":\"u\"}}\n",
                           &report);

    (void)state;
    assert_int_equal(report.missing_ids, 3);
    assert_int_equal(report.duplicates, 1);
    assert_int_equal(report.rows, 2);
    assert_answer(db, "SELECT count(*) FROM t WHERE starts_with(insert_id, 'mp:')", "2");
    mpdata_db_free(db);
}

#define PROFILE(id, last_seen, n)                                                                  \
    "{\"$distinct_id\":\"" id "\",\"$properties\":{\"$last_seen\":" last_seen ",\"n\":" n "}}\n"

static void the_newest_profile_wins_else_the_later_one(void **state)
{
    mpdata_ingest_report report;
    mpdata_db *db =
        loaded(MPDATA_TABLE_PROFILES,
               PROFILE("newest", "\"2026-01-02T00:00:00\"",
                       "1") PROFILE("newest", "\"2026-01-03T00:00:00\"", "2")
                   PROFILE("newest", "\"2026-01-01T00:00:00\"", "3")
                       PROFILE("equal", "\"2026-01-01T00:00:00\"", "1")
                           PROFILE("equal", "\"2026-01-01T00:00:00\"", "2")
                               PROFILE("absent", "null", "1") PROFILE("absent", "null", "2")
                                   PROFILE("reset", "\"2026-01-09T00:00:00\"", "1")
                                       PROFILE("reset", "null", "2")
                                           PROFILE("reset", "\"2026-01-02T00:00:00\"", "3")
                                               PROFILE("reset", "\"2026-01-01T00:00:00\"", "4")
                                                   PROFILE("last", "\"2026-01-09T00:00:00\"", "1")
                                                       PROFILE("last", "null", "2"),
               &report);

    (void)state;
    assert_int_equal(report.records, 13);
    assert_int_equal(report.rows, 5);
    assert_int_equal(report.duplicates, 8);
    assert_answer(db,
                  "SELECT string_agg(distinct_id || (properties->>'$.n'), ' ' ORDER BY distinct_id)"
                  " FROM t",
                  "absent2 equal2 last2 newest2 reset3");
    mpdata_db_free(db);
}

static void an_empty_file_makes_an_empty_table(void **state)
{
    mpdata_ingest_report report;
    mpdata_db *db = loaded(MPDATA_TABLE_EVENTS, "", &report);
    MPDATA_AUTO(table_list) list = NULL;

    (void)state;
    assert_int_equal(report.records, 0);
    assert_int_equal(report.rows, 0);
    assert_int_equal(mpdata_table_list_read(db, &list, NULL), MPDATA_OK);
    assert_int_equal(mpdata_table_list_at(list, 0)->rows, 0);
    assert_int_equal(mpdata_table_list_at(list, 0)->from_day, MPDATA_NO_DAY);
    mpdata_db_free(db);
}

static void several_files_make_one_table(void **state)
{
    char *first = path_in(folder, "a.ndjson");
    char *second = path_in(folder, "b.ndjson");
    const char *const paths[] = {first, second};
    mpdata_ingest_report report;
    mpdata_db *db = memory_or_fail();

    (void)state;
    file_write_text(first, EVENT("A", "1", "u", "i", ",\"n\":1") "\n");
    file_write_text(second, EVENT("A", "1", "u", "i", ",\"n\":2") EVENT("A", "2", "u", "j", ""));
    assert_int_equal(
        mpdata_ingest_files(db, MPDATA_TABLE_EVENTS, "t", paths, 2, NULL, &report, NULL),
        MPDATA_OK);
    assert_int_equal(report.rows, 2);
    assert_int_equal(report.duplicates, 1);
    assert_answer(db, "SELECT properties::VARCHAR FROM t WHERE insert_id = 'i'", "{\"n\":1}");
    mpdata_db_free(db);
    free(first);
    free(second);
}

/* A million-line file is not needed for many blocks and both threads: 60,000 lines are 10 of them. */
static char *large_file(const char *name, const char *bad_line, int bad_at)
{
    char *path = path_in(folder, name);
    FILE *file = fopen(path, "w");

    assert_non_null(file);
    for (int i = 0; i < 60000; i++) {
        if (i == bad_at)
            (void)fprintf(file, "%s\n", bad_line);
        (void)fprintf(file,
                      "{\"event\":\"E%d\",\"properties\":{\"time\":%d,\"distinct_id\":\"u%d\","
                      "\"$insert_id\":\"id-%d\",\"filler\":\"%0100d\"}}\n",
                      i % 7, 1600000000 + i, i % 100, i, i);
    }
    assert_int_equal(fclose(file), 0);
    return path;
}

static void a_parallel_load_loses_and_doubles_nothing(void **state)
{
    char *path = large_file("large.ndjson", NULL, -1);
    mpdata_db *db = memory_or_fail();

    (void)state;
    assert_int_equal(load_or_fail(db, MPDATA_TABLE_EVENTS, "t", path).rows, 60000);
    assert_answer(db,
                  "SELECT count(DISTINCT insert_id)::VARCHAR || ' ' ||"
                  " sum((properties->>'$.filler')::BIGINT)::VARCHAR FROM t",
                  "60000 1799970000");
    mpdata_db_free(db);
    free(path);
}

static void assert_nothing_left(mpdata_db *db)
{
    assert_answer(db,
                  "SELECT count(*) FROM duckdb_tables() WHERE table_name NOT IN ('_metadata', "
                  "'_loads')",
                  "0");
    assert_answer(db, "SELECT (SELECT count(*) FROM _metadata) + (SELECT count(*) FROM _loads)",
                  "0");
    assert_answer(db, "SELECT current_setting('preserve_insertion_order')::VARCHAR", "true");
}

static void a_bad_record_is_named_and_changes_nothing(void **state)
{
    char *path =
        large_file("bad.ndjson", "{\"event\":\"x\",\"properties\":{\"time\":1,\"a\":tru}}", 41234);
    char *database = path_in(folder, "bad.db");
    const char *const paths[] = {path};
    mpdata_db *db = open_or_fail(database);
    mpdata_error error;

    (void)state;
    assert_int_equal(
        mpdata_ingest_files(db, MPDATA_TABLE_EVENTS, "t", paths, 1, NULL, NULL, &error),
        MPDATA_ERROR_INPUT);
    assert_string_equal(error.source, path);
    assert_int_equal(error.record, 41235);
    assert_true(error.has_byte_offset);
    FILE *file = fopen(path, "rb");
    char at[4] = "";
    assert_int_equal(fseek(file, (long)error.byte_offset, SEEK_SET), 0);
    assert_int_equal(fread(at, 1, 3, file), 3);
    assert_int_equal(fclose(file), 0);
    assert_string_equal(at, "tru");
    assert_nothing_left(db);
    mpdata_db_free(db);
    free(path);
    free(database);
}

static void the_first_bad_record_is_named_whatever_thread_meets_it(void **state)
{
    char *path = path_in(folder, "two-bad.ndjson");
    const char *const paths[] = {path};
    mpdata_db *db = memory_or_fail();
    mpdata_error error;

    (void)state;
    FILE *file = fopen(path, "w");
    for (int i = 0; i < 40000; i++)
        (void)fprintf(file,
                      "{\"event\":\"e\",\"properties\":{\"time\":%s,\"$insert_id\":\"%d\","
                      "\"filler\":\"%0100d\"}}\n",
                      i >= 9000 && i % 3 == 0 ? "null" : "1", i, i);
    assert_int_equal(fclose(file), 0);
    for (int round = 0; round < 5; round++) {
        assert_int_equal(
            mpdata_ingest_files(db, MPDATA_TABLE_EVENTS, "t", paths, 1, NULL, NULL, &error),
            MPDATA_ERROR_INPUT);
        assert_int_equal(error.record, 9001);
    }
    mpdata_db_free(db);
    free(path);
}

static void every_kind_of_bad_input_is_refused_whole(void **state)
{
    static const struct {
        const char *content;
        uint64_t record;
        uint64_t offset;
        const char *part;
    } cases[] = {
        {EVENT("A", "1", "u", "i", "") "{\"event\":\"B\",\"properties\":{\"time\":1,\"a", 2, 111,
         "cut off"},
        {"\x7f"
         "ELF\x02\x01\x01",
         1, 0, "not valid JSON"},
        {EVENT("A", "1", "u", "i", "") "terminated early\n", 2, 73, "incomplete"},
        {"{\"error\":\"Invalid API secret\"}\n", 1, 0, "Invalid API secret"},
        {"[1]\n", 1, 0, "a JSON object was wanted"},
        {"{\"properties\":{\"time\":1}}\n", 1, 0, "no 'event'"},
        {"{\"event\":\"A\",\"properties\":{}}\n", 1, 13, "no 'time'"},
        {EVENT("A", "1", "u\xff", "i", ""), 1, 52, "invalid UTF-8"},
    };
    char *path = path_in(folder, "bad-case.ndjson");
    const char *const paths[] = {path};
    mpdata_db *db = memory_or_fail();
    mpdata_error error;

    (void)state;
    for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
        file_write_text(path, cases[i].content);
        assert_int_equal(
            mpdata_ingest_files(db, MPDATA_TABLE_EVENTS, "t", paths, 1, NULL, NULL, &error),
            MPDATA_ERROR_INPUT);
        if (strstr(error.message, cases[i].part) == NULL || error.record != cases[i].record ||
            error.byte_offset != cases[i].offset)
            fail_msg("case %zu: record %llu, byte %llu: %s", i, (unsigned long long)error.record,
                     (unsigned long long)error.byte_offset, error.message);
        assert_nothing_left(db);
    }
    mpdata_db_free(db);
    free(path);
}

static void a_missing_file_among_others_is_found_before_any_is_read(void **state)
{
    char *path = path_in(folder, "good.ndjson");
    const char *const paths[] = {path, "/nowhere/at/all.ndjson"};
    mpdata_db *db = memory_or_fail();
    mpdata_error error;

    (void)state;
    file_write_text(path, EVENT("A", "1", "u", "i", ""));
    assert_int_equal(
        mpdata_ingest_files(db, MPDATA_TABLE_EVENTS, "t", paths, 2, NULL, NULL, &error),
        MPDATA_ERROR_FILE_NOT_FOUND);
    assert_string_equal(error.source, "/nowhere/at/all.ndjson");
    assert_nothing_left(db);
    mpdata_db_free(db);
    free(path);
}

static void an_existing_table_is_refused_in_any_case_of_its_name(void **state)
{
    mpdata_ingest_report report;
    mpdata_db *db = loaded(MPDATA_TABLE_EVENTS, EVENT("A", "1", "u", "i", ""), &report);
    const char *const missing[] = {"/nowhere"};
    mpdata_error error;

    (void)state;
    assert_int_equal(
        mpdata_ingest_files(db, MPDATA_TABLE_EVENTS, "T", missing, 1, NULL, NULL, &error),
        MPDATA_ERROR_TABLE_EXISTS);
    (void)ask(db, "CREATE VIEW mine AS SELECT 1");
    assert_int_equal(
        mpdata_ingest_files(db, MPDATA_TABLE_PROFILES, "Mine", missing, 1, NULL, NULL, &error),
        MPDATA_ERROR_TABLE_EXISTS);
    mpdata_db_free(db);
}

static void arguments_that_make_no_sense_are_refused(void **state)
{
    mpdata_db *db = memory_or_fail();
    mpdata_ingest_options options = MPDATA_INGEST_OPTIONS_INIT;
    const char *const paths[] = {"/dev/null", NULL};

    (void)state;
    assert_int_equal(
        mpdata_ingest_files(NULL, MPDATA_TABLE_EVENTS, "t", paths, 1, NULL, NULL, NULL),
        MPDATA_ERROR_ARGUMENT);
    assert_int_equal(mpdata_ingest_files(db, (mpdata_table_type)9, "t", paths, 1, NULL, NULL, NULL),
                     MPDATA_ERROR_ARGUMENT);
    assert_int_equal(mpdata_ingest_files(db, MPDATA_TABLE_EVENTS, "t", paths, 0, NULL, NULL, NULL),
                     MPDATA_ERROR_ARGUMENT);
    assert_int_equal(mpdata_ingest_files(db, MPDATA_TABLE_EVENTS, "t", paths, 2, NULL, NULL, NULL),
                     MPDATA_ERROR_ARGUMENT);
    assert_int_equal(mpdata_ingest_files(db, MPDATA_TABLE_EVENTS, "_t", paths, 1, NULL, NULL, NULL),
                     MPDATA_ERROR_ARGUMENT);
    options.struct_bytes = 1;
    assert_int_equal(
        mpdata_ingest_files(db, MPDATA_TABLE_EVENTS, "t", paths, 1, &options, NULL, NULL),
        MPDATA_ERROR_ARGUMENT);
    mpdata_db_free(db);
}

typedef struct progress_log {
    int calls;
    int cancel_in_phase;
    mpdata_ingest_progress last;
    bool went_back;
} progress_log;

static int note_progress(const mpdata_ingest_progress *progress, void *payload)
{
    progress_log *log = payload;

    log->calls++;
    if (progress->rows < log->last.rows || progress->bytes < log->last.bytes ||
        progress->phase < log->last.phase)
        log->went_back = true;
    log->last = *progress;
    return (int)progress->phase == log->cancel_in_phase;
}

static void progress_goes_on_to_the_end_of_the_bytes(void **state)
{
    char *path = large_file("progress.ndjson", NULL, -1);
    const char *const paths[] = {path};
    mpdata_ingest_options options = MPDATA_INGEST_OPTIONS_INIT;
    progress_log log = {0};
    mpdata_db *db = memory_or_fail();

    (void)state;
    options.progress = note_progress;
    options.progress_payload = &log;
    options.progress_interval_ms = 0;
    assert_int_equal(
        mpdata_ingest_files(db, MPDATA_TABLE_EVENTS, "t", paths, 1, &options, NULL, NULL),
        MPDATA_OK);
    assert_true(log.calls > 4);
    assert_false(log.went_back);
    assert_int_equal(log.last.phase, MPDATA_INGEST_COMMITTING);
    assert_int_equal(log.last.rows, 60000);
    assert_int_equal(log.last.bytes, log.last.total_bytes);
    mpdata_db_free(db);
    free(path);
}

static void cancelling_in_any_phase_changes_nothing(void **state)
{
    char *path = large_file("cancel.ndjson", NULL, -1);
    char *database = path_in(folder, "cancel.db");
    const char *const paths[] = {path};
    mpdata_ingest_options options = MPDATA_INGEST_OPTIONS_INIT;
    mpdata_db *db = open_or_fail(database);
    mpdata_error error;

    (void)state;
    options.progress = note_progress;
    for (int phase = MPDATA_INGEST_READING; phase <= MPDATA_INGEST_COMMITTING; phase++) {
        progress_log log = {.cancel_in_phase = phase};
        options.progress_payload = &log;
        assert_int_equal(
            mpdata_ingest_files(db, MPDATA_TABLE_EVENTS, "t", paths, 1, &options, NULL, &error),
            MPDATA_ERROR_INTERRUPTED);
        assert_nothing_left(db);
    }
    assert_int_equal(load_or_fail(db, MPDATA_TABLE_EVENTS, "t", path).rows, 60000);
    mpdata_db_free(db);
    free(path);
    free(database);
}

static int interrupt_from_callback(const mpdata_ingest_progress *progress, void *payload)
{
    if (progress->phase == MPDATA_INGEST_READING)
        mpdata_db_interrupt(payload);
    return 0;
}

static void an_interrupt_ends_the_load_it_meets_and_no_later_one(void **state)
{
    char *path = large_file("interrupt.ndjson", NULL, -1);
    const char *const paths[] = {path};
    mpdata_ingest_options options = MPDATA_INGEST_OPTIONS_INIT;
    mpdata_db *db = memory_or_fail();
    mpdata_error error;

    (void)state;
    options.progress = interrupt_from_callback;
    options.progress_payload = db;
    assert_int_equal(
        mpdata_ingest_files(db, MPDATA_TABLE_EVENTS, "t", paths, 1, &options, NULL, &error),
        MPDATA_ERROR_INTERRUPTED);
    assert_nothing_left(db);
    mpdata_db_interrupt(db);
    assert_int_equal(load_or_fail(db, MPDATA_TABLE_EVENTS, "t", path).rows, 60000);
    mpdata_db_free(db);
    free(path);
}

static void tables_live_side_by_side_and_are_dropped_alone(void **state)
{
    char *events = path_in(folder, "e.ndjson");
    char *profiles = path_in(folder, "p.ndjson");
    mpdata_db *db = memory_or_fail();
    MPDATA_AUTO(table_list) list = NULL;
    mpdata_error error;
    bool exists = false;

    (void)state;
    file_write_text(events, EVENT("A", "1", "u", "i", ""));
    file_write_text(profiles, PROFILE("u", "null", "1"));
    (void)load_or_fail(db, MPDATA_TABLE_EVENTS, "B_events", events);
    (void)load_or_fail(db, MPDATA_TABLE_PROFILES, "a_profiles", profiles);
    (void)load_or_fail(db, MPDATA_TABLE_EVENTS, "select", events);
    assert_int_equal(mpdata_table_list_read(db, &list, NULL), MPDATA_OK);
    assert_int_equal(mpdata_table_list_count(list), 3);
    assert_string_equal(mpdata_table_list_at(list, 0)->name, "a_profiles");
    assert_int_equal(mpdata_table_list_at(list, 0)->type, MPDATA_TABLE_PROFILES);
    assert_string_equal(mpdata_table_list_at(list, 1)->name, "B_events");
    assert_int_equal(mpdata_table_drop(db, "b_EVENTS", &error), MPDATA_OK);
    assert_int_equal(mpdata_table_exists(db, "B_events", &exists, &error), MPDATA_OK);
    assert_false(exists);
    assert_int_equal(mpdata_table_exists(db, "A_Profiles", &exists, &error), MPDATA_OK);
    assert_true(exists);
    assert_answer(db, "SELECT count(*) FROM _metadata", "2");
    assert_int_equal(mpdata_table_drop(db, "B_events", &error), MPDATA_ERROR_TABLE_NOT_FOUND);
    assert_int_equal(mpdata_table_drop(db, "_metadata", &error), MPDATA_ERROR_ARGUMENT);
    (void)load_or_fail(db, MPDATA_TABLE_EVENTS, "B_events", events);
    mpdata_db_free(db);
    free(events);
    free(profiles);
}

static void the_scan_is_no_table_for_anyone_else(void **state)
{
    mpdata_ingest_report report;
    mpdata_db *db = loaded(MPDATA_TABLE_EVENTS, EVENT("A", "1", "u", "i", ""), &report);
    mpdata_result *result = NULL;
    mpdata_error error;

    (void)state;
    assert_int_equal(mpdata_query_run(db, "SELECT * FROM mpdata_scan()", MPDATA_NUL_TERMINATED,
                                      NULL, 0, &result, &error),
                     MPDATA_ERROR_QUERY);
    assert_non_null(strstr(error.message, "mpdata's own"));
    mpdata_db_free(db);
}

static void the_report_tells_the_size_of_the_file(void **state)
{
    char *path = path_in(folder, "size.ndjson");
    char *database = path_in(folder, "size.db");
    mpdata_db *db = open_or_fail(database);

    (void)state;
    file_write_text(path, EVENT("A", "1", "u", "i", ""));
    mpdata_ingest_report report = load_or_fail(db, MPDATA_TABLE_EVENTS, "t", path);
    assert_int_equal(report.bytes, 73);
    assert_true(report.file_bytes > 4096);
    mpdata_db_free(db);
    free(path);
    free(database);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(events_become_rows),
        cmocka_unit_test(the_schema_is_that_of_the_design),
        cmocka_unit_test(metadata_tells_rows_days_and_sources),
        cmocka_unit_test(an_exact_repeat_is_one_event_and_the_first_stays),
        cmocka_unit_test(different_events_under_one_id_are_all_kept),
        cmocka_unit_test(events_without_an_id_are_kept_and_counted),
        cmocka_unit_test(the_newest_profile_wins_else_the_later_one),
        cmocka_unit_test(an_empty_file_makes_an_empty_table),
        cmocka_unit_test(several_files_make_one_table),
        cmocka_unit_test(a_parallel_load_loses_and_doubles_nothing),
        cmocka_unit_test(a_bad_record_is_named_and_changes_nothing),
        cmocka_unit_test(the_first_bad_record_is_named_whatever_thread_meets_it),
        cmocka_unit_test(every_kind_of_bad_input_is_refused_whole),
        cmocka_unit_test(a_missing_file_among_others_is_found_before_any_is_read),
        cmocka_unit_test(an_existing_table_is_refused_in_any_case_of_its_name),
        cmocka_unit_test(arguments_that_make_no_sense_are_refused),
        cmocka_unit_test(progress_goes_on_to_the_end_of_the_bytes),
        cmocka_unit_test(cancelling_in_any_phase_changes_nothing),
        cmocka_unit_test(an_interrupt_ends_the_load_it_meets_and_no_later_one),
        cmocka_unit_test(tables_live_side_by_side_and_are_dropped_alone),
        cmocka_unit_test(the_scan_is_no_table_for_anyone_else),
        cmocka_unit_test(the_report_tells_the_size_of_the_file),
    };

    return cmocka_run_group_tests(tests, make_folder, remove_folder);
}
