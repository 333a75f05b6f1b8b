/*
 * What a load must not do: to its table, to the file, and to the user's own.
 */
#include "database_fixture.h"
#include "folder_fixture.h"

#include <pthread.h>
#include <stdatomic.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/buffer.h"
#include "store/stage.h"

#define EVENT(event, id)                                                                           \
    "{\"event\":\"" event                                                                          \
    "\",\"properties\":{\"time\":1,\"distinct_id\":\"u\",\"$insert_id\":\"" id "\"}}\n"

static mpdata_status load(mpdata_db *db, const char *path, mpdata_error *error)
{
    const char *const paths[] = {path};

    return mpdata_ingest_files(db, MPDATA_TABLE_EVENTS, "t", paths, 1, NULL, NULL, error);
}

typedef struct interrupter {
    mpdata_db *db;
    useconds_t pause;
    atomic_bool is_over;
} interrupter;

/* Again and again, as long as the load runs. */
static void *interrupt_on(void *payload)
{
    interrupter *self = payload;

    (void)usleep(self->pause);
    while (!atomic_load(&self->is_over)) {
        mpdata_db_interrupt(self->db);
        (void)usleep(100);
    }
    return NULL;
}

static mpdata_status load_interrupted_after(mpdata_db *db, const char *input, useconds_t pause)
{
    interrupter other = {.db = db, .pause = pause};
    pthread_t thread;

    assert_int_equal(pthread_create(&thread, NULL, interrupt_on, &other), 0);
    mpdata_error error;
    mpdata_status status = load(db, input, &error);
    atomic_store(&other.is_over, true);
    assert_int_equal(pthread_join(thread, NULL), 0);
    if (status != MPDATA_OK && status != MPDATA_ERROR_INTERRUPTED)
        fail_msg("%s", error.message);
    return status;
}

static void a_load_is_interrupted_or_done_and_says_which(void **state)
{
    char *path = path_in(folder, "interrupted.db");
    char *input = path_in(folder, "interrupted.ndjson");
    mpdata_db *db = open_or_fail(path);
    int interrupted = 0;

    (void)state;
    file_write_text(input, EVENT("A", "1") EVENT("B", "2"));
    for (useconds_t pause = 0; pause < 40000; pause += 500) {
        mpdata_status status = load_interrupted_after(db, input, pause);
        bool exists = false;

        mpdata_error error;
        if (mpdata_table_exists(db, "t", &exists, &error) != MPDATA_OK)
            fail_msg("%s", error.message);
        assert_int_equal(exists, status == MPDATA_OK);
        assert_answer(
            db, "SELECT count(*) FROM duckdb_tables() WHERE contains(table_name, 'stage')", "0");
        interrupted += status == MPDATA_ERROR_INTERRUPTED;
        if (exists)
            assert_int_equal(mpdata_table_drop(db, "t", NULL), MPDATA_OK);
    }
    assert_true(interrupted > 0);
    mpdata_db_free(db);
    free(path);
    free(input);
}

static void a_database_is_no_export(void **state)
{
    char *path = path_in(folder, "itself.db");
    char *other_path = path_in(folder, "other.db");
    mpdata_db *db = open_or_fail(path);
    mpdata_db *other = open_or_fail(other_path);
    mpdata_error error;

    (void)state;
    assert_int_equal(load(db, path, &error), MPDATA_ERROR_INPUT);
    assert_non_null(strstr(error.message, "a database that is open"));
    assert_int_equal(load(db, other_path, &error), MPDATA_ERROR_INPUT);
    mpdata_db_free(other);
    mpdata_db_free(db);
    free(other_path);
    free(path);
}

static void an_id_that_a_made_one_would_meet_is_no_conflict(void **state)
{
    char *input = path_in(folder, "meeting.ndjson");
    mpdata_db *db = memory_or_fail();
    buffer lines = BUFFER_INIT;

    (void)state;
    file_write_text(input, EVENT("A", "x") EVENT("B", "x"));
    assert_int_equal(load(db, input, NULL), MPDATA_OK);
    assert_true(
        buffer_append_format(&lines, EVENT("A", "x") EVENT("B", "x") EVENT("C", "%s"),
                             ask(db, "SELECT insert_id FROM t WHERE insert_id LIKE 'x#%'")));
    assert_int_equal(mpdata_table_drop(db, "t", NULL), MPDATA_OK);
    file_write(input, lines.data, lines.bytes);
    assert_int_equal(load(db, input, NULL), MPDATA_OK);
    assert_answer(db, "SELECT string_agg(event_name, '' ORDER BY event_name) FROM t", "ABC");
    mpdata_db_free(db);
    buffer_dispose(&lines);
    free(input);
}

static void a_transaction_of_the_callers_is_not_mixed_with_a_load(void **state)
{
    char *input = path_in(folder, "transaction.ndjson");
    mpdata_db *db = memory_or_fail();
    mpdata_error error;

    (void)state;
    file_write_text(input, EVENT("A", "1"));
    (void)ask(db, "BEGIN");
    (void)ask(db, "CREATE TABLE mine (a INT)");
    assert_int_equal(load(db, input, &error), MPDATA_ERROR_ARGUMENT);
    assert_non_null(strstr(error.message, "a transaction is open"));
    (void)ask(db, "COMMIT");
    assert_int_equal(load(db, input, NULL), MPDATA_OK);
    assert_answer(db, "SELECT count(*) FROM mine", "0");
    mpdata_db_free(db);
    free(input);
}

/* Asked while the load runs: the log is there then. */
static int check_log(const mpdata_ingest_progress *progress, void *payload)
{
    struct stat facts;

    (void)progress;
    if (stat(payload, &facts) == 0 && (facts.st_mode & 0077) != 0 &&
        progress->phase != MPDATA_INGEST_READING)
        return 1;
    return 0;
}

static void the_log_is_for_the_owner_alone(void **state)
{
    char *path = path_in(folder, "private.db");
    char *log = path_in(folder, "private.db.wal");
    char *input = path_in(folder, "private.ndjson");
    const char *const paths[] = {input};
    mpdata_ingest_options options = MPDATA_INGEST_OPTIONS_INIT;
    mode_t mask = umask(022);
    mpdata_db *db = open_or_fail(path);

    (void)state;
    file_write_text(input, EVENT("A", "1"));
    options.progress = check_log;
    options.progress_payload = log;
    options.progress_interval_ms = 0;
    assert_int_equal(
        mpdata_ingest_files(db, MPDATA_TABLE_EVENTS, "t", paths, 1, &options, NULL, NULL),
        MPDATA_OK);
    mpdata_db_free(db);
    (void)umask(mask);
    free(input);
    free(log);
    free(path);
}

/* Without memory a load that fails can't drop what it filled; the database stays open. */
static void what_a_failed_load_left_is_no_obstacle_to_the_next(void **state)
{
    char *input = path_in(folder, "left.ndjson");
    const char *const paths[] = {input};
    mpdata_ingest_options options = MPDATA_INGEST_OPTIONS_INIT;
    mpdata_db *db = memory_or_fail();

    (void)state;
    file_write_text(input, EVENT("A", "1"));
    (void)ask(db, "CREATE TABLE _mpdata_stage_t (a INT)");
    (void)ask(db, "COMMENT ON TABLE _mpdata_stage_t IS '" STAGE_COMMENT "'");
    (void)ask(db, "CREATE TEMP TABLE _mpdata_stage_t (a INT)");
    assert_int_equal(load(db, input, NULL), MPDATA_OK);
    (void)ask(db, "CREATE OR REPLACE TEMP TABLE _mpdata_stage_t (a INT)");
    file_write_text(input, EVENT("A", "2"));
    options.mode = MPDATA_INGEST_APPEND;
    assert_int_equal(
        mpdata_ingest_files(db, MPDATA_TABLE_EVENTS, "t", paths, 1, &options, NULL, NULL),
        MPDATA_OK);
    assert_answer(db, "SELECT count(*) FROM t", "2");
    assert_answer(db, "SELECT count(*) FROM duckdb_tables() WHERE table_name ^@ '_mpdata_stage'",
                  "0");
    /* A table of the user's own, without the mark, stays. */
    (void)ask(db, "CREATE TABLE _mpdata_stage_other (a INT)");
    assert_int_equal(
        mpdata_ingest_files(db, MPDATA_TABLE_EVENTS, "other", paths, 1, NULL, NULL, NULL),
        MPDATA_ERROR_QUERY);
    assert_answer(db, "SELECT count(*) FROM _mpdata_stage_other", "0");
    mpdata_db_free(db);
    free(input);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_load_is_interrupted_or_done_and_says_which),
        cmocka_unit_test(a_database_is_no_export),
        cmocka_unit_test(an_id_that_a_made_one_would_meet_is_no_conflict),
        cmocka_unit_test(a_transaction_of_the_callers_is_not_mixed_with_a_load),
        cmocka_unit_test(the_log_is_for_the_owner_alone),
        cmocka_unit_test(what_a_failed_load_left_is_no_obstacle_to_the_next),
    };

    return cmocka_run_group_tests(tests, make_folder, remove_folder);
}
