/*
 * Opens of what is not as it should be, while calls fail: a database whose writer died, a file that is none, and one that was made
 * for nothing.
 */
#include "fault_fixture.h"

#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/error.h"
#include "database_fixture.h"
#include "folder_fixture.h"

#define NOBODY 65534

/* Where each attempt finds what lies in folder/template. */
static char *work;
static char *database;
static char *copy;

static void restore(void *payload)
{
    (void)payload;
    run_in_folder("rm -rf work && cp -a template work");
}

/* Rows in the log: it ends as by a kill. */
static void write_and_die(void)
{
    mpdata_db *db = NULL;
    bool done =
        mpdata_open(database, NULL, &db, NULL) == MPDATA_OK &&
        mpdata_query_execute(db, "CREATE TABLE numbers AS SELECT range AS n FROM range(1000)",
                             MPDATA_NUL_TERMINATED, NULL, 0, NULL, NULL) == MPDATA_OK;

    _exit(done ? 0 : 1);
}

static int make_template(void **state)
{
    int status = 0;

    (void)make_folder(state);
    work = path_in(folder, "work");
    database = path_in(work, "a.db");
    copy = path_in(folder, "copies/b.db");
    run_in_folder("mkdir work");
    pid_t child = fork();
    if (child == 0)
        write_and_die();
    assert_int_equal(waitpid(child, &status, 0), child);
    assert_true(WIFEXITED(status) && WEXITSTATUS(status) == 0);
    run_in_folder("[ -s work/a.db.wal ] && mv work template");
    return 0;
}

static int remove_template(void **state)
{
    free(copy);
    free(database);
    free(work);
    return remove_folder(state);
}

/* ---- A database whose writer died --------------------------------------------------------------------- */

static mpdata_status open_and_close(void *payload, outcome *out, mpdata_error *error)
{
    mpdata_open_options options = MPDATA_OPEN_OPTIONS_INIT;
    mpdata_db *db = NULL;

    (void)out;
    options.read_only = *(const bool *)payload;
    options.threads = 1;
    mpdata_status status = mpdata_open(database, &options, &db, error);
    if (status != MPDATA_OK)
        return status;
    status = mpdata_db_close(db, error);
    mpdata_db_free(db);
    return status;
}

static void assert_rows(void *payload, const fault *f, mpdata_status status)
{
    mpdata_db *db = open_or_fail(database);

    (void)payload;
    (void)f;
    (void)status;
    assert_answer(db, "SELECT count(*) FROM numbers", "1000");
    mpdata_db_free(db);
}

static void what_is_in_the_log_is_there_after_an_open_that_failed(void **state)
{
    bool read_only = true;
    const trial t = {open_and_close, &read_only, restore, assert_rows};

    (void)state;
    fail_places(&t, false, SPARSE_STEP);
    read_only = false;
    fail_places(&t, false, SPARSE_STEP);
}

/* Each of our own, and all after it: the database's last checkpoint has no journal then. */
static void without_descriptors_nothing_is_lost(void **state)
{
    bool read_only = false;
    const trial t = {open_and_close, &read_only, restore, assert_rows};
    fault f = {"open", 1, EMFILE, true};

    (void)state;
    while (fail_one(&f, &t, 0))
        f.number++;
    assert_true(f.number > 3);
}

/* ---- A backup by who may only read ---------------------------------------------------------------------- */

static mpdata_status back_up(void *payload, outcome *out, mpdata_error *error)
{
    mpdata_backup_options options = MPDATA_BACKUP_OPTIONS_INIT;
    mpdata_backup_report report = {0};

    options.replaces = true;
    mpdata_status status = mpdata_db_backup(payload, copy, &options, &report, error);
    if (status == MPDATA_OK)
        outcome_add(out, &report.bytes, sizeof(report.bytes));
    return status;
}

static int be_oneself(void **state)
{
    (void)state;
    assert_int_equal(seteuid(getuid()), 0);
    return 0;
}

static void a_backup_has_the_log_too_or_is_an_error(void **state)
{
    mpdata_open_options options = MPDATA_OPEN_OPTIONS_INIT;
    mpdata_db *db = NULL;
    mpdata_error error;

    (void)state;
    restore(NULL);
    run_in_folder("chmod 755 . work && chmod 444 work/a.db work/a.db.wal && mkdir -m 777 copies");
    /* Root may write all files. */
    if (geteuid() == 0)
        assert_int_equal(seteuid(NOBODY), 0);
    options.read_only = true;
    if (mpdata_open(database, &options, &db, &error) != MPDATA_OK)
        fail_msg("%s", error.message);
    const trial t = {back_up, db, NULL, NULL};
    fail_each_allocation(back_up, db);
    assert_true(fail_each_call("open", EIO, &t) > 3);
    assert_true(fail_each_call("close", EIO, &t) > 2);
    assert_true(fail_each_call("fstat", EIO, &t) > 0);
    mpdata_db_free(db);
    (void)be_oneself(NULL);
    run_in_folder("[ \"$(ls -A copies)\" = b.db ] && rm -r copies");
}

/* It comes while the backup is made. */
static void what_takes_the_backups_place_meanwhile_stays(void **state)
{
    char *path = path_in(work, "b.db");
    mpdata_error error;

    (void)state;
    restore(NULL);
    mpdata_db *db = open_or_fail(database);
    begin_fault("link", 1, "once", EEXIST);
    mpdata_status status = mpdata_db_backup(db, path, NULL, NULL, &error);
    assert_true(end_fault());
    assert_int_equal(status, MPDATA_ERROR_ARGUMENT);
    assert_non_null(strstr(error.message, "there is a file already"));
    assert_int_equal(access(path, F_OK), -1);
    mpdata_db_free(db);
    free(path);
}

/* Somebody moved the database away, and whatever looks at its place sees nothing: it is not what is open. */
static void another_file_is_not_taken_for_what_is_open(void **state)
{
    mpdata_open_options options = MPDATA_OPEN_OPTIONS_INIT;
    char *path = path_in(work, "b.db");
    mpdata_db *db = NULL;
    mpdata_error error;

    (void)state;
    restore(NULL);
    mpdata_db_free(open_or_fail(database));
    options.read_only = true;
    assert_int_equal(mpdata_open(database, &options, &db, NULL), MPDATA_OK);
    run_in_folder("mv work/a.db work/moved.db && cp work/moved.db work/a.db");
    begin_fault("stat", 1, "on", ENOENT);
    mpdata_status status = mpdata_db_backup(db, path, NULL, NULL, &error);
    inject_end();
    assert_int_equal(status, MPDATA_ERROR_IO);
    assert_non_null(strstr(error.message, "is another file now"));
    assert_int_equal(access(path, F_OK), -1);
    mpdata_db_free(db);
    free(path);
}

/* ---- Files that are none, or were made for nothing ------------------------------------------------------- */

static void a_file_that_is_no_database_stays_whatever_can_be_seen_of_it(void **state)
{
    static const char text[] = "a letter to a friend";
    bool was_reached = true;

    (void)state;
    restore(NULL);
    run_in_folder("rm work/*");
    file_write_text(database, text);
    for (unsigned long number = 1; was_reached; number++) {
        mpdata_db *db = NULL;
        struct stat facts;

        begin_fault("stat", number, "once", ENOENT);
        mpdata_status status = mpdata_open(database, NULL, &db, NULL);
        was_reached = end_fault();
        assert_int_not_equal(status, MPDATA_OK);
        assert_null(db);
        assert_int_equal(stat(database, &facts), 0);
        assert_int_equal(facts.st_size, sizeof(text) - 1);
    }
}

/* It has a log by then, which must not outlive it: that would be in the way of another one. */
static void without_memory_for_its_log_a_new_database_stays(void **state)
{
    mpdata_open_options options = MPDATA_OPEN_OPTIONS_INIT;
    char *log = path_in(work, "a.db.wal");
    bool was_reached = true;

    (void)state;
    restore(NULL);
    options.discard_unless_loaded = true;
    for (unsigned long number = 1; was_reached; number++) {
        mpdata_db *db = NULL;

        run_in_folder("rm -f work/*");
        assert_int_equal(mpdata_open(database, &options, &db, NULL), MPDATA_OK);
        assert_int_equal(mpdata_query_execute(db, "CREATE TABLE t AS SELECT 1 AS n",
                                              MPDATA_NUL_TERMINATED, NULL, 0, NULL, NULL),
                         MPDATA_OK);
        assert_int_equal(access(log, F_OK), 0);
        begin_fault("allocation", number, "once", ENOMEM);
        (void)mpdata_db_close(db, NULL);
        was_reached = end_fault();
        mpdata_db_free(db);
        assert_true(access(database, F_OK) == 0 || access(log, F_OK) != 0);
        db = open_or_fail(database);
        mpdata_db_free(db);
    }
    free(log);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(what_is_in_the_log_is_there_after_an_open_that_failed),
        cmocka_unit_test(without_descriptors_nothing_is_lost),
        cmocka_unit_test_teardown(a_backup_has_the_log_too_or_is_an_error, be_oneself),
        cmocka_unit_test(what_takes_the_backups_place_meanwhile_stays),
        cmocka_unit_test(another_file_is_not_taken_for_what_is_open),
        cmocka_unit_test(a_file_that_is_no_database_stays_whatever_can_be_seen_of_it),
        cmocka_unit_test(without_memory_for_its_log_a_new_database_stays),
    };

    return cmocka_run_group_tests(tests, make_template, remove_template);
}
