/* What is told of a load before the database is opened. */
#include <unistd.h>

#include "compress_fixture.h"
#include "store/load_fixture.h"

#define GOOD EVENT("A", "1", "u", "i", "")

static mpdata_status probe(const char *const *paths, size_t path_count,
                           const mpdata_ingest_options *options, mpdata_error *error)
{
    return mpdata_ingest_probe(MPDATA_TABLE_EVENTS, "t", paths, path_count, options, error);
}

/* Both of them, with one file of this content behind a good one. */
static void assert_probe_and_load_agree(const char *content, size_t bytes, const char *wanted)
{
    char *good = path_in(folder, "good.ndjson");
    char *bad = path_in(folder, "bad.ndjson");
    const char *const paths[] = {good, bad};
    mpdata_db *db = memory_or_fail();
    mpdata_error probed;
    mpdata_error loaded;

    file_write_text(good, GOOD);
    file_write(bad, content, bytes);
    assert_int_equal(probe(paths, 2, NULL, &probed), MPDATA_ERROR_INPUT);
    assert_int_equal(
        mpdata_ingest_files(db, MPDATA_TABLE_EVENTS, "t", paths, 2, NULL, NULL, &loaded),
        MPDATA_ERROR_INPUT);
    assert_string_equal(probed.message, loaded.message);
    assert_non_null(strstr(probed.message, wanted));
    assert_string_equal(probed.source, bad);
    assert_int_equal(probed.record, loaded.record);
    assert_int_equal(probed.byte_offset, loaded.byte_offset);
    mpdata_db_free(db);
    free(good);
    free(bad);
}

static void a_first_record_is_told_of_as_the_load_does(void **state)
{
    (void)state;
    assert_probe_and_load_agree("\n\n{\"event\":1}\n" GOOD, 13 + strlen(GOOD), "record 3, byte");
    assert_probe_and_load_agree("BZh91AY", 7, "bzip2");
    assert_probe_and_load_agree("[", 1, "the line is cut off");
    assert_probe_and_load_agree("\x1f\x8b\x08 cut", 7, "the gzip stream is not whole");
}

static void what_lies_behind_the_first_record_is_left_to_the_load(void **state)
{
    char *path = path_in(folder, "later.ndjson");
    const char *const paths[] = {path};
    buffer compressed = BUFFER_INIT;
    char *large = calloc(1, 200001);

    (void)state;
    file_write_text(path, GOOD "not JSON\n");
    assert_int_equal(probe(paths, 1, NULL, NULL), MPDATA_OK);
    file_write_text(path, "\xEF\xBB\xBF" GOOD);
    assert_int_equal(probe(paths, 1, NULL, NULL), MPDATA_OK);
    file_write_text(path, "");
    assert_int_equal(probe(paths, 1, NULL, NULL), MPDATA_OK);
    add_gzip(&compressed, GOOD "not JSON\n", strlen(GOOD) + 9);
    file_write(path, compressed.data, compressed.bytes - 5);
    assert_int_equal(probe(paths, 1, NULL, NULL), MPDATA_OK);
    memset(large, 'x', 200000);
    file_write_text(path, large);
    assert_int_equal(probe(paths, 1, NULL, NULL), MPDATA_OK);
    buffer_dispose(&compressed);
    free(large);
    free(path);
}

static void bad_records_that_a_load_takes_are_no_fault(void **state)
{
    char *path = path_in(folder, "taken.ndjson");
    char *rejects = path_in(folder, "rejects.jsonl");
    const char *const paths[] = {path};
    mpdata_ingest_options options = MPDATA_INGEST_OPTIONS_INIT;

    (void)state;
    file_write_text(path, "not JSON\n" GOOD);
    options.max_rejects = 1;
    options.rejects_path = rejects;
    assert_int_equal(probe(paths, 1, &options, NULL), MPDATA_OK);
    assert_int_equal(access(rejects, F_OK), -1);
    free(path);
    free(rejects);
}

static void wrong_arguments_and_sources_are_refused(void **state)
{
    char *path = path_in(folder, "one.ndjson");
    char *database = path_in(folder, "open.db");
    const char *const good[] = {path};
    const char *const missing[] = {path, "/not/there"};
    const char *const device[] = {path, "/dev/zero"};
    const char *const open[] = {database};
    mpdata_ingest_options options = MPDATA_INGEST_OPTIONS_INIT;
    mpdata_db *db = open_or_fail(database);
    mpdata_error error;

    (void)state;
    file_write_text(path, GOOD);
    assert_int_equal(probe(good, 1, NULL, NULL), MPDATA_OK);
    assert_int_equal(probe(good, 0, NULL, NULL), MPDATA_ERROR_ARGUMENT);
    assert_int_equal(probe(missing, 2, NULL, NULL), MPDATA_ERROR_FILE_NOT_FOUND);
    assert_int_equal(probe(device, 2, NULL, NULL), MPDATA_ERROR_INPUT);
    assert_int_equal(mpdata_ingest_probe(MPDATA_TABLE_EVENTS, "_no", good, 1, NULL, NULL),
                     MPDATA_ERROR_ARGUMENT);
    options.from_day = 2;
    options.to_day = 1;
    assert_int_equal(probe(good, 1, &options, NULL), MPDATA_ERROR_ARGUMENT);
    assert_int_equal(probe(open, 1, NULL, &error), MPDATA_ERROR_INPUT);
    assert_non_null(strstr(error.message, "a database that is open"));
    mpdata_db_free(db);
    assert_int_equal(probe(open, 1, NULL, &error), MPDATA_ERROR_INPUT);
    assert_non_null(strstr(error.message, "a database, not a file with an export"));
    free(path);
    free(database);
}

/* Ends the wait, or gives what is waited for, at the third call. */
typedef struct waiting {
    int calls;
    int write_to;
} waiting;

static int on_progress(const mpdata_ingest_progress *progress, void *payload)
{
    waiting *w = payload;

    assert_int_equal(progress->phase, MPDATA_INGEST_READING);
    assert_int_equal(progress->bytes, 0);
    w->calls++;
    if (w->calls < 3)
        return 0;
    return w->write_to < 0 || write(w->write_to, "x", 1) != 1;
}

static void a_pipe_is_waited_for_and_not_read(void **state)
{
    waiting w = {0, -1};
    mpdata_ingest_options options = MPDATA_INGEST_OPTIONS_INIT;
    int ends[2];
    char path[32];
    char byte = 0;
    const char *const paths[] = {path, path};

    (void)state;
    assert_int_equal(pipe(ends), 0);
    (void)snprintf(path, sizeof(path), "/dev/fd/%d", ends[0]);
    options.progress = on_progress;
    options.progress_payload = &w;
    options.progress_interval_ms = 1;
    assert_int_equal(probe(paths, 2, &options, NULL), MPDATA_ERROR_INTERRUPTED);
    assert_int_equal(w.calls, 3);
    w = (waiting){0, ends[1]};
    assert_int_equal(probe(paths, 2, &options, NULL), MPDATA_OK);
    assert_int_equal(w.calls, 3);
    assert_int_equal(read(ends[0], &byte, 1), 1);
    assert_int_equal(byte, 'x');
    /* One that has ended is told of by nobody but the load. */
    assert_int_equal(close(ends[1]), 0);
    assert_int_equal(probe(paths, 2, NULL, NULL), MPDATA_OK);
    /* A wait of 49 days is no negative one, which would have no end. */
    options.progress_interval_ms = UINT32_MAX;
    assert_int_equal(probe(paths, 2, &options, NULL), MPDATA_OK);
    assert_int_equal(close(ends[0]), 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_first_record_is_told_of_as_the_load_does),
        cmocka_unit_test(what_lies_behind_the_first_record_is_left_to_the_load),
        cmocka_unit_test(bad_records_that_a_load_takes_are_no_fault),
        cmocka_unit_test(wrong_arguments_and_sources_are_refused),
        cmocka_unit_test(a_pipe_is_waited_for_and_not_read),
    };

    return cmocka_run_group_tests(tests, make_folder, remove_folder);
}
