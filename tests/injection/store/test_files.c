/*
 * What the store does with files alone, without DuckDB, while calls fail.
 */
#include "fault_fixture.h"

#include <fcntl.h>
#include <signal.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/error.h"
#include "store/database_file.h"
#include "store/file_beside.h"
#include "store/finding_list.h"
#include "store/load_options.h"
#include "store/lock_holder.h"
#include "store/project.h"
#include "store/scratch_contents.h"
#include "store/scratch_folder.h"
#include "store/wait_queue.h"
#include "target_fixture.h"

static void empty_folder(void *payload)
{
    char command[8300];

    (void)payload;
    (void)snprintf(command, sizeof(command), "rm -rf '%s' && mkdir '%s'", folder, folder);
    assert_int_equal(system(command), 0);
}

static void assert_empty(void *payload, const fault *f, mpdata_status status)
{
    char command[8300];

    (void)payload;
    (void)status;
    if (f != NULL && (strncmp(f->function, "unlink", 6) == 0 || strcmp(f->function, "rmdir") == 0))
        return;
    (void)snprintf(command, sizeof(command),
                   "[ -z \"$(ls -A '%s' | grep -v '^a.db$')\" ] || { ls -AR '%s' >&2; false; }",
                   folder, folder);
    if (system(command) != 0)
        fail_msg("%s %lu %d leaves something", f == NULL ? "nothing" : f->function,
                 f == NULL ? 0 : f->number, f == NULL ? 0 : f->error);
}

static void fail_in_folder(attempt try)
{
    const trial t = {try, NULL, empty_folder, assert_empty};

    fail_new_places(&t);
}

/* ---- The line of those who wait ---------------------------------------------------------------------- */

/* Who can't stand in line waits without. */
static mpdata_status stand_in_line(void *payload, outcome *out, mpdata_error *error)
{
    wait_queue first = WAIT_QUEUE_INIT;
    wait_queue second = WAIT_QUEUE_INIT;

    (void)payload;
    (void)out;
    (void)error;
    wait_queue_join(&first, target);
    wait_queue_join(&second, target);
    (void)wait_queue_is_there(target);
    (void)wait_queue_is_first(&first);
    (void)wait_queue_is_first(&second);
    wait_queue_leave(&first);
    wait_queue_leave(&second);
    wait_queue_sweep(target);
    return MPDATA_OK;
}

static void who_can_not_stand_in_line_waits_without(void **state)
{
    (void)state;
    fail_in_folder(stand_in_line);
}

static void a_file_of_another_kind_is_no_line(void **state)
{
    char *path = path_in(folder, "a.db.wait");
    wait_queue q = WAIT_QUEUE_INIT;

    (void)state;
    empty_folder(NULL);
    assert_int_equal(mkfifo(path, 0600), 0);
    wait_queue_join(&q, target);
    assert_true(wait_queue_is_first(&q));
    assert_false(wait_queue_is_there(target));
    wait_queue_leave(&q);
    wait_queue_sweep(target);
    assert_int_equal(access(path, F_OK), 0);
    free(path);
}

/* Somebody else's has its name by then. */
static void a_line_that_was_replaced_stays(void **state)
{
    char *path = path_in(folder, "a.db.wait");
    wait_queue q = WAIT_QUEUE_INIT;

    (void)state;
    empty_folder(NULL);
    wait_queue_join(&q, target);
    assert_int_equal(unlink(path), 0);
    file_write_text(path, "");
    wait_queue_leave(&q);
    assert_int_equal(access(path, F_OK), 0);
    free(path);
}

/* ---- New files --------------------------------------------------------------------------------------- */

static mpdata_status make_file(file_beside *f, mpdata_error *error)
{
    mpdata_status status = file_beside_open(f, target, error);
    int descriptor = status == MPDATA_OK ? creat(f->path, 0600) : -1;

    if (status == MPDATA_OK && descriptor < 0)
        status = error_set(error, MPDATA_ERROR_IO, "no file");
    if (descriptor >= 0)
        (void)close(descriptor);
    return status;
}

static mpdata_status publish(void *payload, outcome *out, mpdata_error *error)
{
    file_beside f = FILE_BESIDE_INIT;
    bool is_taken = false;
    mpdata_status status = make_file(&f, error);

    (void)payload;
    if (status == MPDATA_OK)
        status = file_beside_check_room(&f, 1, error);
    if (status == MPDATA_OK)
        status = file_beside_publish(&f, &is_taken, error);
    outcome_add(out, &is_taken, sizeof(is_taken));
    file_beside_close(&f);
    return status;
}

static mpdata_status replace(void *payload, outcome *out, mpdata_error *error)
{
    file_beside f = FILE_BESIDE_INIT;
    int locked = -1;
    mpdata_status status = make_file(&f, error);

    (void)payload;
    (void)out;
    if (status == MPDATA_OK)
        status = file_beside_replace(&f, &locked, error);
    if (locked >= 0)
        (void)close(locked);
    file_beside_close(&f);
    return status;
}

static void a_new_file_gets_its_name_or_leaves_nothing(void **state)
{
    const trial t = {publish, NULL, empty_folder, assert_empty};

    (void)state;
    /* File systems without hard links. */
    (void)fail_each_call("link", ENOTSUP, &t);
    (void)fail_each_call("link", ENOSYS, &t);
    file_beside_sweep("/a file that is not there");
    fail_in_folder(publish);
    fail_in_folder(replace);
}

/* As a process that was killed left it. */
static mpdata_status sweep_beside(void *payload, outcome *out, mpdata_error *error)
{
    (void)payload;
    (void)out;
    (void)error;
    file_beside_sweep(target);
    return MPDATA_OK;
}

static void leave_new_file(void *payload)
{
    char command[8300];

    empty_folder(payload);
    (void)snprintf(command, sizeof(command),
                   "mkdir -m 700 '%s.new-abcdef' && touch '%s.new-abcdef/new.db'", target, target);
    assert_int_equal(system(command), 0);
}

static void what_is_left_is_swept_as_far_as_it_can_be(void **state)
{
    const trial t = {sweep_beside, NULL, leave_new_file, NULL};

    (void)state;
    fail_new_places(&t);
}

static void a_disk_without_room_is_told(void **state)
{
    file_beside f = FILE_BESIDE_INIT;
    mpdata_error error;

    (void)state;
    empty_folder(NULL);
    assert_int_equal(make_file(&f, &error), MPDATA_OK);
    assert_int_equal(file_beside_check_room(&f, UINT64_MAX, &error), MPDATA_ERROR_IO);
    file_beside_close(&f);
}

/* ---- Scratch ----------------------------------------------------------------------------------------- */

static mpdata_status make_scratch(void *payload, outcome *out, mpdata_error *error)
{
    scratch_folder *f = NULL;
    mpdata_status status = scratch_folder_make(folder, &f, error);

    (void)payload;
    (void)out;
    if (status != MPDATA_OK)
        return status;
    status = scratch_folder_check(f, error);
    if (status != MPDATA_OK) {
        (void)scratch_folder_close(f, NULL);
        return status;
    }
    return scratch_folder_close(f, error);
}

static void clean_folder(void *payload, const fault *f, mpdata_status status)
{
    mpdata_scratch_options options = MPDATA_SCRATCH_OPTIONS_INIT;
    mpdata_error error;

    options.folder = folder;
    if (mpdata_scratch_clean(&options, &error) != MPDATA_OK)
        fail_msg("%s", error.message);
    assert_empty(payload, f, status);
}

static void a_scratch_folder_goes_or_can_be_cleaned(void **state)
{
    const trial t = {make_scratch, NULL, empty_folder, clean_folder};

    (void)state;
    fail_new_places(&t);
}

static int count_found(const mpdata_scratch *found, void *payload)
{
    outcome_add(payload, &found->state, sizeof(found->state));
    return 0;
}

static mpdata_status clean(void *payload, outcome *out, mpdata_error *error)
{
    mpdata_scratch_options options = MPDATA_SCRATCH_OPTIONS_INIT;
    outcome states = 0;

    (void)out;
    options.folder = folder;
    options.is_dry_run = *(const bool *)payload;
    options.on_found = count_found;
    options.payload = &states;
    return mpdata_scratch_clean(&options, error);
}

static void leave_scratch(void *payload)
{
    char command[8300];

    empty_folder(payload);
    (void)snprintf(
        command, sizeof(command),
        "cd '%s' && mkdir -m 700 mpdata-scratch-0123456789abcdef && cd mpdata-scratch-* && touch "
        "scratch.db "
        "scratch.db.wal && mkdir scratch.db.tmp && touch scratch.db.tmp/duckdb_temp_storage-0.tmp",
        folder);
    assert_int_equal(system(command), 0);
}

static void what_others_left_is_cleaned_or_told(void **state)
{
    bool is_dry_run = false;
    trial t = {clean, &is_dry_run, leave_scratch, NULL};

    (void)state;
    fail_new_places(&t);
    (void)fail_each_call("openat", EPERM, &t);
    (void)fail_each_call("openat", ELOOP, &t);
    (void)fail_each_call("readdir", EIO, &t);
    is_dry_run = true;
    fail_new_places(&t);
}

static int end_at_once(const mpdata_scratch *found, void *payload)
{
    (void)found;
    ++*(int *)payload;
    return 1;
}

static void leave_two(void)
{
    char command[8300];

    leave_scratch(NULL);
    (void)snprintf(
        command, sizeof(command),
        "cd '%s' && cp -a mpdata-scratch-0123456789abcdef mpdata-scratch-1123456789abcdef", folder);
    assert_int_equal(system(command), 0);
}

static void cleaning_ends_when_it_is_told_to(void **state)
{
    mpdata_scratch_options options = MPDATA_SCRATCH_OPTIONS_INIT;
    int told = 0;

    (void)state;
    leave_two();
    options.folder = folder;
    options.on_found = end_at_once;
    options.payload = &told;
    assert_int_equal(mpdata_scratch_clean(&options, NULL), MPDATA_OK);
    assert_int_equal(told, 1);
    options.struct_bytes = 1;
    assert_int_equal(mpdata_scratch_clean(&options, NULL), MPDATA_ERROR_ARGUMENT);
}

/* The first of two that hold somebody's file is told, and both stay. */
static void what_holds_another_file_is_stuck(void **state)
{
    mpdata_scratch_options options = MPDATA_SCRATCH_OPTIONS_INIT;
    mpdata_error error;
    char command[8300];

    (void)state;
    leave_two();
    (void)snprintf(command, sizeof(command),
                   "cd '%s' && for f in mpdata-scratch-*; do touch $f/mine; done", folder);
    assert_int_equal(system(command), 0);
    options.folder = folder;
    assert_int_equal(mpdata_scratch_clean(&options, &error), MPDATA_ERROR_IO);
    (void)snprintf(command, sizeof(command), "cd '%s' && [ $(ls */mine | wc -l) = 2 ]", folder);
    assert_int_equal(system(command), 0);
}

static void without_a_folder_it_is_the_systems(void **state)
{
    const char *base = getenv("TMPDIR");
    char *kept = base == NULL ? NULL : strdup(base);
    char *real = NULL;
    int descriptor = -1;

    (void)state;
    for (int i = 0; i < 2; i++) {
        assert_int_equal(i == 0 ? setenv("TMPDIR", "", 1) : unsetenv("TMPDIR"), 0);
        assert_int_equal(scratch_base_open(NULL, &descriptor, &real, NULL), MPDATA_OK);
        assert_string_equal(real, "/tmp");
        (void)close(descriptor);
        free(real);
    }
    leave_two();
    assert_int_equal(setenv("TMPDIR", folder, 1), 0);
    assert_int_equal(mpdata_scratch_clean(NULL, NULL), MPDATA_OK);
    assert_empty(NULL, NULL, MPDATA_OK);
    assert_int_equal(kept == NULL ? unsetenv("TMPDIR") : setenv("TMPDIR", kept, 1), 0);
    free(kept);
}

/* A child has the descriptors, and not the folder. */
static void a_child_leaves_the_scratch_of_its_parent_alone(void **state)
{
    scratch_folder *f = NULL;
    int status = 0;

    (void)state;
    empty_folder(NULL);
    assert_int_equal(scratch_folder_make(folder, &f, NULL), MPDATA_OK);
    pid_t child = fork();
    if (child == 0) {
        scratch_folder *own = NULL;
        bool is_made = scratch_folder_make(folder, &own, NULL) == MPDATA_OK;

        mpdata_scratch_discard();
        mpdata_scratch_discard();
        is_made = is_made && scratch_folder_check(own, NULL) != MPDATA_OK &&
                  scratch_folder_close(own, NULL) == MPDATA_OK &&
                  scratch_folder_close(f, NULL) == MPDATA_OK;
        _exit(is_made ? 0 : 1);
    }
    assert_int_equal(waitpid(child, &status, 0), child);
    assert_true(WIFEXITED(status) && WEXITSTATUS(status) == 0);
    assert_int_equal(scratch_folder_check(f, NULL), MPDATA_OK);
    assert_int_equal(scratch_folder_close(f, NULL), MPDATA_OK);
    assert_empty(NULL, NULL, MPDATA_OK);
}

/* ---- Names and texts --------------------------------------------------------------------------------- */

static mpdata_status name_project(void *payload, outcome *out, mpdata_error *error)
{
    char *path = NULL;
    mpdata_status status = project_path(payload, strlen(payload), &path, error);

    if (status == MPDATA_OK)
        outcome_add_text(out, path);
    free(path);
    return status;
}

static void a_project_has_its_place_or_an_error(void **state)
{
    static char id[] = "12";
    static const char *const wrong[] = {"", "..", "a/b", "a\\b", "a\x7f", "a\n"};
    const char *home = getenv("HOME");
    char *kept = strdup(home == NULL ? "/" : home);
    const trial t = {name_project, id, NULL, NULL};
    char *path = NULL;

    (void)state;
    assert_int_equal(setenv("HOME", "/somewhere", 1), 0);
    fail_new_places(&t);
    for (int i = 0; i < 2; i++) {
        assert_int_equal(i == 0 ? setenv("HOME", "", 1) : unsetenv("HOME"), 0);
        fail_new_places(&t);
        (void)fail_each_call("getpwuid_r", EIO, &t);
    }
    for (size_t i = 0; i < sizeof(wrong) / sizeof(wrong[0]); i++)
        assert_int_equal(project_path(wrong[i], strlen(wrong[i]), &path, NULL),
                         MPDATA_ERROR_ARGUMENT);
    char *many = malloc(300);
    memset(many, 'x', 300);
    assert_int_equal(project_path(many, 300, &path, NULL), MPDATA_ERROR_ARGUMENT);
    free(many);
    assert_int_equal(setenv("HOME", kept, 1), 0);
    free(kept);
}

static mpdata_status resolve(void *payload, outcome *out, mpdata_error *error)
{
    char *path = NULL;
    mpdata_status status = database_file_resolve(payload, false, &path, error);

    if (status == MPDATA_OK)
        outcome_add_text(out, path);
    free(path);
    return status;
}

static void a_path_is_made_absolute_or_refused(void **state)
{
    static char at_the_root[] = "/a.db";
    static char here[] = "a.db";
    static char folders[][8] = {"", ".", "..", "/", "/tmp/", "/tmp/..", "./."};
    const trial root = {resolve, at_the_root, NULL, NULL};
    const trial relative = {resolve, here, NULL, NULL};
    char *path = NULL;

    (void)state;
    assert_int_equal(database_file_resolve(at_the_root, false, &path, NULL), MPDATA_OK);
    assert_string_equal(path, "/a.db");
    free(path);
    fail_new_places(&root);
    fail_new_places(&relative);
    for (size_t i = 0; i < sizeof(folders) / sizeof(folders[0]); i++)
        assert_int_equal(database_file_resolve(folders[i], false, &path, NULL),
                         MPDATA_ERROR_NOT_A_DATABASE);
}

typedef struct days {
    int32_t from;
    int32_t to;
    const char *zone;
} days;

static mpdata_status write_where(void *payload, outcome *out, mpdata_error *error)
{
    static const char *const names[] = {"A", "B"};
    const days *d = payload;
    mpdata_ingest_options options = MPDATA_INGEST_OPTIONS_INIT;
    buffer text = BUFFER_INIT;

    options.from_day = d->from;
    options.to_day = d->to;
    options.where_events = names;
    options.where_event_count = 2;
    bool done = load_options_write_where(&options, d->zone, &text) &&
                load_options_write_events(&options, &text) &&
                load_options_write_json(&options, d->zone, &text);
    outcome_add(out, text.data, text.bytes);
    buffer_dispose(&text);
    return done ? MPDATA_OK : error_set_memory(error);
}

static void what_was_asked_for_is_written_whole_or_not(void **state)
{
    static const days asked[] = {{MPDATA_NO_DAY, MPDATA_NO_DAY, NULL},
                                 {1, MPDATA_NO_DAY, "Europe/Berlin"},
                                 {MPDATA_NO_DAY, 2, "Europe/Berlin"},
                                 {1, 2, NULL},
                                 {1, 2, "Asia/Tokyo"}};

    (void)state;
    for (size_t i = 0; i < sizeof(asked) / sizeof(asked[0]); i++) {
        days d = asked[i];
        fail_all_allocations(write_where, &d);
    }
}

static void days_past_the_calendar_and_half_a_choice_are_refused(void **state)
{
    mpdata_ingest_options options = MPDATA_INGEST_OPTIONS_INIT;

    (void)state;
    options.from_day = 2932897;
    assert_int_equal(load_options_check(MPDATA_TABLE_EVENTS, &options, NULL),
                     MPDATA_ERROR_ARGUMENT);
    options.from_day = -719163;
    assert_int_equal(load_options_check(MPDATA_TABLE_EVENTS, &options, NULL),
                     MPDATA_ERROR_ARGUMENT);
    options.from_day = MPDATA_NO_DAY;
    assert_int_equal(load_options_check(MPDATA_TABLE_EVENTS, &options, NULL), MPDATA_OK);
    options.max_rejects = 1;
    assert_int_equal(load_options_check(MPDATA_TABLE_EVENTS, &options, NULL),
                     MPDATA_ERROR_ARGUMENT);
    options.max_rejects = 0;
    options.rejects_path = "r";
    assert_int_equal(load_options_check(MPDATA_TABLE_EVENTS, &options, NULL),
                     MPDATA_ERROR_ARGUMENT);
}

static mpdata_status add_findings(void *payload, outcome *out, mpdata_error *error)
{
    mpdata_check *check = calloc(1, sizeof(*check));
    mpdata_status status = check == NULL ? error_set_memory(error) : MPDATA_OK;

    (void)payload;
    for (int i = MPDATA_FINDING_DAMAGE; status == MPDATA_OK && i <= MPDATA_FINDING_LEFT_OVER; i++)
        status = finding_add(check, (mpdata_finding_kind)i, "t", error, "it is number %d", i);
    for (size_t i = 0; status == MPDATA_OK && i < mpdata_check_count(check); i++)
        outcome_add_text(out, mpdata_finding_kind_name(mpdata_check_at(check, i)->kind));
    mpdata_check_free(check);
    return status;
}

static void findings_are_kept_or_an_error(void **state)
{
    (void)state;
    fail_all_allocations(add_findings, NULL);
    assert_string_equal(mpdata_finding_kind_name(MPDATA_FINDING_REPEATED), "repeated");
    assert_string_equal(mpdata_finding_kind_name((mpdata_finding_kind)99), "unknown");
}

/* Of a file that nobody has, and of one that this process's child has. */
static mpdata_status name_holder(void *payload, outcome *out, mpdata_error *error)
{
    mpdata_error found;

    (void)payload;
    (void)out;
    (void)error;
    assert_int_equal(lock_holder_name(target, &found), MPDATA_ERROR_DATABASE_LOCKED);
    return found.message[0] == '\0' ? MPDATA_ERROR_INTERNAL : MPDATA_OK;
}

static void the_holder_of_a_lock_is_named_as_far_as_it_is_known(void **state)
{
    const trial t = {name_holder, NULL, NULL, NULL};
    struct flock lock = {.l_type = F_WRLCK, .l_whence = SEEK_SET};
    int ends[2];
    char byte = 0;

    (void)state;
    empty_folder(NULL);
    fail_new_places(&t);
    file_write_text(target, "x");
    fail_new_places(&t);
    assert_int_equal(pipe(ends), 0);
    pid_t child = fork();
    if (child == 0) {
        int descriptor = open(target, O_RDWR);
        bool is_locked = fcntl(descriptor, F_SETLK, &lock) == 0;
        (void)!write(ends[1], is_locked ? "y" : "n", 1);
        (void)pause();
        _exit(0);
    }
    assert_int_equal(read(ends[0], &byte, 1), 1);
    assert_int_equal(byte, 'y');
    fail_new_places(&t);
    (void)fail_each_call("open", ENOENT, &t);
    (void)fail_each_call("read", EIO, &t);
    assert_int_equal(kill(child, SIGKILL), 0);
    (void)close(ends[0]);
    (void)close(ends[1]);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(who_can_not_stand_in_line_waits_without),
        cmocka_unit_test(a_file_of_another_kind_is_no_line),
        cmocka_unit_test(a_line_that_was_replaced_stays),
        cmocka_unit_test(a_new_file_gets_its_name_or_leaves_nothing),
        cmocka_unit_test(what_is_left_is_swept_as_far_as_it_can_be),
        cmocka_unit_test(a_disk_without_room_is_told),
        cmocka_unit_test(a_scratch_folder_goes_or_can_be_cleaned),
        cmocka_unit_test(what_others_left_is_cleaned_or_told),
        cmocka_unit_test(cleaning_ends_when_it_is_told_to),
        cmocka_unit_test(what_holds_another_file_is_stuck),
        cmocka_unit_test(without_a_folder_it_is_the_systems),
        cmocka_unit_test(a_child_leaves_the_scratch_of_its_parent_alone),
        cmocka_unit_test(a_project_has_its_place_or_an_error),
        cmocka_unit_test(a_path_is_made_absolute_or_refused),
        cmocka_unit_test(what_was_asked_for_is_written_whole_or_not),
        cmocka_unit_test(days_past_the_calendar_and_half_a_choice_are_refused),
        cmocka_unit_test(findings_are_kept_or_an_error),
        cmocka_unit_test(the_holder_of_a_lock_is_named_as_far_as_it_is_known),
    };

    return cmocka_run_group_tests(tests, make_target, remove_target);
}
