/*
 * A backup by somebody who may only read, of a database whose writer died: what is in the log is in the copy, too. Each step is a
 * process of its own.
 */
#include "harness.h"

#include <stdbool.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "folder_fixture.h"
#include "mpdata.h"

#define NOBODY 65534

static char *database_path;
static char *log_path;
static char *copy_path;

/* Exit codes of a child. */
enum { DONE, FAILED_TO_OPEN, FAILED_TO_RUN, WRONG_ANSWER, FAILED_TO_COPY };

static int in_child(int (*work)(void))
{
    int status = 0;
    pid_t child = fork();

    if (child == 0)
        _exit(work());
    assert_int_equal(waitpid(child, &status, 0), child);
    assert_true(WIFEXITED(status));
    return WEXITSTATUS(status);
}

static int open_database(const char *path, bool read_only, mpdata_db **db)
{
    mpdata_open_options options = MPDATA_OPEN_OPTIONS_INIT;
    mpdata_error error;

    options.read_only = read_only;
    if (mpdata_open(path, &options, db, &error) == MPDATA_OK)
        return DONE;
    (void)fprintf(stderr, "%s\n", error.message);
    return FAILED_TO_OPEN;
}

/* It ends as by a kill. */
static int write_and_die(void)
{
    mpdata_db *db = NULL;
    int code = open_database(database_path, false, &db);

    if (code == DONE &&
        mpdata_query_execute(db, "CREATE TABLE numbers AS SELECT range AS n FROM range(1000)",
                             MPDATA_NUL_TERMINATED, NULL, 0, NULL, NULL) != MPDATA_OK)
        code = FAILED_TO_RUN;
    return code;
}

static int count_rows(mpdata_db *db)
{
    mpdata_value rows = MPDATA_VALUE_INIT;

    if (mpdata_query_scalar(db, "SELECT count(*) FROM numbers", MPDATA_NUL_TERMINATED, NULL, 0,
                            &rows, NULL) != MPDATA_OK)
        return FAILED_TO_RUN;
    return rows.int64 == 1000 ? DONE : WRONG_ANSWER;
}

static int copy_as_a_reader(void)
{
    bool is_root = geteuid() == 0;
    mpdata_db *db = NULL;
    mpdata_error error;

    /* Root may write all files, and is itself again where the counts of coverage are kept. */
    if (is_root && seteuid(NOBODY) != 0)
        return FAILED_TO_OPEN;
    int code = open_database(database_path, true, &db);
    if (code == DONE)
        code = count_rows(db);
    if (code == DONE && mpdata_db_backup(db, copy_path, NULL, NULL, &error) != MPDATA_OK) {
        (void)fprintf(stderr, "%s\n", error.message);
        code = FAILED_TO_COPY;
    }
    mpdata_db_free(db);
    if (is_root && seteuid(0) != 0)
        code = FAILED_TO_OPEN;
    return code;
}

static int read_the_copy(void)
{
    mpdata_db *db = NULL;
    int code = open_database(copy_path, true, &db);

    if (code == DONE)
        code = count_rows(db);
    mpdata_db_free(db);
    return code;
}

static void what_is_in_the_log_is_in_the_backup(void **state)
{
    (void)state;
    assert_int_equal(in_child(write_and_die), DONE);
    assert_int_equal(access(log_path, F_OK), 0);
    assert_int_equal(chmod(database_path, 0444), 0);
    assert_int_equal(chmod(log_path, 0444), 0);
    assert_int_equal(in_child(copy_as_a_reader), DONE);
    assert_int_equal(in_child(read_the_copy), DONE);
}

static int make_paths(void **state)
{
    (void)make_folder(state);
    database_path = path_in(folder, "a.db");
    log_path = path_in(folder, "a.db.wal");
    copy_path = path_in(folder, "copy.db");
    return chmod(folder, 0777);
}

static int remove_paths(void **state)
{
    free(database_path);
    free(log_path);
    free(copy_path);
    return remove_folder(state);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(what_is_in_the_log_is_in_the_backup),
    };

    return cmocka_run_group_tests(tests, make_paths, remove_paths);
}
