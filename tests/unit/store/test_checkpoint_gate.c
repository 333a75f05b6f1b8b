/*
 * Checkpoints among other statements: those of other handles, for DuckDB gives freed blocks out before a checkpoint stands, so
 * that nothing may be written to them while it is made; and those that detach the database.
 */
#include <pthread.h>
#include <stdatomic.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include "database_fixture.h"
#include "folder_fixture.h"

#define LARGE_LOG_BYTES ((int64_t)16 << 20)

/* A statement that writes, on a thread and a handle of its own, which stops half-way until it may go on. */
typedef struct writer {
    mpdata_db *db;
    pthread_t thread;
    const char *sql;
    atomic_bool is_inside;
    atomic_bool may_go_on;
    mpdata_status status;
} writer;

static void wait_briefly(void)
{
    const struct timespec pause = {0, 1000000L};

    (void)nanosleep(&pause, NULL);
}

static int stop_half_way(const mpdata_query_progress *progress, void *payload)
{
    writer *w = payload;

    (void)progress;
    atomic_store(&w->is_inside, true);
    while (!atomic_load(&w->may_go_on))
        wait_briefly();
    return 0;
}

static void *write_on(void *payload)
{
    writer *w = payload;

    w->status = mpdata_query_execute(w->db, w->sql, MPDATA_NUL_TERMINATED, NULL, 0, NULL, NULL);
    return NULL;
}

static void begin_to_write(writer *w, mpdata_db *db)
{
    assert_int_equal(mpdata_db_connect(db, &w->db, NULL), MPDATA_OK);
    assert_int_equal(mpdata_db_set_query_progress(w->db, stop_half_way, w, 1, NULL), MPDATA_OK);
    w->sql = "INSERT INTO t SELECT i FROM range(3000000) r(i)";
    atomic_init(&w->is_inside, false);
    atomic_init(&w->may_go_on, false);
    assert_int_equal(pthread_create(&w->thread, NULL, write_on, w), 0);
    while (!atomic_load(&w->is_inside))
        wait_briefly();
}

static void end_to_write(writer *w)
{
    atomic_store(&w->may_go_on, true);
    assert_int_equal(pthread_join(w->thread, NULL), 0);
    assert_int_equal(w->status, MPDATA_OK);
    assert_int_equal(mpdata_db_close(w->db, NULL), MPDATA_OK);
    mpdata_db_free(w->db);
}

static mpdata_db *database_with_a_table(char **path)
{
    *path = path_in(folder, "gate.db");
    mpdata_db *db = open_or_fail(*path);

    (void)ask(db, "CREATE TABLE t (i BIGINT)");
    return db;
}

static void a_checkpoint_waits_for_what_another_handle_writes(void **state)
{
    writer w;
    char *path = NULL;
    mpdata_db *db = database_with_a_table(&path);

    (void)state;
    begin_to_write(&w, db);
    assert_int_equal(mpdata_db_set_time_limit(db, 50, NULL), MPDATA_OK);
    assert_int_equal(
        mpdata_query_execute(db, "CHECKPOINT", MPDATA_NUL_TERMINATED, NULL, 0, NULL, NULL),
        MPDATA_ERROR_TIMEOUT);
    assert_int_equal(mpdata_db_set_time_limit(db, 0, NULL), MPDATA_OK);
    assert_answer(db, "SELECT count(*)::VARCHAR FROM t", "0");
    end_to_write(&w);
    assert_int_equal(
        mpdata_query_execute(db, "CHECKPOINT", MPDATA_NUL_TERMINATED, NULL, 0, NULL, NULL),
        MPDATA_OK);
    assert_answer(db, "SELECT count(*)::VARCHAR FROM t", "3000000");
    mpdata_db_free(db);
    free(path);
}

/* What lies beside the database; -1 for nothing. */
static int64_t bytes_beside(const char *path, const char *ending)
{
    struct stat facts;
    char name[512];

    (void)snprintf(name, sizeof(name), "%s%s", path, ending);
    return stat(name, &facts) == 0 ? (int64_t)facts.st_size : -1;
}

static int64_t log_bytes(const char *path)
{
    return bytes_beside(path, ".wal");
}

static bool has_journal(const char *path)
{
    return bytes_beside(path, ".journal") >= 0;
}

static void nobody_waits_for_another_handle_to_bring_a_large_log_into_the_file(void **state)
{
    writer w;
    char *path = NULL;
    mpdata_db *db = database_with_a_table(&path);

    (void)state;
    (void)ask(db, "CREATE TABLE text (a VARCHAR)");
    begin_to_write(&w, db);
    while (log_bytes(path) < LARGE_LOG_BYTES)
        (void)ask(db, "INSERT INTO text SELECT repeat(i::VARCHAR, 100) FROM range(10000) r(i)");
    /* Once nobody is in the way it is brought in by whoever has written. */
    end_to_write(&w);
    assert_true(log_bytes(path) < LARGE_LOG_BYTES);
    mpdata_db_free(db);
    free(path);
}

static void *force_a_checkpoint(void *handle)
{
    intptr_t status = mpdata_query_execute(handle, "FORCE CHECKPOINT", MPDATA_NUL_TERMINATED, NULL,
                                           0, NULL, NULL);

    return (void *)status;
}

static void a_forced_checkpoint_and_a_transaction_do_not_wait_for_each_other(void **state)
{
    char *path = NULL;
    mpdata_db *db = database_with_a_table(&path);
    mpdata_db *further = NULL;
    pthread_t thread;

    (void)state;
    assert_int_equal(mpdata_db_connect(db, &further, NULL), MPDATA_OK);
    (void)ask(db, "BEGIN; INSERT INTO t VALUES (1)");
    assert_int_equal(pthread_create(&thread, NULL, force_a_checkpoint, further), 0);
    for (int i = 0; i < 50; i++)
        wait_briefly();
    (void)ask(db, "INSERT INTO t VALUES (2)");
    (void)ask(db, "COMMIT");
    assert_int_equal(pthread_join(thread, NULL), 0);
    assert_answer(db, "SELECT count(*)::VARCHAR FROM t", "2");
    mpdata_db_free(further);
    mpdata_db_free(db);
    free(path);
}

static void remove_journal(const char *path)
{
    char journal[512];

    (void)snprintf(journal, sizeof(journal), "%s.journal", path);
    assert_int_equal(unlink(journal), 0);
}

static void a_database_that_sql_has_detached_needs_no_journal(void **state)
{
    char *path = NULL;
    mpdata_db *db = database_with_a_table(&path);

    (void)state;
    (void)ask(db, "INSERT INTO t VALUES (1)");
    (void)ask(db, "ATTACH ':memory:' AS m; USE m; DETACH gate");
    assert_true(has_journal(path));
    remove_journal(path);
    (void)ask(db, "CREATE TABLE m.t AS SELECT 2 AS i; CHECKPOINT m");
    assert_answer(db, "SELECT i::VARCHAR FROM t", "2");
    assert_false(has_journal(path));
    mpdata_db_free(db);
    db = open_or_fail(path);
    assert_answer(db, "SELECT i::VARCHAR FROM t", "1");
    mpdata_db_free(db);
    free(path);
}

static void a_database_under_another_name_has_its_journal(void **state)
{
    char *path = NULL;
    char sql[600];
    mpdata_db *db = database_with_a_table(&path);

    (void)state;
    (void)ask(db, "ATTACH ':memory:' AS m; USE m; DETACH gate");
    (void)snprintf(sql, sizeof(sql), "ATTACH '%s' AS other; USE other", path);
    (void)ask(db, sql);
    remove_journal(path);
    (void)ask(db, "INSERT INTO t VALUES (3)");
    (void)ask(db, "CHECKPOINT");
    assert_true(has_journal(path));
    mpdata_db_free(db);
    db = open_or_fail(path);
    assert_answer(db, "SELECT i::VARCHAR FROM t", "3");
    mpdata_db_free(db);
    free(path);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, make_folder, remove_folder)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(a_checkpoint_waits_for_what_another_handle_writes),
        TEST(nobody_waits_for_another_handle_to_bring_a_large_log_into_the_file),
        TEST(a_forced_checkpoint_and_a_transaction_do_not_wait_for_each_other),
        TEST(a_database_that_sql_has_detached_needs_no_journal),
        TEST(a_database_under_another_name_has_its_journal),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
