#include "store/load_fixture.h"

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

static void a_table_that_mpdata_did_not_make_is_not_replaced(void **state)
{
    char *path = path_in(folder, "over.ndjson");
    const char *const paths[] = {path};
    mpdata_ingest_options options = MPDATA_INGEST_OPTIONS_INIT;
    mpdata_db *db = memory_or_fail();
    mpdata_error error;

    (void)state;
    file_write_text(path, EVENT("A", "1", "u", "i", ""));
    assert_int_equal(mpdata_query_execute(db, "CREATE TABLE t AS SELECT 42 AS n",
                                          MPDATA_NUL_TERMINATED, NULL, 0, NULL, NULL),
                     MPDATA_OK);
    options.mode = MPDATA_INGEST_REPLACE;
    assert_int_equal(
        mpdata_ingest_files(db, MPDATA_TABLE_EVENTS, "t", paths, 1, &options, NULL, &error),
        MPDATA_ERROR_TABLE_EXISTS);
    assert_non_null(strstr(error.message, "did not make"));
    assert_answer(db, "SELECT n FROM t", "42");
    mpdata_db_free(db);
    free(path);
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
    assert_int_equal(log.last.phase, MPDATA_INGEST_DONE);
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

static void cancelling_an_append_at_its_end_changes_nothing(void **state)
{
    char *path = path_in(folder, "append.ndjson");
    const char *const paths[] = {path};
    mpdata_ingest_options options = MPDATA_INGEST_OPTIONS_INIT;
    progress_log log = {.cancel_in_phase = MPDATA_INGEST_COMMITTING};
    mpdata_db *db = memory_or_fail();
    mpdata_error error;

    (void)state;
    file_write_text(path, EVENT("A", "1", "u", "i", ""));
    (void)load_or_fail(db, MPDATA_TABLE_EVENTS, "t", path);
    file_write_text(path, EVENT("A", "1", "u", "j", ""));
    options.mode = MPDATA_INGEST_APPEND;
    options.progress = note_progress;
    options.progress_payload = &log;
    assert_int_equal(
        mpdata_ingest_files(db, MPDATA_TABLE_EVENTS, "t", paths, 1, &options, NULL, &error),
        MPDATA_ERROR_INTERRUPTED);
    assert_answer(db, "SELECT string_agg(insert_id, '') FROM t", "i");
    mpdata_db_free(db);
    free(path);
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

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_bad_record_is_named_and_changes_nothing),
        cmocka_unit_test(the_first_bad_record_is_named_whatever_thread_meets_it),
        cmocka_unit_test(every_kind_of_bad_input_is_refused_whole),
        cmocka_unit_test(a_missing_file_among_others_is_found_before_any_is_read),
        cmocka_unit_test(an_existing_table_is_refused_in_any_case_of_its_name),
        cmocka_unit_test(a_table_that_mpdata_did_not_make_is_not_replaced),
        cmocka_unit_test(arguments_that_make_no_sense_are_refused),
        cmocka_unit_test(progress_goes_on_to_the_end_of_the_bytes),
        cmocka_unit_test(cancelling_in_any_phase_changes_nothing),
        cmocka_unit_test(cancelling_an_append_at_its_end_changes_nothing),
        cmocka_unit_test(an_interrupt_ends_the_load_it_meets_and_no_later_one),
    };

    return cmocka_run_group_tests(tests, make_folder, remove_folder);
}
