/*
 * A primary key that does not fit into memory: refused as soon as that is known, whatever the records come from.
 */
#include "folder_fixture.h"
#include "store/push_fixture.h"

/* Room for the keys of a third of a million rows. */
#define MEMORY_BYTES (UINT64_C(64) << 20)
#define MOST_ROWS (MEMORY_BYTES / MPDATA_KEY_ROW_BYTES)

static mpdata_db *open_with_little_memory(const char *name)
{
    mpdata_open_options options = MPDATA_OPEN_OPTIONS_INIT;
    char *path = path_in(folder, name);
    mpdata_db *db = NULL;
    mpdata_error error;

    options.memory_limit_bytes = MEMORY_BYTES;
    if (mpdata_open(path, &options, &db, &error) != MPDATA_OK)
        fail_msg("%s", error.message);
    free(path);
    return db;
}

static void assert_refused(const mpdata_error *error)
{
    assert_int_equal(error->code, MPDATA_ERROR_MEMORY);
    assert_non_null(strstr(error->message, "Load without a primary key"));
}

static char *file_of_many_events(void)
{
    char *path = path_in(folder, "many.ndjson");
    FILE *file = fopen(path, "w");

    assert_non_null(file);
    for (uint64_t i = 0; i < MOST_ROWS + MOST_ROWS / 10; i++)
        (void)fprintf(file,
                      "{\"event\":\"A\",\"properties\":{\"time\":1,\"distinct_id\":\"u\","
                      "\"$insert_id\":\"%d\"}}\n",
                      (int)i);
    assert_int_equal(fclose(file), 0);
    return path;
}

static int note_phase(const mpdata_ingest_progress *progress, void *payload)
{
    mpdata_ingest_phase *last = payload;

    *last = progress->phase;
    return 0;
}

static void a_key_that_a_files_records_outgrow_is_refused_before_any_is_read(void **state)
{
    mpdata_db *db = open_with_little_memory("file.db");
    mpdata_ingest_options options = MPDATA_INGEST_OPTIONS_INIT;
    mpdata_ingest_phase last = 0;
    mpdata_error error;
    char *path = file_of_many_events();
    const char *const paths[] = {path};

    (void)state;
    options.progress = note_phase;
    options.progress_payload = &last;
    (void)mpdata_ingest_files(db, MPDATA_TABLE_EVENTS, "t", paths, 1, &options, NULL, &error);
    assert_refused(&error);
    assert_int_equal(last, 0);
    assert_no_table(db);
    mpdata_db_free(db);
    free(path);
}

/* Pushes records, each a new event or all of them the same one, until the load ends or there are so many. */
static int push_events(mpdata_load *load, int count, bool same)
{
    mpdata_status status = MPDATA_OK;
    int pushed = 0;

    while (status == MPDATA_OK && pushed < count) {
        mpdata_record added = numbered(same ? 0 : pushed);

        status = mpdata_load_push(load, &added, NULL);
        pushed += status == MPDATA_OK;
    }
    return pushed;
}

static void a_key_that_a_streams_records_outgrow_ends_the_load_while_they_come(void **state)
{
    mpdata_db *db = open_with_little_memory("stream.db");
    mpdata_load *load = begin_or_fail(db, NULL);
    mpdata_error error;
    int endless = 100 * 1000 * 1000;
    int pushed = push_events(load, endless, false);

    (void)state;
    assert_in_range(pushed, MOST_ROWS, endless / 10);
    assert_int_equal(mpdata_load_commit(load, NULL, &error), MPDATA_ERROR_MEMORY);
    assert_refused(&error);
    mpdata_load_free(load);
    assert_no_table(db);
    mpdata_db_free(db);
}

static void repeats_need_no_place_in_a_key(void **state)
{
    mpdata_db *db = open_with_little_memory("repeats.db");
    mpdata_load *load = begin_or_fail(db, NULL);
    int count = (int)(MOST_ROWS + MOST_ROWS / 10);

    (void)state;
    assert_int_equal(push_events(load, count, true), count);
    assert_int_equal(commit_or_fail(load).rows, 1);
    mpdata_db_free(db);
}

static void a_key_that_may_be_left_out_is_where_it_does_not_fit(void **state)
{
    mpdata_db *db = open_with_little_memory("auto.db");
    mpdata_ingest_options options = MPDATA_INGEST_OPTIONS_INIT;

    (void)state;
    options.primary_key = MPDATA_PRIMARY_KEY_AUTO;
    mpdata_load *load = begin_or_fail(db, &options);
    (void)push_events(load, (int)MOST_ROWS, false);
    mpdata_ingest_report report = commit_or_fail(load);
    assert_false(report.has_primary_key);
    assert_int_equal(report.rows, MOST_ROWS);
    mpdata_db_free(db);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_key_that_a_files_records_outgrow_is_refused_before_any_is_read),
        cmocka_unit_test(a_key_that_a_streams_records_outgrow_ends_the_load_while_they_come),
        cmocka_unit_test(repeats_need_no_place_in_a_key),
        cmocka_unit_test(a_key_that_may_be_left_out_is_where_it_does_not_fit),
    };

    return cmocka_run_group_tests(tests, make_folder, remove_folder);
}
