/*
 * What other processes do to files between two calls, and what fails twice: the calls here fail as they do then.
 */
#include "fault_fixture.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/error.h"
#include "store/database_creation.h"
#include "store/file_beside.h"
#include "store/project.h"
#include "store/scratch_folder.h"
#include "store/table_name.h"
#include "store/wait_queue.h"
#include "target_fixture.h"

static void empty_folder(void *payload)
{
    (void)payload;
    run_in_folder("rm -rf ./* ./.[!.]*");
}

static void assert_nothing_left(void)
{
    run_in_folder("[ -z \"$(ls -A)\" ]");
}

/* ---- Somebody removes what was just made, again and again ---------------------------------------------- */

static void who_can_not_get_into_the_line_waits_without(void **state)
{
    wait_queue q = WAIT_QUEUE_INIT;

    (void)state;
    begin_fault("open", 1, "on", ENOENT);
    wait_queue_join(&q, target);
    assert_true(end_fault());
    assert_int_equal(q.descriptor, -1);
    assert_true(wait_queue_is_first(&q));
    wait_queue_leave(&q);
    assert_nothing_left();
}

static void a_new_file_is_given_up_after_many_tries(void **state)
{
    file_beside f = FILE_BESIDE_INIT;

    (void)state;
    begin_fault("openat", 1, "on", ENOENT);
    mpdata_status status = file_beside_open(&f, target, NULL);
    assert_true(end_fault());
    assert_int_equal(status, MPDATA_ERROR_IO);
    file_beside_close(&f);
    assert_nothing_left();
}

static void a_scratch_folder_takes_another_name_and_gives_up_after_many(void **state)
{
    scratch_folder *f = NULL;

    (void)state;
    begin_fault("mkdirat", 1, "once", EEXIST);
    mpdata_status status = scratch_folder_make(folder, &f, NULL);
    assert_true(end_fault());
    assert_int_equal(status, MPDATA_OK);
    assert_int_equal(scratch_folder_close(f, NULL), MPDATA_OK);
    begin_fault("mkdirat", 1, "on", EEXIST);
    status = scratch_folder_make(folder, &f, NULL);
    assert_true(end_fault());
    assert_int_equal(status, MPDATA_ERROR_IO);
    assert_null(f);
    assert_nothing_left();
}

/* Its path has one slash. */
static void a_scratch_folder_may_be_in_the_root(void **state)
{
    scratch_folder *f = NULL;
    mpdata_error error;

    (void)state;
    if (access("/", W_OK) != 0)
        skip();
    if (scratch_folder_make("/", &f, &error) != MPDATA_OK)
        fail_msg("%s", error.message);
    bool has_one_slash = strncmp(scratch_folder_database(f), "/mpdata-scratch-", 16) == 0;
    assert_int_equal(scratch_folder_close(f, NULL), MPDATA_OK);
    assert_true(has_one_slash);
}

/* ---- Places that are no files ---------------------------------------------------------------------------- */

/* A file system without hard links, and a folder where the file is to be. */
static void a_folder_is_not_replaced_by_a_new_file(void **state)
{
    file_beside f = FILE_BESIDE_INIT;
    bool is_taken = false;

    (void)state;
    empty_folder(NULL);
    run_in_folder("mkdir a.db && touch a.db/kept");
    assert_int_equal(file_beside_open(&f, target, NULL), MPDATA_OK);
    file_write_text(f.path, "new");
    begin_fault("link", 1, "once", EPERM);
    mpdata_status status = file_beside_publish(&f, &is_taken, NULL);
    assert_true(end_fault());
    file_beside_close(&f);
    assert_int_equal(status, MPDATA_ERROR_IO);
    run_in_folder("[ \"$(find . -type f)\" = ./a.db/kept ]");
    empty_folder(NULL);
}

static void what_can_not_be_looked_at_or_is_no_file_is_not_discarded(void **state)
{
    struct stat made;

    (void)state;
    file_write_text(target, "");
    assert_int_equal(stat(target, &made), 0);
    begin_fault("fstat", 1, "once", EIO);
    database_discard(target, &made);
    assert_true(end_fault());
    assert_int_equal(access(target, F_OK), 0);
    database_discard(target, &made);
    assert_int_equal(access(target, F_OK), -1);
    assert_int_equal(mkfifo(target, 0600), 0);
    database_discard_blank(target);
    assert_int_equal(unlink(target), 0);
}

/* ---- What is in the way of a removal ----------------------------------------------------------------------- */

static void leave_scratch(const char *more)
{
    char command[4200];

    empty_folder(NULL);
    (void)snprintf(
        command, sizeof(command),
        "mkdir -m 700 mpdata-scratch-0123456789abcdef && cd mpdata-scratch-* && "
        "touch scratch.db && mkdir scratch.db.tmp && touch "
        "scratch.db.tmp/duckdb_temp_storage-0.tmp scratch.db.tmp/duckdb_temp_storage-1.tmp%s",
        more);
    run_in_folder(command);
}

typedef struct told {
    int calls;
    mpdata_scratch_state state;
    char reason[64];
} told;

static int note(const mpdata_scratch *found, void *payload)
{
    told *t = payload;

    t->calls++;
    t->state = found->state;
    (void)snprintf(t->reason, sizeof(t->reason), "%s", found->reason);
    return 0;
}

static mpdata_status clean(told *t, mpdata_error *error)
{
    mpdata_scratch_options options = MPDATA_SCRATCH_OPTIONS_INIT;

    *t = (told){0};
    options.folder = folder;
    options.on_found = note;
    options.payload = t;
    return mpdata_scratch_clean(&options, error);
}

static void the_first_of_several_failures_is_the_reason(void **state)
{
    mpdata_error error;
    told t;

    (void)state;
    leave_scratch("");
    begin_fault("unlinkat", 1, "on", EROFS);
    mpdata_status status = clean(&t, &error);
    assert_true(end_fault());
    assert_int_equal(status, MPDATA_ERROR_IO);
    assert_int_equal(t.state, MPDATA_SCRATCH_STUCK);
    assert_string_equal(t.reason, strerror(EROFS));
    assert_int_equal(clean(&t, NULL), MPDATA_OK);
    assert_nothing_left();
}

/* Some file systems say EEXIST where others say ENOTEMPTY. */
static void a_folder_that_is_not_empty_by_either_name_is_one(void **state)
{
    told t;

    (void)state;
    leave_scratch(" mine");
    begin_fault("unlinkat", 1, "on", EEXIST);
    mpdata_status status = clean(&t, NULL);
    assert_true(end_fault());
    assert_int_equal(status, MPDATA_ERROR_IO);
    assert_string_equal(t.reason, "it holds a file that mpdata did not put there");
}

/* Or is another user's, or no folder. */
static void what_is_gone_by_the_time_it_is_opened_is_no_fault(void **state)
{
    static const int errors[] = {ENOENT, EACCES, EPERM, ELOOP, ENOTDIR};

    (void)state;
    leave_scratch("");
    for (size_t i = 0; i < sizeof(errors) / sizeof(errors[0]); i++) {
        told t;

        begin_fault("openat", 1, "once", errors[i]);
        mpdata_status status = clean(&t, NULL);
        assert_true(end_fault());
        assert_int_equal(status, MPDATA_OK);
        assert_int_equal(t.calls, 0);
    }
}

/* The listing ends with an error after a folder that is stuck: that one is told. */
static void a_listing_that_fails_does_not_hide_what_came_before(void **state)
{
    mpdata_error error;
    bool was_told = false;

    (void)state;
    for (unsigned long number = 1; !was_told && number < 20; number++) {
        told t;

        leave_scratch(" mine");
        begin_fault("readdir", number, "on", EIO);
        assert_int_equal(clean(&t, &error), MPDATA_ERROR_IO);
        assert_true(end_fault());
        was_told = t.calls == 1 && strstr(error.message, "can't remove") != NULL;
    }
    assert_true(was_told);
}

/* Whether it is still ours can't be told: it stays, and can be cleaned. */
static void a_scratch_folder_that_can_not_be_looked_at_stays(void **state)
{
    scratch_folder *f = NULL;
    told t;

    (void)state;
    empty_folder(NULL);
    assert_int_equal(scratch_folder_make(folder, &f, NULL), MPDATA_OK);
    begin_fault("fstat", 1, "on", EIO);
    mpdata_status status = scratch_folder_close(f, NULL);
    assert_true(end_fault());
    assert_int_equal(status, MPDATA_ERROR_IO);
    assert_int_equal(clean(&t, NULL), MPDATA_OK);
    assert_int_equal(t.state, MPDATA_SCRATCH_REMOVED);
    assert_nothing_left();
}

/* ---- Names --------------------------------------------------------------------------------------------------- */

/* A number that no user has. */
static void without_an_entry_the_home_folder_is_not_known(void **state)
{
    const char *home = getenv("HOME");
    char *kept = strdup(home == NULL ? "/" : home);
    char *path = NULL;

    (void)state;
    assert_int_equal(unsetenv("HOME"), 0);
    begin_fault("getpwuid_r", 1, "once", 0);
    mpdata_status status = project_path("12", 2, &path, NULL);
    assert_true(end_fault());
    assert_int_equal(status, MPDATA_ERROR_IO);
    assert_null(path);
    assert_int_equal(setenv("HOME", kept, 1), 0);
    free(kept);
}

static mpdata_status quote(void *payload, outcome *out, mpdata_error *error)
{
    buffer sql = BUFFER_INIT;
    bool done = sql_append_name(&sql, payload) && buffer_terminate(&sql);

    if (done)
        outcome_add_text(out, sql.data);
    buffer_dispose(&sql);
    return done ? MPDATA_OK : error_set_memory(error);
}

static void a_name_is_quoted_whole_or_not(void **state)
{
    static char name[] = "a \"name\"";
    const trial t = {quote, name, NULL, NULL};

    (void)state;
    /* Each of its letters is added by itself, a quote twice. */
    assert_true(fail_each_call("allocation", ENOMEM, &t) >= 13);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(who_can_not_get_into_the_line_waits_without),
        cmocka_unit_test(a_new_file_is_given_up_after_many_tries),
        cmocka_unit_test(a_scratch_folder_takes_another_name_and_gives_up_after_many),
        cmocka_unit_test(a_scratch_folder_may_be_in_the_root),
        cmocka_unit_test(a_folder_is_not_replaced_by_a_new_file),
        cmocka_unit_test(what_can_not_be_looked_at_or_is_no_file_is_not_discarded),
        cmocka_unit_test(the_first_of_several_failures_is_the_reason),
        cmocka_unit_test(a_folder_that_is_not_empty_by_either_name_is_one),
        cmocka_unit_test(what_is_gone_by_the_time_it_is_opened_is_no_fault),
        cmocka_unit_test(a_listing_that_fails_does_not_hide_what_came_before),
        cmocka_unit_test(a_scratch_folder_that_can_not_be_looked_at_stays),
        cmocka_unit_test(without_an_entry_the_home_folder_is_not_known),
        cmocka_unit_test(a_name_is_quoted_whole_or_not),
    };

    return cmocka_run_group_tests(tests, make_target, remove_target);
}
