/*
 * Scratch databases: private, and gone however they end.
 */
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "database_fixture.h"
#include "store/scratch_folder.h"
#include "store/scratch_sweep.h"

/* Of each test its own: what lies there after it is all that was left. */
static char *base;

static int make_base(void **state)
{
    (void)state;
    base = folder_make();
    return setenv("TMPDIR", base, 1);
}

static int remove_base(void **state)
{
    (void)state;
    (void)unsetenv("TMPDIR");
    folder_remove(base);
    return 0;
}

/* The names in a folder that begin with `mark`. */
static size_t count_names(const char *path, const char *mark)
{
    DIR *listing = opendir(path);
    const struct dirent *entry = NULL;
    size_t count = 0;

    assert_non_null(listing);
    while ((entry = readdir(listing)) != NULL)
        count += entry->d_name[0] != '.' && strncmp(entry->d_name, mark, strlen(mark)) == 0;
    (void)closedir(listing);
    return count;
}

#define assert_nothing_left() assert_int_equal(count_names(base, ""), 0)

static mpdata_db *ephemeral_or_fail(void)
{
    mpdata_db *db = NULL;
    mpdata_error error;

    if (mpdata_open_ephemeral(NULL, &db, &error) != MPDATA_OK)
        fail_msg("%s", error.message);
    return db;
}

static void fill(mpdata_db *db)
{
    mpdata_error error;

    if (mpdata_query_execute(db, "CREATE TABLE numbers AS SELECT range AS i FROM range(10000)",
                             MPDATA_NUL_TERMINATED, NULL, 0, NULL, &error) != MPDATA_OK)
        fail_msg("%s", error.message);
}

/* The folder that the database lies in; the caller frees it. */
static char *folder_of(const mpdata_db *db)
{
    char *path = strdup(mpdata_db_path(db));

    assert_non_null(path);
    *strrchr(path, '/') = '\0';
    return path;
}

/* Exit code, or 128 and the signal. */
static int wait_for(pid_t pid)
{
    int status = 0;

    assert_int_equal(waitpid(pid, &status, 0), pid);
    return WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
}

/* A process that died without a chance to clean up, and what it left. */
static void leave_behind(void)
{
    pid_t pid = fork();

    if (pid == 0) {
        mpdata_db *db = NULL;

        if (mpdata_open_ephemeral(NULL, &db, NULL) != MPDATA_OK)
            _exit(1);
        (void)mpdata_query_execute(db, "CREATE TABLE t AS SELECT 1", MPDATA_NUL_TERMINATED, NULL, 0,
                                   NULL, NULL);
        (void)raise(SIGKILL);
    }
    assert_int_equal(wait_for(pid), 128 + SIGKILL);
    assert_int_equal(count_names(base, "mpdata-scratch-"), 1);
}

/* The one that leave_behind left; the caller frees it. */
static char *left_folder(void)
{
    DIR *listing = opendir(base);
    const struct dirent *entry = NULL;
    char *path = NULL;

    assert_non_null(listing);
    while ((entry = readdir(listing)) != NULL)
        if (strncmp(entry->d_name, "mpdata-scratch-", 15) == 0)
            path = path_in(base, entry->d_name);
    (void)closedir(listing);
    assert_non_null(path);
    return path;
}

static void put_file(const char *in, const char *name)
{
    char *path = path_in(in, name);

    file_write_text(path, "bytes");
    free(path);
}

static void put_link(const char *in, const char *name, const char *target)
{
    char *path = path_in(in, name);

    assert_int_equal(symlink(target, path), 0);
    free(path);
}

static void a_scratch_database_lies_in_a_private_folder_and_goes_with_the_close(void **state)
{
    mpdata_db *db = ephemeral_or_fail();
    char *path = folder_of(db);
    struct stat facts;
    mpdata_error error;

    (void)state;
    fill(db);
    assert_answer(db, "SELECT sum(i)::BIGINT FROM numbers", "49995000");
    assert_int_equal(stat(path, &facts), 0);
    assert_int_equal(facts.st_mode & 07777, 0700);
    assert_int_equal(facts.st_uid, geteuid());
    assert_int_equal(strncmp(path, base, strlen(base)), 0);
    assert_int_equal(mpdata_db_close(db, &error), MPDATA_OK);
    assert_nothing_left();
    assert_int_equal(mpdata_db_close(db, &error), MPDATA_OK);
    mpdata_db_free(db);
    free(path);
}

static void it_goes_with_the_last_handle(void **state)
{
    mpdata_db *db = ephemeral_or_fail();
    mpdata_db *further = NULL;
    mpdata_error error;

    (void)state;
    fill(db);
    assert_int_equal(mpdata_db_connect(db, &further, &error), MPDATA_OK);
    mpdata_db_free(db);
    assert_answer(further, "SELECT count(*) FROM numbers", "10000");
    mpdata_db_free(further);
    assert_nothing_left();
}

static void it_goes_with_its_scope(void **state)
{
    (void)state;
    for (int i = 0; i < 2; i++) {
        MPDATA_AUTO(db) db = ephemeral_or_fail();

        fill(db);
        if (i == 0)
            continue;
        assert_int_equal(count_names(base, "mpdata-scratch-"), 1);
    }
    assert_nothing_left();
}

static void it_goes_with_a_result_that_still_streams(void **state)
{
    mpdata_db *db = ephemeral_or_fail();
    mpdata_result *result = NULL;
    const mpdata_batch *batch = NULL;
    mpdata_error error;

    (void)state;
    fill(db);
    assert_int_equal(mpdata_query_run(db, "SELECT a.i FROM numbers AS a, numbers AS b",
                                      MPDATA_NUL_TERMINATED, NULL, 0, &result, &error),
                     MPDATA_OK);
    assert_int_equal(mpdata_result_next(result, &batch, &error), MPDATA_OK);
    assert_int_equal(mpdata_db_close(db, &error), MPDATA_OK);
    assert_nothing_left();
    mpdata_result_free(result);
    mpdata_db_free(db);
}

static void it_goes_on_exit_although_it_is_open(void **state)
{
    static mpdata_db *db;
    pid_t pid = fork();

    (void)state;
    if (pid == 0) {
        db = ephemeral_or_fail();
        fill(db);
        if (count_names(base, "mpdata-scratch-") != 1)
            _exit(9);
        exit(0);
    }
    /* Not 0 where a sanitizer finds what the test's parent had in memory. */
    assert_int_not_equal(wait_for(pid), 9);
    assert_nothing_left();
}

static void what_moves_out_of_memory_goes_too(void **state)
{
    mpdata_db *db = NULL;
    mpdata_result *result = NULL;
    const mpdata_batch *batch = NULL;
    mpdata_open_options options = MPDATA_OPEN_OPTIONS_INIT;
    mpdata_error error;

    (void)state;
    options.memory_limit_bytes = 64 << 20;
    options.threads = 2;
    assert_int_equal(mpdata_open_ephemeral(&options, &db, &error), MPDATA_OK);
    char *path = folder_of(db);
    assert_int_equal(
        mpdata_query_run(db,
                         "SELECT range, md5(range::VARCHAR) AS h FROM range(3000000) ORDER BY h",
                         MPDATA_NUL_TERMINATED, NULL, 0, &result, &error),
        MPDATA_OK);
    assert_int_equal(mpdata_result_next(result, &batch, &error), MPDATA_OK);
    assert_int_equal(count_names(path, "scratch.db.tmp"), 1);
    assert_int_equal(mpdata_db_close(db, &error), MPDATA_OK);
    assert_nothing_left();
    mpdata_result_free(result);
    mpdata_db_free(db);
    free(path);
}

static void a_child_leaves_its_parents_database_alone(void **state)
{
    static mpdata_db *db;
    static mpdata_result *result;
    mpdata_error error;

    (void)state;
    db = ephemeral_or_fail();
    fill(db);
    for (int way = 0; way < 4; way++) {
        assert_int_equal(mpdata_query_run(db, "SELECT a.i FROM numbers AS a, numbers AS b",
                                          MPDATA_NUL_TERMINATED, NULL, 0, &result, &error),
                         MPDATA_OK);
        pid_t pid = fork();
        if (pid == 0) {
            mpdata_status status = mpdata_query_execute(
                db, "DROP TABLE numbers", MPDATA_NUL_TERMINATED, NULL, 0, NULL, &error);
            if (way == 1)
                (void)mpdata_db_close(db, NULL);
            if (way == 2) {
                mpdata_result_free(result);
                mpdata_db_free(db);
            }
            if (way == 3)
                mpdata_scratch_discard();
            /* Without the sanitizers' look at what the child never frees. */
            scratch_folder_remove_all();
            _exit(status == MPDATA_ERROR_CLOSED ? 0 : 1);
        }
        assert_int_equal(wait_for(pid), 0);
        mpdata_result_free(result);
        assert_answer(db, "SELECT count(*) FROM numbers", "10000");
    }
    mpdata_db_free(db);
    assert_nothing_left();
}

static void a_child_has_scratch_databases_of_its_own(void **state)
{
    static mpdata_db *db;
    static mpdata_db *own;

    (void)state;
    db = ephemeral_or_fail();
    fill(db);
    pid_t pid = fork();
    if (pid == 0) {
        own = ephemeral_or_fail();
        fill(own);
        scratch_folder_remove_all();
        _exit(count_names(base, "mpdata-scratch-") == 1 ? 0 : 1);
    }
    assert_int_equal(wait_for(pid), 0);
    assert_answer(db, "SELECT count(*) FROM numbers", "10000");
    mpdata_db_free(db);
    assert_nothing_left();
}

static void an_open_that_fails_leaves_nothing(void **state)
{
    mpdata_open_options options = MPDATA_OPEN_OPTIONS_INIT;
    mpdata_db *db = NULL;
    mpdata_error error;

    (void)state;
    options.engine_library = "/no/such/library.so";
    assert_int_equal(mpdata_open_ephemeral(&options, &db, &error), MPDATA_ERROR_ENGINE);
    assert_null(db);
    options.engine_library = NULL;
    options.memory_limit_bytes = 1;
    assert_int_not_equal(mpdata_open_ephemeral(&options, &db, &error), MPDATA_OK);
    options.memory_limit_bytes = 0;
    options.read_only = true;
    assert_int_equal(mpdata_open_ephemeral(&options, &db, &error), MPDATA_ERROR_ARGUMENT);
    options.read_only = false;
    options.safe = true;
    assert_int_equal(mpdata_open_ephemeral(&options, &db, &error), MPDATA_ERROR_ARGUMENT);
    assert_int_equal(mpdata_open_ephemeral(NULL, NULL, &error), MPDATA_ERROR_ARGUMENT);
    assert_nothing_left();
}

static void a_chosen_folder_is_used(void **state)
{
    mpdata_open_options options = MPDATA_OPEN_OPTIONS_INIT;
    char *chosen = path_in(base, "chosen");
    mpdata_db *db = NULL;
    mpdata_error error;

    (void)state;
    options.scratch_folder = chosen;
    assert_int_equal(mpdata_open_ephemeral(&options, &db, &error), MPDATA_ERROR_IO);
    assert_non_null(strstr(error.message, chosen));
    assert_int_equal(mkdir(chosen, 0755), 0);
    assert_int_equal(mpdata_open_ephemeral(&options, &db, &error), MPDATA_OK);
    assert_int_equal(count_names(base, "mpdata-scratch-"), 0);
    assert_int_equal(count_names(chosen, "mpdata-scratch-"), 1);
    mpdata_db_free(db);
    assert_int_equal(rmdir(chosen), 0);
    free(chosen);
}

static void a_folder_in_which_others_can_rename_it_is_refused(void **state)
{
    mpdata_db *db = NULL;
    mpdata_error error;

    (void)state;
    assert_int_equal(chmod(base, 0777), 0);
    assert_int_equal(mpdata_open_ephemeral(NULL, &db, &error), MPDATA_ERROR_IO);
    assert_non_null(strstr(error.message, "sticky"));
    assert_nothing_left();
    assert_int_equal(chmod(base, 01777), 0);
    assert_int_equal(mpdata_open_ephemeral(NULL, &db, &error), MPDATA_OK);
    mpdata_db_free(db);
    assert_nothing_left();
}

static void any_open_removes_what_a_killed_process_left(void **state)
{
    char *path = path_in(base, "kept.db");
    mpdata_open_options options = MPDATA_OPEN_OPTIONS_INIT;
    mpdata_error error;

    (void)state;
    mpdata_db_free(open_or_fail(path));
    for (int way = 0; way < 3; way++) {
        mpdata_db *db = NULL;

        leave_behind();
        options.read_only = way == 2;
        mpdata_status status = way == 0   ? mpdata_open_memory(NULL, &db, &error)
                               : way == 1 ? mpdata_open_ephemeral(NULL, &db, &error)
                                          : mpdata_open(path, &options, &db, &error);
        assert_int_equal(status, MPDATA_OK);
        assert_int_equal(count_names(base, "mpdata-scratch-"), way == 1);
        mpdata_db_free(db);
    }
    free(path);
}

static int note_state(const mpdata_scratch *found, void *payload)
{
    int *counts = payload;

    counts[found->state]++;
    assert_true((found->state == MPDATA_SCRATCH_STUCK) == (found->reason[0] != '\0'));
    assert_int_equal(strncmp(found->path, base, strlen(base)), 0);
    if (found->state == MPDATA_SCRATCH_LEFT)
        assert_true(found->bytes > 0);
    return 0;
}

static mpdata_status clean(bool is_dry_run, int counts[5], mpdata_error *error)
{
    mpdata_scratch_options options = MPDATA_SCRATCH_OPTIONS_INIT;

    memset(counts, 0, 5 * sizeof(*counts));
    options.is_dry_run = is_dry_run;
    options.on_found = note_state;
    options.payload = counts;
    return mpdata_scratch_clean(&options, error);
}

static void cleaning_removes_what_is_left_and_nothing_that_lives(void **state)
{
    int counts[5];
    mpdata_error error;

    (void)state;
    leave_behind();
    char *left = left_folder();
    char *aside = path_in(base, "aside");
    /* Out of the sight of the next open. */
    assert_int_equal(rename(left, aside), 0);
    mpdata_db *db = ephemeral_or_fail();
    fill(db);
    assert_int_equal(rename(aside, left), 0);

    assert_int_equal(clean(true, counts, &error), MPDATA_OK);
    assert_int_equal(counts[MPDATA_SCRATCH_IN_USE], 1);
    assert_int_equal(counts[MPDATA_SCRATCH_LEFT], 1);
    assert_int_equal(count_names(base, "mpdata-scratch-"), 2);
    assert_int_equal(clean(false, counts, &error), MPDATA_OK);
    assert_int_equal(counts[MPDATA_SCRATCH_IN_USE], 1);
    assert_int_equal(counts[MPDATA_SCRATCH_REMOVED], 1);
    assert_int_equal(count_names(base, "mpdata-scratch-"), 1);
    assert_answer(db, "SELECT count(*) FROM numbers", "10000");
    mpdata_db_free(db);
    assert_nothing_left();
    free(left);
    free(aside);
}

static void another_process_does_not_touch_a_living_one(void **state)
{
    mpdata_db *db = ephemeral_or_fail();
    pid_t pid = fork();

    (void)state;
    if (pid == 0) {
        mpdata_db *other = NULL;
        int counts[5];

        if (mpdata_open_memory(NULL, &other, NULL) != MPDATA_OK ||
            clean(false, counts, NULL) != MPDATA_OK)
            _exit(1);
        _exit(counts[MPDATA_SCRATCH_IN_USE] == 1 && counts[MPDATA_SCRATCH_REMOVED] == 0 ? 0 : 1);
    }
    assert_int_equal(wait_for(pid), 0);
    fill(db);
    assert_answer(db, "SELECT count(*) FROM numbers", "10000");
    mpdata_db_free(db);
}

static void all_files_of_a_database_are_removed(void **state)
{
    int counts[5];
    mpdata_error error;

    (void)state;
    leave_behind();
    char *left = left_folder();
    char *spill = path_in(left, "scratch.db.tmp");
    put_file(left, "scratch.db.wal");
    put_file(left, "scratch.db.wal.checkpoint");
    put_file(left, "scratch.db.wal.recovery");
    assert_int_equal(mkdir(spill, 0755), 0);
    put_file(spill, "duckdb_temp_storage_S64K-0.tmp");
    put_file(spill, "duckdb_temp_block-12.block");
    assert_int_equal(clean(false, counts, &error), MPDATA_OK);
    assert_int_equal(counts[MPDATA_SCRATCH_REMOVED], 1);
    assert_nothing_left();
    free(spill);
    free(left);
}

static void a_foreign_file_stays_and_is_told_of(void **state)
{
    int counts[5];
    mpdata_error error;

    (void)state;
    leave_behind();
    char *left = left_folder();
    put_file(left, "letter.txt");
    assert_int_equal(clean(false, counts, &error), MPDATA_ERROR_IO);
    assert_non_null(strstr(error.message, left));
    assert_int_equal(counts[MPDATA_SCRATCH_STUCK], 1);
    assert_int_equal(count_names(left, ""), 1);
    /* An open has other things to do. */
    mpdata_db_free(memory_or_fail());
    assert_int_equal(count_names(left, "letter.txt"), 1);
    free(left);
}

static void a_close_that_can_not_clean_up_says_so(void **state)
{
    mpdata_db *db = ephemeral_or_fail();
    char *path = folder_of(db);
    mpdata_error error;

    (void)state;
    put_file(path, "letter.txt");
    assert_int_equal(mpdata_db_close(db, &error), MPDATA_ERROR_IO);
    assert_non_null(strstr(error.message, path));
    assert_false(mpdata_db_is_open(db));
    assert_int_equal(count_names(path, ""), 1);
    mpdata_db_free(db);
    free(path);
}

static void links_are_not_followed(void **state)
{
    char *target = path_in(base, "target");
    char *kept = path_in(target, "duckdb_temp_kept");
    int counts[5];
    mpdata_error error;

    (void)state;
    assert_int_equal(mkdir(target, 0700), 0);
    put_file(target, "scratch.db");
    put_file(target, "duckdb_temp_kept");
    /* One in place of the folder, and in one that is left in place of its files. */
    put_link(base, "mpdata-scratch-0123456789abcdef", target);
    assert_int_equal(clean(false, counts, &error), MPDATA_OK);
    assert_int_equal(counts[MPDATA_SCRATCH_REMOVED], 0);
    assert_int_equal(count_names(base, "mpdata-scratch-"), 1);
    char *planted = path_in(base, "mpdata-scratch-0123456789abcdef");
    assert_int_equal(unlink(planted), 0);

    leave_behind();
    char *left = left_folder();
    put_link(left, "scratch.db.tmp", target);
    put_link(left, "scratch.db.wal.recovery", kept);
    assert_int_equal(clean(false, counts, &error), MPDATA_OK);
    assert_int_equal(counts[MPDATA_SCRATCH_REMOVED], 1);
    assert_int_equal(count_names(target, ""), 2);
    free(left);
    free(planted);
    free(kept);
    free(target);
}

static void what_is_not_ours_or_not_private_stays(void **state)
{
    static const char name[] = "mpdata-scratch-fedcba9876543210";
    char *planted = path_in(base, name);
    int counts[5];
    mpdata_error error;

    (void)state;
    put_file(base, name);
    assert_int_equal(clean(false, counts, &error), MPDATA_OK);
    assert_int_equal(unlink(planted), 0);
    assert_int_equal(mkdir(planted, 0755), 0);
    put_file(planted, "scratch.db");
    assert_int_equal(clean(false, counts, &error), MPDATA_OK);
    assert_int_equal(count_names(planted, "scratch.db"), 1);
    if (geteuid() == 0) {
        assert_int_equal(chmod(planted, 0700), 0);
        assert_int_equal(chown(planted, 4711, 4711), 0);
        assert_int_equal(clean(false, counts, &error), MPDATA_OK);
        assert_int_equal(count_names(planted, "scratch.db"), 1);
        assert_int_equal(counts[MPDATA_SCRATCH_REMOVED], 0);
    }
    free(planted);
}

static void a_folder_that_was_swapped_is_not_touched(void **state)
{
    mpdata_db *db = ephemeral_or_fail();
    char *path = folder_of(db);
    char *aside = path_in(base, "aside");
    mpdata_error error;

    (void)state;
    fill(db);
    assert_int_equal(rename(path, aside), 0);
    assert_int_equal(mkdir(path, 0700), 0);
    put_file(path, "scratch.db");
    assert_int_equal(mpdata_db_close(db, &error), MPDATA_ERROR_IO);
    assert_int_equal(count_names(path, "scratch.db"), 1);
    assert_int_equal(count_names(aside, ""), 0);
    mpdata_db_free(db);
    free(aside);
    free(path);
}

static void a_folder_that_somebody_removed_is_no_fault(void **state)
{
    mpdata_db *db = ephemeral_or_fail();
    char *path = folder_of(db);
    mpdata_error error;

    (void)state;
    fill(db);
    folder_remove(path);
    assert_int_equal(mpdata_db_close(db, &error), MPDATA_OK);
    mpdata_db_free(db);
    assert_nothing_left();
}

static void discarding_removes_open_ones(void **state)
{
    mpdata_db *db = ephemeral_or_fail();
    mpdata_db *second = ephemeral_or_fail();
    mpdata_error error;

    (void)state;
    fill(db);
    mpdata_scratch_discard();
    assert_nothing_left();
    assert_int_equal(mpdata_db_close(db, &error), MPDATA_OK);
    mpdata_db_free(db);
    mpdata_db_free(second);
}

/* A folder that is being made looks for a moment like one that is left. */
static void making_and_sweeping_at_once_get_along(void **state)
{
    enum { PROCESSES = 4, ROUNDS = 200 };
    pid_t pids[PROCESSES];

    (void)state;
    for (int i = 0; i < PROCESSES; i++) {
        pids[i] = fork();
        if (pids[i] != 0)
            continue;
        for (int round = 0; round < ROUNDS; round++) {
            scratch_folder *f = NULL;

            scratch_sweep(NULL);
            if (scratch_folder_make(NULL, &f, NULL) != MPDATA_OK)
                _exit(1);
            int file =
                open(scratch_folder_database(f), O_CREAT | O_EXCL | O_WRONLY | O_CLOEXEC, 0600);
            if (file < 0 || close(file) != 0 || scratch_folder_check(f, NULL) != MPDATA_OK)
                _exit(2);
            if (scratch_folder_close(f, NULL) != MPDATA_OK)
                _exit(3);
        }
        _exit(0);
    }
    for (int i = 0; i < PROCESSES; i++)
        assert_int_equal(wait_for(pids[i]), 0);
    assert_nothing_left();
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, make_base, remove_base)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(a_scratch_database_lies_in_a_private_folder_and_goes_with_the_close),
        TEST(it_goes_with_the_last_handle),
        TEST(it_goes_with_its_scope),
        TEST(it_goes_with_a_result_that_still_streams),
        TEST(it_goes_on_exit_although_it_is_open),
        TEST(what_moves_out_of_memory_goes_too),
        TEST(a_child_leaves_its_parents_database_alone),
        TEST(a_child_has_scratch_databases_of_its_own),
        TEST(an_open_that_fails_leaves_nothing),
        TEST(a_chosen_folder_is_used),
        TEST(a_folder_in_which_others_can_rename_it_is_refused),
        TEST(any_open_removes_what_a_killed_process_left),
        TEST(cleaning_removes_what_is_left_and_nothing_that_lives),
        TEST(another_process_does_not_touch_a_living_one),
        TEST(all_files_of_a_database_are_removed),
        TEST(a_foreign_file_stays_and_is_told_of),
        TEST(a_close_that_can_not_clean_up_says_so),
        TEST(links_are_not_followed),
        TEST(what_is_not_ours_or_not_private_stays),
        TEST(a_folder_that_was_swapped_is_not_touched),
        TEST(a_folder_that_somebody_removed_is_no_fault),
        TEST(discarding_removes_open_ones),
        TEST(making_and_sweeping_at_once_get_along),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
