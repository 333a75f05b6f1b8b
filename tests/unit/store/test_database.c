#include "database_fixture.h"
#include "folder_fixture.h"

#include <fcntl.h>
#include <signal.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "store/stage.h"

static unsigned mode_of(const char *path)
{
    struct stat facts;

    assert_int_equal(stat(path, &facts), 0);
    return (unsigned)facts.st_mode & 0777;
}

static size_t entries_in(const char *path)
{
    char command[4200];
    size_t count = 0;

    (void)snprintf(command, sizeof(command), "ls -A '%s' | wc -l", path);
    FILE *pipe = popen(command, "r");
    assert_non_null(pipe);
    assert_int_equal(fscanf(pipe, "%zu", &count), 1);
    assert_int_equal(pclose(pipe), 0);
    return count;
}

/* Opens with options; the error's code and a part of its message must be these. */
static void assert_refused(const char *path, const mpdata_open_options *options,
                           mpdata_status wanted, const char *part)
{
    mpdata_db *db = NULL;
    mpdata_error error;

    assert_int_equal(mpdata_open(path, options, &db, &error), wanted);
    assert_null(db);
    assert_int_equal(error.code, wanted);
    if (strstr(error.message, part) == NULL)
        fail_msg("'%s' does not say '%s'", error.message, part);
}

static void a_new_database_is_private_and_leaves_nothing_beside_it(void **state)
{
    char *sub = path_in(folder, "new/deep");
    char *parent = path_in(folder, "new");
    char *path = path_in(sub, "company.db");

    (void)state;
    mpdata_db *db = open_or_fail(path);
    assert_int_equal(mode_of(path), 0600);
    assert_int_equal(mode_of(sub), 0700);
    assert_int_equal(mode_of(parent), 0700);
    assert_int_equal(mpdata_db_close(db, NULL), MPDATA_OK);
    assert_int_equal(entries_in(sub), 1);
    mpdata_db_free(db);
    free(path);
    free(sub);
    free(parent);
}

static void what_is_written_is_there_after_a_new_open(void **state)
{
    char *path = path_in(folder, "again.db");
    mpdata_db *db = open_or_fail(path);

    (void)state;
    assert_true(mpdata_db_is_open(db));
    assert_false(mpdata_db_is_read_only(db));
    (void)ask(db, "CREATE TABLE t AS SELECT 42 AS x");
    mpdata_db_free(db);
    db = open_or_fail(path);
    assert_answer(db, "SELECT x::VARCHAR FROM t", "42");
    mpdata_db_free(db);
    free(path);
}

static void new_files_have_the_storage_version_that_old_engines_read(void **state)
{
    char *path = path_in(folder, "version.db");
    unsigned char header[20] = {0};

    (void)state;
    mpdata_db_free(open_or_fail(path));
    FILE *file = fopen(path, "rb");
    assert_non_null(file);
    assert_int_equal(fread(header, 1, sizeof(header), file), sizeof(header));
    assert_int_equal(fclose(file), 0);
    assert_memory_equal(header + 8, "DUCK", 4);
    /* DuckDB's number of the format of v1.4.0. */
    assert_int_equal(header[12], 67);
    free(path);
}

static void a_missing_database_is_not_made_unless_wanted(void **state)
{
    char *path = path_in(folder, "missing.db");
    char *below = path_in(folder, "nowhere/missing.db");
    mpdata_open_options options = MPDATA_OPEN_OPTIONS_INIT;

    (void)state;
    options.existing_only = true;
    assert_refused(path, &options, MPDATA_ERROR_DATABASE_NOT_FOUND, "there is no such database");
    assert_refused(below, &options, MPDATA_ERROR_DATABASE_NOT_FOUND, "there is no such database");
    options.existing_only = false;
    options.read_only = true;
    assert_refused(path, &options, MPDATA_ERROR_DATABASE_NOT_FOUND, "there is no such database");
    assert_int_not_equal(access(path, F_OK), 0);
    free(path);
    free(below);
}

static void what_is_no_database_is_refused_and_left_alone(void **state)
{
    char *text = path_in(folder, "text.db");
    char *empty = path_in(folder, "empty.db");
    struct stat facts;

    (void)state;
    file_write_text(text, "{\"event\":\"not a database at all, but long enough to look at\"}\n");
    file_write_text(empty, "");
    assert_refused(text, NULL, MPDATA_ERROR_NOT_A_DATABASE, "a file of another kind");
    assert_refused(empty, NULL, MPDATA_ERROR_NOT_A_DATABASE, "an empty file");
    assert_refused(folder, NULL, MPDATA_ERROR_NOT_A_DATABASE, "a folder");
    assert_refused("/dev/null", NULL, MPDATA_ERROR_NOT_A_DATABASE, "a device");
    assert_refused("..", NULL, MPDATA_ERROR_NOT_A_DATABASE, "a folder");
    assert_int_equal(stat(empty, &facts), 0);
    assert_int_equal(facts.st_size, 0);
    free(text);
    free(empty);
}

static void a_damaged_header_is_refused(void **state)
{
    char *path = path_in(folder, "damaged.db");
    mpdata_db *db = NULL;
    mpdata_error error;
    unsigned char number = 250;

    (void)state;
    mpdata_db_free(open_or_fail(path));
    FILE *file = fopen(path, "r+b");
    assert_non_null(file);
    assert_int_equal(fseek(file, 12, SEEK_SET), 0);
    assert_int_equal(fwrite(&number, 1, 1, file), 1);
    assert_int_equal(fclose(file), 0);
    assert_int_equal(mpdata_open(path, NULL, &db, &error), MPDATA_ERROR_NOT_A_DATABASE);
    assert_null(db);
    free(path);
}

static void an_unwritable_place_is_an_error(void **state)
{
    (void)state;
    assert_refused("/proc/mpdata/test.db", NULL, MPDATA_ERROR_IO, "can't make the folder");
    assert_refused("/proc/test.db", NULL, MPDATA_ERROR_IO, "can't create the database");
}

static void arguments_that_make_no_sense_are_refused(void **state)
{
    mpdata_open_options options = MPDATA_OPEN_OPTIONS_INIT;
    mpdata_db *db = NULL;

    (void)state;
    assert_refused("", NULL, MPDATA_ERROR_ARGUMENT, "path");
    assert_refused(NULL, NULL, MPDATA_ERROR_ARGUMENT, "path");
    assert_int_equal(mpdata_open("x", NULL, NULL, NULL), MPDATA_ERROR_ARGUMENT);
    options.struct_bytes = 0;
    assert_refused("x", &options, MPDATA_ERROR_ARGUMENT, "MPDATA_OPEN_OPTIONS_INIT");
    options = (mpdata_open_options)MPDATA_OPEN_OPTIONS_INIT;
    options.read_only = true;
    assert_int_equal(mpdata_open_memory(&options, &db, NULL), MPDATA_ERROR_ARGUMENT);
}

static void a_file_can_be_open_once_in_a_process(void **state)
{
    char *path = path_in(folder, "once.db");
    char *other_name = path_in(folder, "link.db");

    (void)state;
    mpdata_db *db = open_or_fail(path);
    assert_int_equal(symlink(path, other_name), 0);
    assert_refused(path, NULL, MPDATA_ERROR_DATABASE_LOCKED, "this process");
    assert_refused(other_name, NULL, MPDATA_ERROR_DATABASE_LOCKED, "this process");
    assert_int_equal(mpdata_db_close(db, NULL), MPDATA_OK);
    mpdata_db *again = open_or_fail(other_name);
    mpdata_db_free(again);
    mpdata_db_free(db);
    free(path);
    free(other_name);
}

static void another_process_finds_the_database_locked(void **state)
{
    char *path = path_in(folder, "locked.db");
    int pipe_ends[2];
    char byte = 0;
    int status = 0;

    (void)state;
    mpdata_db_free(open_or_fail(path));
    assert_int_equal(pipe(pipe_ends), 0);
    pid_t child = fork();
    if (child == 0) {
        mpdata_db *db = NULL;
        byte = mpdata_open(path, NULL, &db, NULL) == MPDATA_OK ? 1 : 0;
        (void)!write(pipe_ends[1], &byte, 1);
        (void)pause();
        _exit(0);
    }
    assert_int_equal(read(pipe_ends[0], &byte, 1), 1);
    assert_int_equal(byte, 1);
    assert_refused(path, NULL, MPDATA_ERROR_DATABASE_LOCKED, "PID");
    assert_int_equal(kill(child, SIGKILL), 0);
    assert_int_equal(waitpid(child, &status, 0), child);
    mpdata_db_free(open_or_fail(path));
    free(path);
}

static void read_only_handles_change_nothing(void **state)
{
    char *path = path_in(folder, "readonly.db");
    mpdata_open_options options = MPDATA_OPEN_OPTIONS_INIT;
    mpdata_db *db = open_or_fail(path);
    mpdata_result *result = NULL;
    mpdata_error error;

    (void)state;
    mpdata_db_free(db);
    options.read_only = true;
    assert_int_equal(mpdata_open(path, &options, &db, NULL), MPDATA_OK);
    assert_true(mpdata_db_is_read_only(db));
    assert_int_equal(mpdata_query_run(db, "CREATE TABLE t (a INT)", MPDATA_NUL_TERMINATED, NULL, 0,
                                      &result, &error),
                     MPDATA_ERROR_READ_ONLY);
    assert_int_equal(mpdata_table_drop(db, "t", &error), MPDATA_ERROR_READ_ONLY);
    assert_non_null(strstr(error.message, "reading only"));
    mpdata_db_free(db);
    free(path);
}

static void closing_twice_is_harmless_and_use_after_it_an_error(void **state)
{
    mpdata_db *db = memory_or_fail();
    mpdata_table_list *list = NULL;
    mpdata_error error;
    bool exists = true;

    (void)state;
    assert_int_equal(mpdata_db_close(db, NULL), MPDATA_OK);
    assert_int_equal(mpdata_db_close(db, NULL), MPDATA_OK);
    assert_false(mpdata_db_is_open(db));
    assert_int_equal(mpdata_table_list_read(db, &list, &error), MPDATA_ERROR_CLOSED);
    assert_int_equal(mpdata_table_exists(db, "t", &exists, &error), MPDATA_ERROR_CLOSED);
    assert_false(exists);
    assert_string_equal(error.message, "the database is closed");
    mpdata_db_interrupt(db);
    mpdata_db_free(db);
    assert_int_equal(mpdata_db_close(NULL, NULL), MPDATA_OK);
    mpdata_db_free(NULL);
    mpdata_db_interrupt(NULL);
    assert_null(mpdata_db_path(NULL));
    assert_int_equal(mpdata_table_list_read(NULL, &list, &error), MPDATA_ERROR_ARGUMENT);
}

static void a_path_is_made_absolute(void **state)
{
    char *path = path_in(folder, "./relative.db");
    char *wanted = path_in(folder, "relative.db");
    char *real = realpath(folder, NULL);
    mpdata_db *db = open_or_fail(path);

    (void)state;
    assert_int_equal(strncmp(mpdata_db_path(db), real, strlen(real)), 0);
    assert_string_equal(mpdata_db_path(db) + strlen(real), "/relative.db");
    mpdata_db_free(db);
    free(path);
    free(wanted);
    free(real);
}

static void a_project_has_its_database_below_home(void **state)
{
    char *wanted = path_in(folder, ".mixpanel_data/12345.db");
    char *private_folder = path_in(folder, ".mixpanel_data");
    mpdata_db *db = NULL;

    (void)state;
    assert_int_equal(setenv("HOME", folder, 1), 0);
    assert_int_equal(mpdata_open_project("12345", MPDATA_NUL_TERMINATED, NULL, &db, NULL),
                     MPDATA_OK);
    assert_int_equal(access(wanted, F_OK), 0);
    assert_int_equal(mode_of(private_folder), 0700);
    mpdata_db_free(db);
    assert_int_equal(mpdata_open_project("a.b-c d", 7, NULL, &db, NULL), MPDATA_OK);
    mpdata_db_free(db);
    free(wanted);
    free(private_folder);
}

static void a_project_id_can_not_lead_elsewhere(void **state)
{
    static const struct {
        const char *id;
        size_t bytes;
    } ids[] = {{"", 0},     {"..", 2},   {"a/b", 3},  {"/etc/x", 6},
               {"../x", 4}, {"a\0b", 3}, {"a\nb", 3}, {"a\\b", 3}};
    mpdata_db *db = NULL;
    mpdata_error error;

    (void)state;
    for (size_t i = 0; i < sizeof(ids) / sizeof(ids[0]); i++) {
        assert_int_equal(mpdata_open_project(ids[i].id, ids[i].bytes, NULL, &db, &error),
                         MPDATA_ERROR_ARGUMENT);
        assert_non_null(strstr(error.message, "project id"));
    }
    assert_int_equal(mpdata_open_project(NULL, 0, NULL, &db, &error), MPDATA_ERROR_ARGUMENT);
}

static void a_handle_is_freed_when_its_scope_ends(void **state)
{
    char *path = path_in(folder, "scope.db");

    (void)state;
    for (int i = 0; i < 2; i++) {
        MPDATA_AUTO(db) db = NULL;
        MPDATA_AUTO(table_list) list = NULL;

        /* The second round fails if the first one left the file open. */
        assert_int_equal(mpdata_open(path, NULL, &db, NULL), MPDATA_OK);
        assert_int_equal(mpdata_table_list_read(db, &list, NULL), MPDATA_OK);
    }
    free(path);
}

static void a_database_of_the_users_own_making_is_taken_over(void **state)
{
    char *path = path_in(folder, "own.db");
    mpdata_open_options options = MPDATA_OPEN_OPTIONS_INIT;
    mpdata_db *db = open_or_fail(path);
    MPDATA_AUTO(table_list) list = NULL;

    (void)state;
    (void)ask(db, "DROP TABLE _metadata");
    (void)ask(db, "CREATE TABLE mine (a INT)");
    mpdata_db_free(db);
    options.read_only = true;
    assert_int_equal(mpdata_open(path, &options, &db, NULL), MPDATA_OK);
    assert_int_equal(mpdata_table_list_read(db, &list, NULL), MPDATA_OK);
    assert_int_equal(mpdata_table_list_count(list), 0);
    mpdata_db_free(db);
    db = open_or_fail(path);
    assert_answer(db, "SELECT count(*) FROM _metadata", "0");
    mpdata_db_free(db);
    free(path);
}

static void a_database_without_a_history_has_no_loads(void **state)
{
    mpdata_db *db = memory_or_fail();
    mpdata_db_info info;

    (void)state;
    assert_int_equal(
        mpdata_query_execute(db, "DROP TABLE _loads", MPDATA_NUL_TERMINATED, NULL, 0, NULL, NULL),
        MPDATA_OK);
    assert_int_equal(mpdata_db_info_read(db, &info, NULL), MPDATA_OK);
    assert_int_equal(info.loads, 0);
    assert_int_equal(info.last_load_us, 0);
    mpdata_db_free(db);
}

/* It is lost, and what was committed before it is in the file. */
static void a_transaction_that_is_open_ends_with_the_handle(void **state)
{
    static const char *const statements[] = {"CREATE TABLE t AS FROM range(3)", "BEGIN",
                                             "INSERT INTO t VALUES (3)"};
    char *path = path_in(folder, "transaction.db");
    char *log = path_in(folder, "transaction.db.wal");
    mpdata_db *db = open_or_fail(path);

    (void)state;
    for (size_t i = 0; i < sizeof(statements) / sizeof(statements[0]); i++)
        assert_int_equal(
            mpdata_query_execute(db, statements[i], MPDATA_NUL_TERMINATED, NULL, 0, NULL, NULL),
            MPDATA_OK);
    (void)mpdata_db_close(db, NULL);
    mpdata_db_free(db);
    assert_int_equal(access(log, F_OK), -1);
    db = open_or_fail(path);
    assert_answer(db, "SELECT count(*) FROM t", "3");
    mpdata_db_free(db);
    free(path);
    free(log);
}

static void what_a_dead_load_left_is_swept_at_the_next_writing_open(void **state)
{
    char *path = path_in(folder, "swept.db");
    mpdata_db *db = open_or_fail(path);

    (void)state;
    (void)ask(db, "CREATE TABLE _mpdata_stage_a AS SELECT range AS x FROM range(100000)");
    (void)ask(db, "CREATE TABLE _mpdata_stage_B (a INT)");
    (void)ask(db, "COMMENT ON TABLE _mpdata_stage_a IS '" STAGE_COMMENT "'");
    (void)ask(db, "COMMENT ON TABLE _mpdata_stage_B IS '" STAGE_COMMENT "'");
    /* Others' are none of ours, whatever their names. */
    (void)ask(db, "CREATE TABLE _stage_orders (a INT)");
    (void)ask(db, "CREATE TABLE _mpdata_stage_mine (a INT)");
    mpdata_db_free(db);
    db = open_or_fail(path);
    assert_answer(db, "SELECT string_agg(table_name, ' ' ORDER BY table_name) FROM duckdb_tables()",
                  "_loads _metadata _mpdata_stage_mine _stage_orders");
    mpdata_db_free(db);
    free(path);
}

static void a_file_of_an_older_tool_gets_the_columns_that_it_lacks(void **state)
{
    char *path = path_in(folder, "older.db");
    mpdata_db *db = open_or_fail(path);

    (void)state;
    (void)ask(db, "DROP TABLE _metadata");
    (void)ask(db, "DROP TABLE _loads");
    (void)ask(db, "CREATE TABLE _metadata (table_name VARCHAR PRIMARY KEY, type VARCHAR NOT NULL, "
                  "fetched_at TIMESTAMP NOT NULL, from_date DATE, to_date DATE, row_count BIGINT)");
    (void)ask(db, "CREATE TABLE _loads (table_name VARCHAR NOT NULL, mode VARCHAR NOT NULL, "
                  "started_at TIMESTAMP NOT NULL, seconds DOUBLE NOT NULL, sources JSON NOT NULL, "
                  "options JSON NOT NULL, bytes BIGINT NOT NULL, rows_in BIGINT NOT NULL, "
                  "rows_kept BIGINT NOT NULL, repeats BIGINT NOT NULL, updated BIGINT NOT NULL, "
                  "shared_ids BIGINT NOT NULL, missing_ids BIGINT NOT NULL, rejects BIGINT NOT "
                  "NULL, repaired BIGINT NOT NULL, mpdata_version VARCHAR NOT NULL)");
    (void)ask(db, "INSERT INTO _loads VALUES ('old', 'create', now()::TIMESTAMP, 1, '[]', '{}', 1, "
                  "1, 1, 1, 1, 1, 1, 1, 1, '0.0.1')");
    mpdata_db_free(db);
    db = open_or_fail(path);
    char *input = path_in(folder, "older.ndjson");
    file_write_text(input, "{\"event\":\"A\",\"properties\":{\"time\":1,\"distinct_id\":\"u\"}}\n");
    (void)load_or_fail(db, MPDATA_TABLE_EVENTS, "t", input);
    assert_answer(db, "SELECT table_name || row_count FROM _metadata", "t1");
    assert_answer(db,
                  "SELECT string_agg(table_name || filtered || mpdata_version, ' ' ORDER BY "
                  "table_name) FROM _loads",
                  "old00.0.1 t0" MPDATA_VERSION_STRING);
    mpdata_db_free(db);
    free(input);
    free(path);
}

static void what_a_dead_creation_left_is_removed_and_a_living_one_kept(void **state)
{
    char *path = path_in(folder, "fresh.db");
    char *dead = path_in(folder, "fresh.db.new-dead00");
    char *dead_file = path_in(dead, "new.db");
    char *living = path_in(folder, "fresh.db.new-live00");

    (void)state;
    assert_int_equal(mkdir(dead, 0700), 0);
    file_write_text(dead_file, "half a database");
    assert_int_equal(mkdir(living, 0700), 0);
    int lock = open(living, O_RDONLY | O_DIRECTORY);
    assert_int_equal(flock(lock, LOCK_EX), 0);
    mpdata_db_free(open_or_fail(path));
    assert_int_not_equal(access(dead, F_OK), 0);
    assert_int_equal(access(living, F_OK), 0);
    assert_int_equal(close(lock), 0);
    assert_int_equal(rmdir(living), 0);
    free(path);
    free(dead);
    free(dead_file);
    free(living);
}

static void a_new_file_is_discarded_where_nothing_was_loaded(void **state)
{
    char *path = path_in(folder, "discarded.db");
    char *input = path_in(folder, "input.ndjson");
    mpdata_open_options options = MPDATA_OPEN_OPTIONS_INIT;
    mpdata_db *db = NULL;

    (void)state;
    file_write_text(input, "{\"$distinct_id\":\"u\",\"$properties\":{}}");
    options.discard_unless_loaded = true;
    assert_int_equal(mpdata_open(path, &options, &db, NULL), MPDATA_OK);
    mpdata_db_free(db);
    assert_int_not_equal(access(path, F_OK), 0);
    assert_int_equal(mpdata_open(path, &options, &db, NULL), MPDATA_OK);
    (void)load_or_fail(db, MPDATA_TABLE_PROFILES, "t", input);
    mpdata_db_free(db);
    assert_int_equal(access(path, F_OK), 0);
    assert_int_equal(mpdata_open(path, &options, &db, NULL), MPDATA_OK);
    mpdata_db_free(db);
    assert_int_equal(access(path, F_OK), 0);
    free(path);
    free(input);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(another_process_finds_the_database_locked),
        cmocka_unit_test(a_new_database_is_private_and_leaves_nothing_beside_it),
        cmocka_unit_test(what_is_written_is_there_after_a_new_open),
        cmocka_unit_test(new_files_have_the_storage_version_that_old_engines_read),
        cmocka_unit_test(a_missing_database_is_not_made_unless_wanted),
        cmocka_unit_test(what_is_no_database_is_refused_and_left_alone),
        cmocka_unit_test(a_damaged_header_is_refused),
        cmocka_unit_test(an_unwritable_place_is_an_error),
        cmocka_unit_test(arguments_that_make_no_sense_are_refused),
        cmocka_unit_test(a_file_can_be_open_once_in_a_process),
        cmocka_unit_test(read_only_handles_change_nothing),
        cmocka_unit_test(closing_twice_is_harmless_and_use_after_it_an_error),
        cmocka_unit_test(a_path_is_made_absolute),
        cmocka_unit_test(a_project_has_its_database_below_home),
        cmocka_unit_test(a_project_id_can_not_lead_elsewhere),
        cmocka_unit_test(a_handle_is_freed_when_its_scope_ends),
        cmocka_unit_test(a_database_of_the_users_own_making_is_taken_over),
        cmocka_unit_test(a_file_of_an_older_tool_gets_the_columns_that_it_lacks),
        cmocka_unit_test(what_a_dead_creation_left_is_removed_and_a_living_one_kept),
        cmocka_unit_test(a_new_file_is_discarded_where_nothing_was_loaded),
        cmocka_unit_test(a_database_without_a_history_has_no_loads),
        cmocka_unit_test(a_transaction_that_is_open_ends_with_the_handle),
        cmocka_unit_test(what_a_dead_load_left_is_swept_at_the_next_writing_open),
    };

    return cmocka_run_group_tests(tests, make_folder, remove_folder);
}
