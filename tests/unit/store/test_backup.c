#include "database_fixture.h"
#include "folder_fixture.h"

#include <dirent.h>
#include <fcntl.h>
#include <pthread.h>
#include <signal.h>
#include <stdatomic.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

static char *place;
static char *database_path;
static char *copy_path;
static mpdata_db *db;

static void execute(mpdata_db *on, const char *sql)
{
    mpdata_error error;

    if (mpdata_query_execute(on, sql, MPDATA_NUL_TERMINATED, NULL, 0, NULL, &error) != MPDATA_OK)
        fail_msg("%s: %s", sql, error.message);
}

static int make_database(void **state)
{
    char *export = path_in(folder, "events.ndjson");

    (void)state;
    file_write_text(export,
                    "{\"event\":\"A\",\"properties\":{\"time\":1,\"$insert_id\":\"a\",\"n\":1}}\n"
                    "{\"event\":\"B\",\"properties\":{\"time\":2,\"$insert_id\":\"b\",\"n\":2}}\n");
    place = path_in(folder, "place");
    assert_int_equal(mkdir(place, 0700), 0);
    database_path = path_in(place, "test.db");
    copy_path = path_in(place, "copy.db");
    db = open_or_fail(database_path);
    load_or_fail(db, MPDATA_TABLE_EVENTS, "events", export);
    free(export);
    return 0;
}

static int remove_database(void **state)
{
    char command[4200];

    (void)state;
    mpdata_db_free(db);
    db = NULL;
    (void)snprintf(command, sizeof(command), "rm -rf '%s'", place);
    assert_int_equal(system(command), 0);
    free(copy_path);
    free(database_path);
    free(place);
    return 0;
}

static mode_t mode_of(const char *path)
{
    struct stat facts;

    assert_int_equal(stat(path, &facts), 0);
    return facts.st_mode & 0777;
}

/* Besides the journal that an open database may have. */
static int files_in_place(void)
{
    DIR *listing = opendir(place);
    const struct dirent *entry = NULL;
    int count = 0;

    assert_non_null(listing);
    while ((entry = readdir(listing)) != NULL)
        count += strstr(entry->d_name, ".db.journal") == NULL;
    (void)closedir(listing);
    return count - 2;
}

static void back_up_or_fail(bool replaces)
{
    mpdata_backup_options options = MPDATA_BACKUP_OPTIONS_INIT;
    mpdata_error error;

    options.replaces = replaces;
    if (mpdata_db_backup(db, copy_path, &options, NULL, &error) != MPDATA_OK)
        fail_msg("%s", error.message);
}

static void assert_refused(const char *path, mpdata_status status, const char *text)
{
    mpdata_error error;

    assert_int_equal(mpdata_db_backup(db, path, NULL, NULL, &error), status);
    if (strstr(error.message, text) == NULL)
        fail_msg("'%s' does not say '%s'", error.message, text);
}

static void compact_or_fail(mpdata_compact_report *report)
{
    mpdata_error error;

    if (mpdata_db_compact(db, report, &error) != MPDATA_OK)
        fail_msg("%s", error.message);
}

static void a_backup_holds_what_the_database_holds(void **state)
{
    (void)state;
    execute(db, "CREATE TABLE notes AS SELECT 17 AS n");
    back_up_or_fail(false);
    mpdata_db *copy = open_or_fail(copy_path);
    assert_answer(copy, "SELECT count(*) FROM events", "2");
    assert_answer(copy, "SELECT n FROM notes", "17");
    assert_answer(copy, "SELECT row_count FROM _metadata", "2");
    mpdata_db_free(copy);
    /* The two databases and nothing else. */
    assert_int_equal(files_in_place(), 2);
}

static void the_database_is_used_as_before_after_a_backup(void **state)
{
    (void)state;
    back_up_or_fail(false);
    execute(db, "CREATE TABLE later AS SELECT 1 AS n");
    assert_answer(db, "SELECT count(*) FROM later", "1");
}

static void another_file_in_the_place_of_the_database_is_no_backup_of_it(void **state)
{
    char *away = path_in(place, "away.db");

    (void)state;
    mpdata_db_free(open_or_fail(copy_path));
    assert_int_equal(rename(database_path, away), 0);
    assert_int_equal(rename(copy_path, database_path), 0);
    assert_refused(copy_path, MPDATA_ERROR_IO, "is another file now");
    assert_refused(copy_path, MPDATA_ERROR_IO, "is another file now");
    assert_int_equal(rename(away, database_path), 0);
    back_up_or_fail(false);
    free(away);
}

/* POSIX locks end when any descriptor of the file is closed. */
static void a_backup_does_not_give_the_lock_away(void **state)
{
    struct flock lock = {.l_type = F_WRLCK, .l_whence = SEEK_SET};
    int status = 0;

    (void)state;
    back_up_or_fail(false);
    compact_or_fail(NULL);
    back_up_or_fail(true);
    pid_t child = fork();
    if (child == 0) {
        int descriptor = open(database_path, O_RDWR);
        _exit(descriptor >= 0 && fcntl(descriptor, F_SETLK, &lock) != 0 ? 0 : 1);
    }
    assert_int_equal(waitpid(child, &status, 0), child);
    assert_true(WIFEXITED(status));
    assert_int_equal(WEXITSTATUS(status), 0);
}

static void of_a_database_that_is_open_for_reading(void **state)
{
    mpdata_open_options options = MPDATA_OPEN_OPTIONS_INIT;
    mpdata_db *second = NULL;
    mpdata_error error;

    (void)state;
    mpdata_db_free(db);
    options.read_only = true;
    if (mpdata_open(database_path, &options, &db, &error) != MPDATA_OK)
        fail_msg("%s", error.message);
    assert_int_equal(mpdata_db_connect(db, &second, NULL), MPDATA_OK);
    back_up_or_fail(false);
    mpdata_db_free(second);
    mpdata_db *copy = open_or_fail(copy_path);
    assert_answer(copy, "SELECT count(*) FROM events", "2");
    mpdata_db_free(copy);
}

static void a_file_that_is_there_is_replaced_only_on_request(void **state)
{
    (void)state;
    file_write_text(copy_path, "precious");
    assert_refused(copy_path, MPDATA_ERROR_ARGUMENT, "a file already");
    back_up_or_fail(true);
    assert_int_equal(files_in_place(), 2);
    mpdata_db *copy = open_or_fail(copy_path);
    assert_answer(copy, "SELECT count(*) FROM events", "2");
    mpdata_db_free(copy);
}

static void places_that_make_no_sense_are_refused(void **state)
{
    (void)state;
    assert_refused(database_path, MPDATA_ERROR_ARGUMENT, "the database itself");
    assert_refused(place, MPDATA_ERROR_ARGUMENT, "not a file");
    assert_refused("/no/such/folder/x.db", MPDATA_ERROR_FILE_NOT_FOUND, "no such folder");
    assert_refused("", MPDATA_ERROR_ARGUMENT, "needs a path");
    char *log = path_in(place, "copy.db.wal");
    file_write_text(log, "of another database");
    assert_refused(copy_path, MPDATA_ERROR_ARGUMENT, "the log of a database");
    free(log);
}

static void a_database_that_is_open_here_is_no_place_for_a_backup(void **state)
{
    mpdata_backup_options options = MPDATA_BACKUP_OPTIONS_INIT;
    mpdata_db *other = open_or_fail(copy_path);
    mpdata_error error;

    (void)state;
    options.replaces = true;
    assert_int_equal(mpdata_db_backup(db, copy_path, &options, NULL, &error),
                     MPDATA_ERROR_DATABASE_LOCKED);
    mpdata_db_free(other);
}

/* As DuckDB locks a file that it has. */
static void what_another_process_has_open_is_not_replaced(void **state)
{
    struct flock lock = {.l_type = F_WRLCK, .l_whence = SEEK_SET};
    mpdata_backup_options options = MPDATA_BACKUP_OPTIONS_INIT;
    mpdata_error error;
    int ends[2];
    char byte = 0;

    (void)state;
    back_up_or_fail(false);
    assert_int_equal(pipe(ends), 0);
    pid_t child = fork();
    if (child == 0) {
        int descriptor = open(copy_path, O_RDWR | O_CLOEXEC);

        /* Where the test fails before it ends this. */
        (void)alarm(60);
        (void)!write(ends[1], fcntl(descriptor, F_SETLK, &lock) == 0 ? "y" : "n", 1);
        (void)pause();
        _exit(0);
    }
    assert_int_equal(read(ends[0], &byte, 1), 1);
    assert_int_equal(byte, 'y');
    options.replaces = true;
    assert_int_equal(mpdata_db_backup(db, copy_path, &options, NULL, &error),
                     MPDATA_ERROR_DATABASE_LOCKED);
    assert_int_equal(kill(child, SIGKILL), 0);
    assert_int_equal(waitpid(child, NULL, 0), child);
    (void)close(ends[0]);
    (void)close(ends[1]);
    back_up_or_fail(true);
}

static void who_else_writes_is_waited_for_by_nobody(void **state)
{
    mpdata_db *second = NULL;

    (void)state;
    assert_int_equal(mpdata_db_connect(db, &second, NULL), MPDATA_OK);
    assert_refused(copy_path, MPDATA_ERROR_DATABASE_LOCKED, "1 other handle");
    assert_int_equal(mpdata_db_compact(db, NULL, NULL), MPDATA_ERROR_DATABASE_LOCKED);
    mpdata_db_free(second);
    execute(db, "BEGIN");
    assert_refused(copy_path, MPDATA_ERROR_ARGUMENT, "before a backup");
    assert_int_equal(mpdata_db_compact(db, NULL, NULL), MPDATA_ERROR_ARGUMENT);
    execute(db, "ROLLBACK");
    back_up_or_fail(false);
}

static void a_database_in_memory_has_no_file(void **state)
{
    mpdata_db *memory = memory_or_fail();

    (void)state;
    assert_int_equal(mpdata_db_backup(memory, copy_path, NULL, NULL, NULL), MPDATA_ERROR_ARGUMENT);
    assert_int_equal(mpdata_db_compact(memory, NULL, NULL), MPDATA_ERROR_ARGUMENT);
    mpdata_db_free(memory);
}

/* Everybody may read what the umask lets them: not here. */
static void files_are_their_owners_alone(void **state)
{
    mode_t old = umask(0);

    (void)state;
    back_up_or_fail(false);
    compact_or_fail(NULL);
    char *log = path_in(place, "test.db.wal");
    execute(db, "CREATE TABLE notes AS SELECT 1 AS n");
    (void)umask(old);
    assert_int_equal(mode_of(log), 0600);
    free(log);
    assert_int_equal(mode_of(copy_path), 0600);
    assert_int_equal(mode_of(database_path), 0600);
}

static void a_compaction_gives_space_back(void **state)
{
    mpdata_compact_report report;

    (void)state;
    /* Two, so that the first leaves a hole before the second. */
    execute(db, "CREATE TABLE a AS SELECT hash(i) AS h FROM range(1000000) t(i)");
    execute(db, "CREATE TABLE b AS SELECT hash(i) AS h FROM range(10000) t(i)");
    execute(db, "CHECKPOINT; DROP TABLE a; CHECKPOINT");
    compact_or_fail(&report);
    assert_true(report.bytes_after < report.bytes_before / 4);
    assert_answer(db, "SELECT count(*) FROM b", "10000");
    assert_int_equal(files_in_place(), 1);
}

static void a_compaction_keeps_what_there_is_besides_rows(void **state)
{
    (void)state;
    execute(db, "CREATE SCHEMA own;"
                "CREATE TABLE own.t (id INTEGER PRIMARY KEY, x VARCHAR NOT NULL DEFAULT 'a',"
                " CHECK (id > 0));"
                "INSERT INTO own.t (id) SELECT i FROM range(1, 100) r(i);"
                "CREATE INDEX by_x ON own.t (x);"
                "CREATE VIEW names AS SELECT DISTINCT event_name FROM events;"
                "CREATE MACRO plus(a, b) AS a + b;"
                "COMMENT ON TABLE own.t IS 'mine';"
                "COMMENT ON COLUMN own.t.x IS 'the x'");
    compact_or_fail(NULL);
    assert_answer(db, "SELECT count(*) FROM names", "2");
    assert_answer(db, "SELECT plus(1, 2)::VARCHAR", "3");
    assert_answer(db, "SELECT comment FROM duckdb_tables() WHERE table_name = 't'", "mine");
    assert_answer(db, "SELECT comment FROM duckdb_columns() WHERE column_name = 'x'", "the x");
    assert_answer(db, "SELECT count(*) FROM duckdb_indexes() WHERE index_name = 'by_x'", "1");
    assert_answer(db,
                  "SELECT count(*) FROM duckdb_constraints() WHERE constraint_type IN"
                  " ('PRIMARY KEY', 'CHECK') AND table_name IN ('events', 't')",
                  "3");
    assert_answer(db,
                  "SELECT tags['storage_version'][:6] FROM duckdb_databases()"
                  " WHERE database_name = current_database()",
                  "v1.4.0");
    assert_int_not_equal(mpdata_query_execute(db, "INSERT INTO own.t (id) VALUES (5)",
                                              MPDATA_NUL_TERMINATED, NULL, 0, NULL, NULL),
                         MPDATA_OK);
}

static void a_sequence_goes_on_after_a_compaction(void **state)
{
    (void)state;
    execute(db, "CREATE SEQUENCE q START 5; CREATE TABLE t (id BIGINT DEFAULT nextval('q'), x INT);"
                "INSERT INTO t (x) VALUES (1), (2), (3)");
    compact_or_fail(NULL);
    execute(db, "INSERT INTO t (x) VALUES (4)");
    assert_answer(db, "SELECT id FROM t WHERE x = 4", "8");
}

static void the_handle_goes_on_after_a_compaction(void **state)
{
    (void)state;
    compact_or_fail(NULL);
    execute(db, "CREATE TABLE later AS SELECT 1 AS n");
    compact_or_fail(NULL);
    assert_answer(db, "SELECT prop('{\"a\":\"x\"}', 'a')", "x");
    mpdata_db_free(db);
    db = open_or_fail(database_path);
    assert_answer(db, "SELECT n FROM later", "1");
    assert_answer(db, "SELECT count(*) FROM events", "2");
}

static atomic_bool is_over;

/* Gives how often it succeeded. */
static void *open_again_and_again(void *payload)
{
    size_t *opened = payload;

    while (!atomic_load(&is_over)) {
        mpdata_db *other = NULL;

        *opened += mpdata_open(database_path, NULL, &other, NULL) == MPDATA_OK;
        mpdata_db_free(other);
    }
    return NULL;
}

static void no_other_thread_opens_the_file_amid_a_compaction(void **state)
{
    pthread_t thread;
    size_t opened = 0;

    (void)state;
    atomic_store(&is_over, false);
    assert_int_equal(pthread_create(&thread, NULL, open_again_and_again, &opened), 0);
    for (int i = 0; i < 10; i++)
        compact_or_fail(NULL);
    atomic_store(&is_over, true);
    assert_int_equal(pthread_join(thread, NULL), 0);
    assert_int_equal(opened, 0);
}

static void results_and_statements_end_with_a_compaction(void **state)
{
    MPDATA_AUTO(statement) statement = NULL;
    mpdata_result *result = NULL;
    mpdata_error error;

    (void)state;
    assert_int_equal(
        mpdata_statement_prepare(db, "SELECT 1", MPDATA_NUL_TERMINATED, &statement, &error),
        MPDATA_OK);
    compact_or_fail(NULL);
    assert_int_equal(mpdata_statement_run(statement, NULL, 0, &result, &error),
                     MPDATA_ERROR_CLOSED);
}

static void a_database_for_reading_is_not_compacted(void **state)
{
    mpdata_open_options options = MPDATA_OPEN_OPTIONS_INIT;

    (void)state;
    mpdata_db_free(db);
    options.read_only = true;
    assert_int_equal(mpdata_open(database_path, &options, &db, NULL), MPDATA_OK);
    assert_int_equal(mpdata_db_compact(db, NULL, NULL), MPDATA_ERROR_READ_ONLY);
}

static void a_link_to_a_database_stays_one(void **state)
{
    char *link_path = path_in(place, "link.db");
    struct stat facts;

    (void)state;
    mpdata_db_free(db);
    assert_int_equal(symlink("test.db", link_path), 0);
    db = open_or_fail(link_path);
    compact_or_fail(NULL);
    assert_answer(db, "SELECT count(*) FROM events", "2");
    assert_int_equal(lstat(link_path, &facts), 0);
    assert_true(S_ISLNK(facts.st_mode));
    free(link_path);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, make_database, remove_database)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(a_backup_holds_what_the_database_holds),
        TEST(the_database_is_used_as_before_after_a_backup),
        TEST(another_file_in_the_place_of_the_database_is_no_backup_of_it),
        TEST(a_backup_does_not_give_the_lock_away),
        TEST(of_a_database_that_is_open_for_reading),
        TEST(a_file_that_is_there_is_replaced_only_on_request),
        TEST(places_that_make_no_sense_are_refused),
        TEST(a_database_that_is_open_here_is_no_place_for_a_backup),
        TEST(what_another_process_has_open_is_not_replaced),
        TEST(who_else_writes_is_waited_for_by_nobody),
        TEST(a_database_in_memory_has_no_file),
        TEST(files_are_their_owners_alone),
        TEST(a_compaction_gives_space_back),
        TEST(a_compaction_keeps_what_there_is_besides_rows),
        TEST(a_sequence_goes_on_after_a_compaction),
        TEST(the_handle_goes_on_after_a_compaction),
        TEST(no_other_thread_opens_the_file_amid_a_compaction),
        TEST(results_and_statements_end_with_a_compaction),
        TEST(a_database_for_reading_is_not_compacted),
        TEST(a_link_to_a_database_stays_one),
    };

    return cmocka_run_group_tests(tests, make_folder, remove_folder);
}
