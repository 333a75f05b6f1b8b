/* Dry runs. */
#include "store/load_fixture.h"

static mpdata_ingest_report check_or_fail(mpdata_table_type type, const char *path,
                                          const mpdata_ingest_options *options)
{
    const char *const paths[] = {path, path};
    mpdata_ingest_report report;
    mpdata_error error;

    if (mpdata_ingest_check(type, paths, 2, options, &report, &error) != MPDATA_OK)
        fail_msg("%s", error.message);
    return report;
}

static void everything_is_read_and_counted(void **state)
{
    char *path = large_file("check.ndjson", NULL, -1);
    mpdata_ingest_options options = MPDATA_INGEST_OPTIONS_INIT;
    FILE *file = fopen(path, "rb");

    (void)state;
    assert_int_equal(fseek(file, 0, SEEK_END), 0);
    uint64_t bytes = 2 * (uint64_t)ftell(file);
    assert_int_equal(fclose(file), 0);
    options.to_day = 18518; /* 1600000000 is 12:26:40 on it */
    mpdata_ingest_report report = check_or_fail(MPDATA_TABLE_EVENTS, path, &options);
    assert_int_equal(report.records, 2 * 41600);
    assert_int_equal(report.filtered, 2 * (60000 - 41600));
    assert_int_equal(report.bytes, bytes);
    /* The same file twice, and nobody looked. */
    assert_int_equal(report.duplicates, 0);
    assert_int_equal(report.rows, 0);
    assert_int_equal(report.table_rows, 0);
    assert_int_equal(report.file_bytes, 0);
    assert_false(report.has_primary_key);
    free(path);
}

static void records_are_checked_as_a_load_checks_them(void **state)
{
    char *path = path_in(folder, "some-bad.ndjson");
    char *rejects = path_in(folder, "check-rejects.jsonl");
    const char *const paths[] = {path};
    mpdata_ingest_options options = MPDATA_INGEST_OPTIONS_INIT;
    mpdata_error error;

    (void)state;
    file_write_text(path, EVENT("tab\t", "1", "u", "", "") EVENT("A", "null", "u", "i", ""));
    assert_int_equal(mpdata_ingest_check(MPDATA_TABLE_EVENTS, paths, 1, NULL, NULL, &error),
                     MPDATA_ERROR_INPUT);
    assert_int_equal(error.record, 1);
    options.repair = true;
    assert_int_equal(mpdata_ingest_check(MPDATA_TABLE_EVENTS, paths, 1, &options, NULL, &error),
                     MPDATA_ERROR_INPUT);
    assert_int_equal(error.record, 2);
    options.max_rejects = 2;
    options.rejects_path = rejects;
    mpdata_ingest_report report = check_or_fail(MPDATA_TABLE_EVENTS, path, &options);
    assert_int_equal(report.records, 2);
    assert_int_equal(report.missing_ids, 2);
    assert_int_equal(report.repaired, 2);
    assert_int_equal(report.rejects, 2);
    free(path);
    free(rejects);
}

static void profiles_and_records_can_be_checked(void **state)
{
    char *path = path_in(folder, "profiles.ndjson");
    mpdata_ingest_options options = MPDATA_INGEST_OPTIONS_INIT;

    (void)state;
    file_write_text(path, "{\"distinct_id\":\"u\",\"last_seen\":null,\"properties\":{}}\n");
    options.input = MPDATA_INPUT_RECORDS;
    assert_int_equal(check_or_fail(MPDATA_TABLE_PROFILES, path, &options).records, 2);
    free(path);
}

/* To look for the zone leaves DuckDB's answer unread. */
static void times_of_a_wall_clock_can_be_checked(void **state)
{
    char *path = path_in(folder, "one.ndjson");
    mpdata_ingest_options options = MPDATA_INGEST_OPTIONS_INIT;

    (void)state;
    file_write_text(path, EVENT("A", "1", "u", "i", ""));
    options.time_zone = "Europe/Berlin";
    assert_int_equal(check_or_fail(MPDATA_TABLE_EVENTS, path, &options).records, 2);
    free(path);
}

static int cancel(const mpdata_ingest_progress *progress, void *payload)
{
    assert_int_equal(progress->phase, MPDATA_INGEST_READING);
    (void)payload;
    return 1;
}

static void a_check_fails_as_a_load_does(void **state)
{
    static const char *const missing[] = {"/nowhere"};
    static const char *const null[] = {NULL};
    mpdata_ingest_options options = MPDATA_INGEST_OPTIONS_INIT;
    char *path = path_in(folder, "one.ndjson");
    const char *const paths[] = {path};

    (void)state;
    file_write_text(path, EVENT("A", "1", "u", "i", ""));
    assert_int_equal(mpdata_ingest_check(MPDATA_TABLE_EVENTS, missing, 1, NULL, NULL, NULL),
                     MPDATA_ERROR_FILE_NOT_FOUND);
    assert_int_equal(mpdata_ingest_check(MPDATA_TABLE_EVENTS, null, 1, NULL, NULL, NULL),
                     MPDATA_ERROR_ARGUMENT);
    assert_int_equal(mpdata_ingest_check(MPDATA_TABLE_EVENTS, paths, 0, NULL, NULL, NULL),
                     MPDATA_ERROR_ARGUMENT);
    assert_int_equal(mpdata_ingest_check((mpdata_table_type)9, paths, 1, NULL, NULL, NULL),
                     MPDATA_ERROR_ARGUMENT);
    /* Who wants no report has none. */
    file_write_text(path, EVENT("A", "1", "u", "i", ""));
    assert_int_equal(mpdata_ingest_check(MPDATA_TABLE_EVENTS, paths, 1, NULL, NULL, NULL),
                     MPDATA_OK);
    options.max_rejects = 1;
    options.rejects_path = "/not/there/rejects.jsonl";
    assert_int_not_equal(mpdata_ingest_check(MPDATA_TABLE_EVENTS, paths, 1, &options, NULL, NULL),
                         MPDATA_OK);
    options.max_rejects = 0;
    options.rejects_path = NULL;
    options.progress = cancel;
    assert_int_equal(mpdata_ingest_check(MPDATA_TABLE_EVENTS, paths, 1, &options, NULL, NULL),
                     MPDATA_ERROR_INTERRUPTED);
    free(path);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(everything_is_read_and_counted),
        cmocka_unit_test(records_are_checked_as_a_load_checks_them),
        cmocka_unit_test(profiles_and_records_can_be_checked),
        cmocka_unit_test(times_of_a_wall_clock_can_be_checked),
        cmocka_unit_test(a_check_fails_as_a_load_does),
    };

    return cmocka_run_group_tests(tests, make_folder, remove_folder);
}
