/*
 * Loads whose questions to DuckDB fail, each once: the table is the old one or the new one.
 */
#include "store_fixture.h"

#define CHANGED "{\"$distinct_id\":\"u\",\"$properties\":{\"n\":2}}\n"

static char *changed_path;

/* Of _loads; and loads that leave as many. */
#define MOST_PIECES 16
#define MANY_LOADS 40

static mpdata_status load_file(mpdata_db *db, mpdata_table_type type, const char *table,
                               const char *path, mpdata_ingest_mode mode, outcome *out,
                               mpdata_error *error)
{
    const char *const paths[] = {path};
    mpdata_ingest_options options = MPDATA_INGEST_OPTIONS_INIT;
    mpdata_ingest_report report = {0};

    options.mode = mode;
    mpdata_status status = mpdata_ingest_files(db, type, table, paths, 1, &options, &report, error);
    if (status == MPDATA_OK)
        outcome_add(out, &report.table_rows, sizeof(report.table_rows));
    return status;
}

static mpdata_status create(mpdata_db *db, outcome *out, mpdata_error *error)
{
    return load_file(db, MPDATA_TABLE_EVENTS, "made", more_path, MPDATA_INGEST_CREATE, out, error);
}

static mpdata_status replace(mpdata_db *db, outcome *out, mpdata_error *error)
{
    return load_file(db, MPDATA_TABLE_EVENTS, "events", more_path, MPDATA_INGEST_REPLACE, out,
                     error);
}

static mpdata_status append(mpdata_db *db, outcome *out, mpdata_error *error)
{
    return load_file(db, MPDATA_TABLE_EVENTS, "events", more_path, MPDATA_INGEST_APPEND, out,
                     error);
}

static mpdata_status append_without_key(mpdata_db *db, outcome *out, mpdata_error *error)
{
    return load_file(db, MPDATA_TABLE_EVENTS, "keyless", more_path, MPDATA_INGEST_APPEND, out,
                     error);
}

/* One that is there already, with another property. */
static mpdata_status append_profiles(mpdata_db *db, outcome *out, mpdata_error *error)
{
    return load_file(db, MPDATA_TABLE_PROFILES, "users", changed_path, MPDATA_INGEST_APPEND, out,
                     error);
}

static void a_load_is_whole_or_nothing(void **state)
{
    (void)state;
    fail_in_session(create, SPARSE_STEP);
    fail_in_session(replace, SPARSE_STEP);
    fail_in_session(append, SPARSE_STEP);
    fail_in_session(append_profiles, SPARSE_STEP);
}

static void of_a_table_without_a_key_too(void **state)
{
    (void)state;
    fail_in_session(append_without_key, SPARSE_STEP);
}

static mpdata_status append_to_many(mpdata_db *db, outcome *out, mpdata_error *error)
{
    return load_file(db, MPDATA_TABLE_EVENTS, "many", more_path, MPDATA_INGEST_APPEND, out, error);
}

static int pieces_of_history(mpdata_db *db)
{
    return atoi(
        ask(db, "SELECT count(DISTINCT row_group_id) FROM pragma_storage_info('main._loads')"));
}

/* It has as many pieces as it may have: the next load writes it anew. */
static void a_history_that_is_written_anew_is_whole(void **state)
{
    mpdata_ingest_mode mode = MPDATA_INGEST_CREATE;

    (void)state;
    shell("cp -a \"$3\" \"$3.kept\"");
    restore(NULL);
    mpdata_db *db = open_or_fail(database);
    for (int i = 0; i < MANY_LOADS && pieces_of_history(db) < MOST_PIECES; i++) {
        outcome out = 0;
        mpdata_error error;

        if (load_file(db, MPDATA_TABLE_EVENTS, "many", more_path, mode, &out, &error) != MPDATA_OK)
            fail_msg("%s", error.message);
        mode = MPDATA_INGEST_APPEND;
    }
    mpdata_db_free(db);
    shell("rm -rf \"$3\" && cp -a \"$2\" \"$3\"");
    fail_in_session(append_to_many, SPARSE_STEP);
    shell("rm -rf \"$3\" && mv \"$3.kept\" \"$3\"");
}

/* ---- What is looked at before ----------------------------------------------------------------------------- */

static mpdata_status probe_pipe(void *payload, outcome *out, mpdata_error *error)
{
    const char *const paths[] = {payload};

    (void)out;
    return mpdata_ingest_probe(MPDATA_TABLE_EVENTS, "t", paths, 1, NULL, error);
}

/* A signal ends no wait; what else fails does. */
static void a_pipe_is_waited_for_or_an_error(void **state)
{
    char path[32];
    int ends[2];
    const trial t = {probe_pipe, path, NULL, NULL};

    (void)state;
    assert_int_equal(pipe(ends), 0);
    (void)snprintf(path, sizeof(path), "/dev/fd/%d", ends[0]);
    assert_int_equal(close(ends[1]), 0);
    assert_int_equal(fail_each_call("poll", EIO, &t), 1);
    begin_fault("poll", 1, "once", EINTR);
    mpdata_status status = probe_pipe(path, NULL, NULL);
    assert_true(end_fault());
    assert_int_equal(status, MPDATA_OK);
    assert_int_equal(close(ends[0]), 0);
}

static int make_more(void **state)
{
    mpdata_ingest_options options = MPDATA_INGEST_OPTIONS_INIT;

    (void)make_template(state);
    changed_path = path_in(work, "changed.ndjson");
    const char *const paths[] = {more_path};
    restore(NULL);
    file_write_text(changed_path, CHANGED);
    mpdata_db *db = open_or_fail(database);
    options.primary_key = MPDATA_PRIMARY_KEY_NO;
    assert_int_equal(
        mpdata_ingest_files(db, MPDATA_TABLE_EVENTS, "keyless", paths, 1, &options, NULL, NULL),
        MPDATA_OK);
    mpdata_db_free(db);
    shell("rm -rf \"$3\" && cp -a \"$2\" \"$3\"");
    return 0;
}

static int remove_more(void **state)
{
    free(changed_path);
    return remove_template(state);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_load_is_whole_or_nothing),
        cmocka_unit_test(of_a_table_without_a_key_too),
        cmocka_unit_test(a_history_that_is_written_anew_is_whole),
        cmocka_unit_test(a_pipe_is_waited_for_or_an_error),
    };

    return cmocka_run_group_tests(tests, make_more, remove_more);
}
