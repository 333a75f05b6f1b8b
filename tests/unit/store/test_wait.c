/*
 * A database that another process has locked: who it is, and waiting for it.
 */
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "database_fixture.h"
#include "folder_fixture.h"

typedef struct holder {
    pid_t pid;
    int to;
    int from;
} holder;

/* A process that has the database open until it reads a byte, and may compact it then. */
static holder hold_and(const char *path, bool compacts)
{
    int down[2];
    int up[2];
    char byte = 0;

    assert_int_equal(pipe(down), 0);
    assert_int_equal(pipe(up), 0);
    pid_t pid = fork();
    if (pid == 0) {
        mpdata_db *db = NULL;

        (void)close(down[1]);
        if (mpdata_open(path, NULL, &db, NULL) != MPDATA_OK || write(up[1], "x", 1) != 1 ||
            read(down[0], &byte, 1) < 0)
            _exit(1);
        if (compacts && mpdata_db_compact(db, NULL, NULL) != MPDATA_OK)
            _exit(2);
        mpdata_db_free(db);
        _exit(0);
    }
    (void)close(down[0]);
    (void)close(up[1]);
    assert_int_equal(read(up[0], &byte, 1), 1);
    return (holder){pid, down[1], up[0]};
}

static holder hold(const char *path)
{
    return hold_and(path, false);
}

static void let_go(const holder *h)
{
    int status = 0;

    assert_int_equal(write(h->to, "x", 1), 1);
    (void)close(h->to);
    (void)close(h->from);
    assert_int_equal(waitpid(h->pid, &status, 0), h->pid);
    assert_int_equal(status, 0);
}

static void the_error_names_the_process(void **state)
{
    char *path = path_in(folder, "held.db");
    holder h = hold(path);
    mpdata_open_options options = MPDATA_OPEN_OPTIONS_INIT;
    mpdata_db *db = NULL;
    mpdata_error error;
    char wanted[64];

    (void)state;
    (void)snprintf(wanted, sizeof(wanted), "database is locked by PID %ld (", (long)h.pid);
    for (int i = 0; i < 2; i++) {
        options.read_only = i == 1;
        assert_int_equal(mpdata_open(path, &options, &db, &error), MPDATA_ERROR_DATABASE_LOCKED);
        assert_non_null(strstr(error.message, wanted));
    }
    let_go(&h);
    free(path);
}

typedef struct watcher {
    const holder *lets_go;
    int calls;
    int stop_at;
} watcher;

static int watch(const mpdata_error *locked, uint64_t waited_ms, void *payload)
{
    watcher *w = payload;

    (void)waited_ms;
    assert_int_equal(locked->code, MPDATA_ERROR_DATABASE_LOCKED);
    w->calls++;
    if (w->lets_go != NULL && w->calls == 2)
        let_go(w->lets_go);
    return w->calls == w->stop_at;
}

static void an_open_that_waits_gets_the_database_when_it_is_free(void **state)
{
    char *path = path_in(folder, "waited.db");
    holder h = hold(path);
    mpdata_open_options options = MPDATA_OPEN_OPTIONS_INIT;
    watcher w = {&h, 0, 0};
    mpdata_db *db = NULL;
    mpdata_error error;

    (void)state;
    options.wait_ms = 60000;
    options.on_wait = watch;
    options.wait_payload = &w;
    assert_int_equal(mpdata_open(path, &options, &db, &error), MPDATA_OK);
    assert_true(w.calls >= 2);
    assert_string_equal(ask(db, "SELECT 'open'"), "open");
    mpdata_db_free(db);
    free(path);
}

static void a_wait_has_an_end_and_can_be_given_up(void **state)
{
    char *path = path_in(folder, "ended.db");
    holder h = hold(path);
    mpdata_open_options options = MPDATA_OPEN_OPTIONS_INIT;
    watcher w = {NULL, 0, 2};
    mpdata_db *db = NULL;
    mpdata_error error;

    (void)state;
    options.wait_ms = 150;
    assert_int_equal(mpdata_open(path, &options, &db, &error), MPDATA_ERROR_DATABASE_LOCKED);
    options.wait_ms = 60000;
    options.on_wait = watch;
    options.wait_payload = &w;
    assert_int_equal(mpdata_open(path, &options, &db, &error), MPDATA_ERROR_INTERRUPTED);
    assert_int_equal(w.calls, 2);
    let_go(&h);
    free(path);
}

/* What was waited for is another file now, and is known as that. */
static void a_database_that_was_compacted_meanwhile_is_the_new_file(void **state)
{
    char *path = path_in(folder, "compacted.db");
    holder h = hold_and(path, true);
    mpdata_open_options options = MPDATA_OPEN_OPTIONS_INIT;
    watcher w = {&h, 0, 0};
    mpdata_db *db = NULL;
    mpdata_db *second = NULL;
    mpdata_error error;

    (void)state;
    options.wait_ms = 60000;
    options.on_wait = watch;
    options.wait_payload = &w;
    assert_int_equal(mpdata_open(path, &options, &db, &error), MPDATA_OK);
    assert_int_equal(mpdata_open(path, NULL, &second, &error), MPDATA_ERROR_DATABASE_LOCKED);
    assert_non_null(strstr(error.message, "this process"));
    mpdata_db_free(db);
    free(path);
}

/* A process that waits for the database, says so, and once it has it writes `letter` and keeps it for a moment. */
typedef struct waiter {
    pid_t pid;
    int from;
} waiter;

static int say_so(const mpdata_error *locked, uint64_t waited_ms, void *payload)
{
    int *to = payload;

    (void)locked;
    (void)waited_ms;
    if (*to >= 0)
        (void)!write(*to, "w", 1);
    *to = -1;
    return 0;
}

static waiter start_waiter(const char *path, bool read_only, char letter, int log)
{
    int up[2];
    char byte = 0;

    assert_int_equal(pipe(up), 0);
    pid_t pid = fork();
    if (pid == 0) {
        const struct timespec moment = {0, 30000000};
        mpdata_open_options options = MPDATA_OPEN_OPTIONS_INIT;
        mpdata_db *db = NULL;
        int told = up[1];

        options.wait_ms = 120000;
        options.on_wait = say_so;
        options.wait_payload = &told;
        options.read_only = read_only;
        if (mpdata_open(path, &options, &db, NULL) != MPDATA_OK || write(log, &letter, 1) != 1)
            _exit(1);
        (void)nanosleep(&moment, NULL);
        mpdata_db_free(db);
        _exit(0);
    }
    (void)close(up[1]);
    assert_int_equal(read(up[0], &byte, 1), 1);
    return (waiter){pid, up[0]};
}

static int end_waiter(const waiter *w)
{
    int status = 0;

    (void)close(w->from);
    assert_int_equal(waitpid(w->pid, &status, 0), w->pid);
    return status;
}

static bool is_there(const char *name)
{
    char *path = path_in(folder, name);
    struct stat facts;
    bool exists = lstat(path, &facts) == 0;

    free(path);
    return exists;
}

static void those_who_wait_come_in_their_order(void **state)
{
    enum { WAITERS = 6 };
    char *path = path_in(folder, "line.db");
    holder h = hold(path);
    waiter waiters[WAITERS];
    char found[WAITERS + 1] = "";
    int log[2];

    (void)state;
    assert_int_equal(pipe(log), 0);
    /* Readers stand in the line, too. */
    for (int i = 0; i < WAITERS; i++)
        waiters[i] = start_waiter(path, i % 3 == 2, (char)('a' + i), log[1]);
    assert_true(is_there("line.db.wait"));
    let_go(&h);
    for (int i = 0; i < WAITERS; i++)
        assert_int_equal(end_waiter(&waiters[i]), 0);
    assert_int_equal(read(log[0], found, WAITERS), WAITERS);
    assert_string_equal(found, "abcdef");
    assert_false(is_there("line.db.wait"));
    (void)close(log[0]);
    (void)close(log[1]);
    free(path);
}

static void nobody_waits_behind_the_dead_or_the_stopped(void **state)
{
    char *path = path_in(folder, "dead.db");
    holder h = hold(path);
    int log[2];
    char letter = 0;

    (void)state;
    assert_int_equal(pipe(log), 0);
    waiter dead = start_waiter(path, false, 'd', log[1]);
    waiter stopped = start_waiter(path, false, 's', log[1]);
    waiter alive = start_waiter(path, false, 'a', log[1]);
    assert_int_equal(kill(dead.pid, SIGKILL), 0);
    assert_true(WIFSIGNALED(end_waiter(&dead)));
    assert_int_equal(kill(stopped.pid, SIGSTOP), 0);
    let_go(&h);
    assert_int_equal(end_waiter(&alive), 0);
    assert_int_equal(read(log[0], &letter, 1), 1);
    assert_int_equal(letter, 'a');
    /* Neither does who does not wait at all. */
    mpdata_db_free(open_or_fail(path));
    assert_int_equal(kill(stopped.pid, SIGCONT), 0);
    assert_int_equal(end_waiter(&stopped), 0);
    assert_false(is_there("dead.db.wait"));
    (void)close(log[0]);
    (void)close(log[1]);
    free(path);
}

static void who_does_not_wait_does_not_overtake(void **state)
{
    char *path = path_in(folder, "overtaken.db");
    holder h = hold(path);
    mpdata_open_options options = MPDATA_OPEN_OPTIONS_INIT;
    mpdata_db *db = NULL;
    mpdata_error error;
    int log[2];

    (void)state;
    assert_int_equal(pipe(log), 0);
    waiter w = start_waiter(path, false, 'w', log[1]);
    assert_int_equal(mpdata_open(path, NULL, &db, &error), MPDATA_ERROR_DATABASE_LOCKED);
    options.wait_ms = 50;
    assert_int_equal(mpdata_open(path, &options, &db, &error), MPDATA_ERROR_DATABASE_LOCKED);
    let_go(&h);
    assert_int_equal(end_waiter(&w), 0);
    mpdata_db_free(open_or_fail(path));
    (void)close(log[0]);
    (void)close(log[1]);
    free(path);
}

static void who_reads_and_does_not_wait_need_not_stand_in_line(void **state)
{
    char *path = path_in(folder, "read.db");
    mpdata_open_options options = MPDATA_OPEN_OPTIONS_INIT;
    mpdata_db *db = NULL;
    int log[2];
    int down[2];
    char byte = 0;

    (void)state;
    assert_int_equal(pipe(log), 0);
    assert_int_equal(pipe(down), 0);
    mpdata_db_free(open_or_fail(path));
    /* In a process of its own, for two in one would be refused. */
    options.read_only = true;
    pid_t reader = fork();
    if (reader == 0) {
        (void)close(down[1]);
        if (mpdata_open(path, &options, &db, NULL) != MPDATA_OK || write(log[1], "r", 1) != 1)
            _exit(1);
        (void)!read(down[0], &byte, 1);
        mpdata_db_free(db);
        _exit(0);
    }
    assert_int_equal(read(log[0], &byte, 1), 1);
    waiter writer = start_waiter(path, false, 'w', log[1]);
    assert_int_equal(mpdata_open(path, &options, &db, NULL), MPDATA_OK);
    mpdata_db_free(db);
    let_go(&(holder){reader, down[1], down[0]});
    assert_int_equal(end_waiter(&writer), 0);
    (void)close(log[0]);
    (void)close(log[1]);
    free(path);
}

/* Who has it made it for a load, which fails: then its file goes. */
static void who_waits_for_a_file_that_goes_makes_it_anew(void **state)
{
    char *path = path_in(folder, "gone.db");
    int down[2];
    int log[2];
    char byte = 0;

    (void)state;
    for (int creates = 0; creates < 2; creates++) {
        mpdata_open_options options = MPDATA_OPEN_OPTIONS_INIT;
        watcher w = {NULL, 0, 0};
        mpdata_db *db = NULL;

        assert_int_equal(pipe(down), 0);
        assert_int_equal(pipe(log), 0);
        pid_t pid = fork();
        if (pid == 0) {
            (void)close(down[1]);
            options.discard_unless_loaded = true;
            if (mpdata_open(path, &options, &db, NULL) != MPDATA_OK || write(log[1], "h", 1) != 1)
                _exit(1);
            (void)!read(down[0], &byte, 1);
            mpdata_db_free(db);
            _exit(0);
        }
        assert_int_equal(read(log[0], &byte, 1), 1);
        holder h = {pid, down[1], down[0]};
        w.lets_go = &h;
        options.wait_ms = 60000;
        options.on_wait = watch;
        options.wait_payload = &w;
        options.existing_only = creates == 0;
        mpdata_status status = mpdata_open(path, &options, &db, NULL);
        assert_int_equal(status, creates == 0 ? MPDATA_ERROR_DATABASE_NOT_FOUND : MPDATA_OK);
        if (creates == 1)
            assert_answer(db, "SELECT count(*) FROM duckdb_tables() WHERE table_name = '_metadata'",
                          "1");
        mpdata_db_free(db);
        (void)close(log[0]);
        (void)close(log[1]);
        assert_false(is_there("gone.db.wait"));
    }
    free(path);
}

static void what_lies_in_place_of_the_line_is_harmless(void **state)
{
    char *path = path_in(folder, "odd.db");
    char *line = path_in(folder, "odd.db.wait");
    char *target = path_in(folder, "target");
    int log[2];

    (void)state;
    assert_int_equal(pipe(log), 0);
    mpdata_db_free(open_or_fail(path));
    /* One that a killed process left goes with the next open for writing. */
    file_write_text(line, "");
    mpdata_db_free(open_or_fail(path));
    assert_false(is_there("odd.db.wait"));
    file_write_text(target, "kept");
    for (int way = 0; way < 3; way++) {
        int made = way == 0   ? symlink(target, line)
                   : way == 1 ? mkdir(line, 0700)
                              : mkfifo(line, 0600);
        assert_int_equal(made, 0);
        holder h = hold(path);
        waiter w = start_waiter(path, false, 'w', log[1]);
        let_go(&h);
        assert_int_equal(end_waiter(&w), 0);
        assert_true(is_there("odd.db.wait"));
        assert_int_equal(way == 1 ? rmdir(line) : unlink(line), 0);
    }
    (void)close(log[0]);
    (void)close(log[1]);
    free(target);
    free(line);
    free(path);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_error_names_the_process),
        cmocka_unit_test(a_database_that_was_compacted_meanwhile_is_the_new_file),
        cmocka_unit_test(an_open_that_waits_gets_the_database_when_it_is_free),
        cmocka_unit_test(a_wait_has_an_end_and_can_be_given_up),
        cmocka_unit_test(those_who_wait_come_in_their_order),
        cmocka_unit_test(nobody_waits_behind_the_dead_or_the_stopped),
        cmocka_unit_test(who_does_not_wait_does_not_overtake),
        cmocka_unit_test(who_reads_and_does_not_wait_need_not_stand_in_line),
        cmocka_unit_test(who_waits_for_a_file_that_goes_makes_it_anew),
        cmocka_unit_test(what_lies_in_place_of_the_line_is_harmless),
    };

    return cmocka_run_group_tests(tests, make_folder, remove_folder);
}
