/*
 * A database that another process has locked: who it is, and waiting for it.
 */
#include <string.h>
#include <sys/wait.h>
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

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_error_names_the_process),
        cmocka_unit_test(a_database_that_was_compacted_meanwhile_is_the_new_file),
        cmocka_unit_test(an_open_that_waits_gets_the_database_when_it_is_free),
        cmocka_unit_test(a_wait_has_an_end_and_can_be_given_up),
    };

    return cmocka_run_group_tests(tests, make_folder, remove_folder);
}
