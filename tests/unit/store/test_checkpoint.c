/*
 * A checkpoint that its process did not survive: the next open finds the old state, whatever was written of the new one. Who
 * opens the database is a child of this process each time, which ends as by a kill, or closes it.
 */
#include "harness.h"

#include <fcntl.h>
#include <linux/capability.h>
#include <pthread.h>
#include <signal.h>
#include <stdbool.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "base/positioned_io.h"
#include "engine/file_layout.h"
#include "folder_fixture.h"
#include "mpdata.h"
#include "store/checkpoint_journal.h"

static char *database_path;
static char *journal_path;
static char *log_path;

static bool exists(const char *path)
{
    struct stat facts;

    return lstat(path, &facts) == 0;
}

/* Exit codes of a child. */
enum { DONE, FAILED_TO_OPEN, FAILED_TO_RUN, FAILED_TO_CLOSE, WRONG_ANSWER };

static mpdata_db *open_in_child(bool read_only)
{
    mpdata_open_options options = MPDATA_OPEN_OPTIONS_INIT;
    mpdata_db *db = NULL;
    mpdata_error error;

    options.read_only = read_only;
    if (mpdata_open(database_path, &options, &db, &error) == MPDATA_OK)
        return db;
    (void)fprintf(stderr, "%s\n", error.message);
    _exit(FAILED_TO_OPEN);
}

static void run_in_child(mpdata_db *db, const char *sql)
{
    mpdata_error error;

    if (mpdata_query_execute(db, sql, MPDATA_NUL_TERMINATED, NULL, 0, NULL, &error) == MPDATA_OK)
        return;
    (void)fprintf(stderr, "%s: %s\n", sql, error.message);
    _exit(FAILED_TO_RUN);
}

static void close_in_child(mpdata_db *db)
{
    if (mpdata_db_close(db, NULL) != MPDATA_OK)
        _exit(FAILED_TO_CLOSE);
    mpdata_db_free(db);
}

static int in_child(void (*work)(void))
{
    int status = 0;
    pid_t pid = fork();

    if (pid == 0) {
        work();
        _exit(DONE);
    }
    assert_true(pid > 0);
    assert_int_equal(waitpid(pid, &status, 0), pid);
    assert_true(WIFEXITED(status));
    return WEXITSTATUS(status);
}

/* A statement that may come to one, for all that can be told. */
static void expect_checkpoint(mpdata_db *db)
{
    run_in_child(db, "SELECT 'checkpoint'");
}

/* 1,000 rows in the file and one in the log; and the journal, which is of this state. */
static void die_with_a_journal(void)
{
    mpdata_db *db = open_in_child(false);

    run_in_child(db, "CREATE OR REPLACE TABLE numbers AS SELECT range AS n FROM range(1000)");
    run_in_child(db, "CHECKPOINT");
    run_in_child(db, "INSERT INTO numbers VALUES (1000)");
    expect_checkpoint(db);
}

static void find_the_rows(bool read_only)
{
    mpdata_db *db = open_in_child(read_only);
    mpdata_value sum = MPDATA_VALUE_INIT;

    if (mpdata_query_scalar(db, "SELECT sum(n)::BIGINT FROM numbers", MPDATA_NUL_TERMINATED, NULL,
                            0, &sum, NULL) != MPDATA_OK)
        _exit(FAILED_TO_RUN);
    if (sum.int64 != 500500)
        _exit(WRONG_ANSWER);
    close_in_child(db);
}

static void find_the_rows_reading(void)
{
    find_the_rows(true);
}

static void find_the_rows_writing(void)
{
    find_the_rows(false);
}

static void write_a_row(void)
{
    mpdata_db *db = open_in_child(false);

    run_in_child(db, "CREATE OR REPLACE TABLE more AS SELECT 1 AS n");
    close_in_child(db);
}

static void leave_a_journal(void)
{
    assert_int_equal(in_child(die_with_a_journal), DONE);
    assert_true(exists(journal_path));
    assert_true(exists(log_path));
}

static void read_at(const char *path, void *data, size_t bytes, uint64_t offset)
{
    int descriptor = open(path, O_RDONLY | O_CLOEXEC);

    assert_true(descriptor >= 0);
    assert_true(read_fully_at(descriptor, data, bytes, offset));
    (void)close(descriptor);
}

static void write_at(const char *path, const void *data, size_t bytes, uint64_t offset)
{
    int descriptor = open(path, O_WRONLY | O_CLOEXEC);

    assert_true(descriptor >= 0);
    assert_true(write_fully_at(descriptor, data, bytes, offset));
    (void)close(descriptor);
}

/* Of the first block in the journal, in the database. */
static uint64_t block_offset(void)
{
    uint64_t offset = 0;

    read_at(journal_path, &offset, sizeof(offset),
            sizeof(checkpoint_journal_start) + ENGINE_FILE_HEAD_BYTES);
    return offset;
}

/* The first page of the block as a new one would have it, the rest as it was. */
static void tear_block(void)
{
    char page[ENGINE_FILE_PAGE_BYTES];
    uint64_t offset = block_offset();

    read_at(database_path, page, sizeof(page), offset);
    memset(page, 'x', ENGINE_FILE_CHECKSUM_BYTES);
    page[sizeof(page) - 1] ^= 1;
    write_at(database_path, page, sizeof(page), offset);
}

/* Of the two pages that lead to the data the older one: the one that a checkpoint writes. */
static void tear_page(void)
{
    uint64_t iterations[2];
    char half[ENGINE_FILE_PAGE_BYTES / 2];

    for (size_t i = 0; i < 2; i++)
        read_at(database_path, &iterations[i], sizeof(iterations[i]),
                (i + 1) * ENGINE_FILE_PAGE_BYTES + ENGINE_FILE_CHECKSUM_BYTES);
    memset(half, 'x', sizeof(half));
    write_at(database_path, half, sizeof(half),
             (iterations[0] < iterations[1] ? 1 : 2) * ENGINE_FILE_PAGE_BYTES);
}

static char *keep_journal(void)
{
    char *kept = path_in(folder, "kept");

    assert_int_equal(rename(journal_path, kept), 0);
    return kept;
}

static void give_journal_back(char *kept)
{
    assert_int_equal(rename(kept, journal_path), 0);
    free(kept);
}

static void without_the_journal_a_torn_block_costs_the_database(void **state)
{
    (void)state;
    leave_a_journal();
    tear_block();
    char *kept = keep_journal();
    assert_int_equal(in_child(find_the_rows_reading), FAILED_TO_OPEN);
    give_journal_back(kept);
    assert_int_equal(in_child(find_the_rows_reading), DONE);
}

static void a_torn_block_is_put_back_by_who_writes(void **state)
{
    (void)state;
    leave_a_journal();
    tear_block();
    assert_int_equal(in_child(find_the_rows_writing), DONE);
    assert_false(exists(journal_path));
    assert_false(exists(log_path));
}

static void a_torn_block_is_put_back_by_who_reads(void **state)
{
    (void)state;
    leave_a_journal();
    tear_block();
    assert_int_equal(in_child(find_the_rows_reading), DONE);
    assert_false(exists(journal_path));
}

static void a_torn_page_is_put_back(void **state)
{
    (void)state;
    leave_a_journal();
    tear_page();
    char *kept = keep_journal();
    assert_int_equal(in_child(find_the_rows_reading), FAILED_TO_OPEN);
    give_journal_back(kept);
    assert_int_equal(in_child(find_the_rows_writing), DONE);
    assert_false(exists(journal_path));
}

/* A checkpoint that came to its end after the journal was written. */
static void a_journal_of_an_older_state_changes_nothing(void **state)
{
    char page[ENGINE_FILE_PAGE_BYTES];

    (void)state;
    leave_a_journal();
    char *kept = keep_journal();
    assert_int_equal(in_child(find_the_rows_writing), DONE);
    give_journal_back(kept);
    uint64_t offset = block_offset();
    tear_block();
    assert_int_equal(in_child(find_the_rows_reading), FAILED_TO_OPEN);
    assert_false(exists(journal_path));
    read_at(database_path, page, sizeof(page), offset);
    assert_int_equal(page[0], 'x');
}

static void a_journal_of_another_database_changes_nothing(void **state)
{
    (void)state;
    leave_a_journal();
    char *kept = keep_journal();
    assert_int_equal(unlink(database_path), 0);
    assert_int_equal(unlink(log_path), 0);
    leave_a_journal();
    tear_block();
    assert_int_equal(unlink(journal_path), 0);
    give_journal_back(kept);
    assert_int_equal(in_child(find_the_rows_reading), FAILED_TO_OPEN);
    assert_false(exists(journal_path));
}

static void spoil_journal(bool is_cut)
{
    struct stat facts;
    char byte = 0;

    assert_int_equal(stat(journal_path, &facts), 0);
    if (is_cut) {
        assert_int_equal(truncate(journal_path, facts.st_size - 1), 0);
        return;
    }
    read_at(journal_path, &byte, 1, (uint64_t)facts.st_size / 2);
    byte ^= 1;
    write_at(journal_path, &byte, 1, (uint64_t)facts.st_size / 2);
}

/* Its writer had not come to a checkpoint. */
static void a_journal_that_is_not_complete_changes_nothing(void **state)
{
    (void)state;
    for (int is_cut = 0; is_cut < 2; is_cut++) {
        leave_a_journal();
        spoil_journal(is_cut);
        assert_int_equal(in_child(find_the_rows_reading), DONE);
        assert_false(exists(journal_path));
    }
}

static void a_short_journal_is_no_journal(void **state)
{
    static const size_t sizes_bytes[] = {0, 7, 8, 31, 32, 12000, 12320};

    (void)state;
    for (size_t i = 0; i < sizeof(sizes_bytes) / sizeof(sizes_bytes[0]); i++) {
        leave_a_journal();
        assert_int_equal(truncate(journal_path, (off_t)sizes_bytes[i]), 0);
        assert_int_equal(in_child(find_the_rows_reading), DONE);
        assert_false(exists(journal_path));
    }
}

static void a_file_of_the_users_with_that_name_stays(void **state)
{
    char text[8] = "";

    (void)state;
    assert_int_equal(in_child(write_a_row), DONE);
    file_write_text(journal_path, "my diary");
    assert_int_equal(in_child(write_a_row), FAILED_TO_CLOSE);
    read_at(journal_path, text, sizeof(text), 0);
    assert_memory_equal(text, "my diary", sizeof(text));
    assert_int_equal(unlink(journal_path), 0);
}

/* Whoever may write to the folder could have put it there. */
static void a_link_is_not_followed(void **state)
{
    (void)state;
    leave_a_journal();
    tear_block();
    char *kept = keep_journal();
    assert_int_equal(symlink(kept, journal_path), 0);
    assert_int_equal(in_child(find_the_rows_reading), FAILED_TO_OPEN);
    assert_int_equal(unlink(journal_path), 0);
    free(kept);
}

static void a_journal_of_another_user_is_not_trusted(void **state)
{
    (void)state;
    if (geteuid() != 0)
        skip();
    leave_a_journal();
    tear_block();
    assert_int_equal(chown(journal_path, 12345, 12345), 0);
    assert_int_equal(in_child(find_the_rows_reading), FAILED_TO_OPEN);
    assert_true(exists(journal_path));
}

static void ask_and_write_little(void)
{
    mpdata_db *db = open_in_child(false);

    run_in_child(db, "SELECT count(*) FROM numbers");
    run_in_child(db, "INSERT INTO numbers VALUES (2)");
    run_in_child(db, "EXPLAIN SELECT 1");
    _exit(exists(journal_path) ? WRONG_ANSWER : DONE);
}

static void there_is_no_journal_without_a_checkpoint(void **state)
{
    (void)state;
    leave_a_journal();
    assert_int_equal(in_child(find_the_rows_writing), DONE);
    assert_int_equal(in_child(ask_and_write_little), DONE);
}

/* One whose pages have no such checksums: nobody could tell what is torn. */
static void write_where_a_page_is_unknown(void)
{
    mpdata_db *db = open_in_child(false);
    int descriptor = open(database_path, O_WRONLY | O_CLOEXEC);

    if (!write_fully_at(descriptor, "unknown", 7, ENGINE_FILE_PAGE_BYTES))
        _exit(FAILED_TO_RUN);
    expect_checkpoint(db);
    _exit(exists(journal_path) ? WRONG_ANSWER : DONE);
}

static void a_layout_that_is_not_known_has_no_journal(void **state)
{
    (void)state;
    leave_a_journal();
    assert_int_equal(in_child(find_the_rows_writing), DONE);
    assert_int_equal(in_child(write_where_a_page_is_unknown), DONE);
}

static bool has_a_large_log(void)
{
    struct stat facts;

    return stat(log_path, &facts) == 0 && facts.st_size > (off_t)16 << 20;
}

static void need_log(bool is_large)
{
    if (has_a_large_log() != is_large)
        _exit(WRONG_ANSWER);
}

static void insert_much(mpdata_db *db)
{
    run_in_child(db, "INSERT INTO t SELECT repeat(md5(range::VARCHAR), 7) FROM range(100000)");
}

static void fill_the_log(void)
{
    mpdata_db *db = open_in_child(false);
    mpdata_db *other = NULL;

    run_in_child(db, "CREATE TABLE t (s VARCHAR)");
    if (mpdata_db_connect(db, &other, NULL) != MPDATA_OK)
        _exit(FAILED_TO_OPEN);
    insert_much(db);
    need_log(false);
    if (!exists(journal_path))
        _exit(WRONG_ANSWER);
    run_in_child(db, "INSERT INTO t VALUES ('x')");
    run_in_child(other, "BEGIN; UPDATE t SET s = 'y' WHERE s = 'x'");
    insert_much(db);
    need_log(true);
    run_in_child(db, "SELECT 1");
    need_log(true);
    run_in_child(other, "COMMIT");
    need_log(false);
    close_in_child(other);
    close_in_child(db);
}

static void a_large_log_is_brought_into_the_file_by_who_wrote(void **state)
{
    (void)state;
    assert_int_equal(in_child(fill_the_log), DONE);
    assert_false(exists(log_path));
    assert_false(exists(journal_path));
}

/* Ends its transaction once nobody can do without. */
static void *commit_when_overdue(void *other)
{
    const struct timespec pause = {0, 1000000};
    struct stat facts = {0};

    for (int patience = 100000; patience > 0; patience--) {
        if (stat(log_path, &facts) == 0 && facts.st_size >= (off_t)128 << 20)
            break;
        (void)nanosleep(&pause, NULL);
    }
    run_in_child(other, "COMMIT");
    return NULL;
}

static void overfill_the_log(void)
{
    mpdata_db *db = open_in_child(false);
    mpdata_db *other = NULL;
    pthread_t thread;

    run_in_child(db, "CREATE TABLE t (s VARCHAR)");
    run_in_child(db, "INSERT INTO t VALUES ('x')");
    if (mpdata_db_connect(db, &other, NULL) != MPDATA_OK)
        _exit(FAILED_TO_OPEN);
    run_in_child(other, "BEGIN; UPDATE t SET s = 'y' WHERE s = 'x'");
    if (pthread_create(&thread, NULL, commit_when_overdue, other) != 0)
        _exit(FAILED_TO_RUN);
    for (int i = 0; i < 7; i++)
        insert_much(db);
    (void)pthread_join(thread, NULL);
    need_log(false);
    close_in_child(other);
    close_in_child(db);
}

/* The last of them waits for the other handle. */
static void a_log_that_is_far_too_large_is_waited_for(void **state)
{
    (void)state;
    assert_int_equal(in_child(overfill_the_log), DONE);
}

/* A write in the midst of the checkpoint stops after its first page, as on a full disk. A view changes the metadata alone. */
static void fail_half_way(void)
{
    const struct rlimit limit = {ENGINE_FILE_HEAD_BYTES + ENGINE_FILE_PAGE_BYTES,
                                 ENGINE_FILE_HEAD_BYTES + ENGINE_FILE_PAGE_BYTES};
    mpdata_db *db = open_in_child(false);

    run_in_child(db, "CREATE VIEW half AS SELECT count(*) AS n FROM numbers");
    expect_checkpoint(db);
    if (signal(SIGXFSZ, SIG_IGN) == SIG_ERR || setrlimit(RLIMIT_FSIZE, &limit) != 0)
        _exit(FAILED_TO_RUN);
    close_in_child(db);
}

static void a_checkpoint_that_fails_half_way_leaves_its_journal(void **state)
{
    (void)state;
    leave_a_journal();
    assert_int_equal(in_child(find_the_rows_writing), DONE);
    assert_int_equal(in_child(fail_half_way), FAILED_TO_CLOSE);
    assert_true(exists(journal_path));
    char *kept = keep_journal();
    assert_int_equal(in_child(find_the_rows_reading), FAILED_TO_OPEN);
    give_journal_back(kept);
    assert_int_equal(in_child(find_the_rows_reading), DONE);
    assert_false(exists(journal_path));
}

/* With this setting DuckDB makes a checkpoint at each commit, that of nextval() among them. */
static void change_the_setting(void)
{
    mpdata_db *db = open_in_child(false);

    run_in_child(db, "CREATE SEQUENCE numbering");
    run_in_child(db, "SET checkpoint_threshold = '1B'");
    if (!exists(journal_path))
        _exit(WRONG_ANSWER);
    for (int i = 0; i < 3; i++) {
        checkpoint_journal_start before;
        checkpoint_journal_start after;

        read_at(journal_path, &before, sizeof(before), 0);
        run_in_child(db, "SELECT nextval('numbering')");
        run_in_child(db, "SELECT 1");
        read_at(journal_path, &after, sizeof(after), 0);
        if (before.hash == after.hash)
            _exit(WRONG_ANSWER);
    }
    close_in_child(db);
}

static void checkpoints_of_the_users_making_are_guarded(void **state)
{
    (void)state;
    assert_int_equal(in_child(change_the_setting), DONE);
}

/* From now on root, too, is kept out of the folders of others. */
static void drop_capabilities(void)
{
    struct __user_cap_header_struct header = {.version = _LINUX_CAPABILITY_VERSION_3};
    struct __user_cap_data_struct none[_LINUX_CAPABILITY_U32S_3];

    memset(none, 0, sizeof(none));
    if (syscall(SYS_capset, &header, none) != 0)
        _exit(FAILED_TO_RUN);
}

/* Nobody can make a log there either: what is asked has nothing to do with a checkpoint, whatever its text says. */
static void ask_in_a_closed_folder(void)
{
    drop_capabilities();
    mpdata_db *db = open_in_child(false);
    expect_checkpoint(db);
    run_in_child(db, "EXPLAIN SELECT 1");
    close_in_child(db);
}

static void a_folder_that_takes_no_journal_can_be_asked_in(void **state)
{
    (void)state;
    if (geteuid() != 0)
        skip();
    leave_a_journal();
    assert_int_equal(in_child(find_the_rows_writing), DONE);
    assert_int_equal(chmod(folder, 0755), 0);
    assert_int_equal(chown(folder, 12345, 12345), 0);
    assert_int_equal(in_child(ask_in_a_closed_folder), DONE);
    assert_int_equal(chown(folder, 0, 0), 0);
}

/* By a cleaner of folders, or the user. */
static void lose_the_journal(void)
{
    mpdata_db *db = open_in_child(false);

    run_in_child(db, "CREATE OR REPLACE TABLE more AS SELECT 1 AS n");
    run_in_child(db, "CHECKPOINT");
    if (unlink(journal_path) != 0)
        _exit(FAILED_TO_RUN);
    run_in_child(db, "CREATE OR REPLACE TABLE more AS SELECT 2 AS n");
    run_in_child(db, "CHECKPOINT");
    if (!exists(journal_path))
        _exit(WRONG_ANSWER);
    if (unlink(journal_path) != 0)
        _exit(FAILED_TO_RUN);
    file_write_text(journal_path, "my diary");
    close_in_child(db);
    if (!exists(journal_path))
        _exit(WRONG_ANSWER);
}

static void a_journal_that_somebody_removed_is_made_anew(void **state)
{
    (void)state;
    assert_int_equal(in_child(lose_the_journal), DONE);
}

/* Pages of a new file reach the disk in any order. */
static void a_journal_without_its_beginning_is_in_nobodys_way(void **state)
{
    static const char zeros[4096] = {0};

    (void)state;
    leave_a_journal();
    write_at(journal_path, zeros, sizeof(zeros), 0);
    assert_int_equal(in_child(find_the_rows_writing), DONE);
    assert_false(exists(journal_path));
}

static int set_up(void **state)
{
    (void)state;
    database_path = path_in(folder, "data.db");
    journal_path = path_in(folder, "data.db.journal");
    log_path = path_in(folder, "data.db.wal");
    return 0;
}

static int tear_down(void **state)
{
    (void)state;
    (void)unlink(database_path);
    (void)unlink(journal_path);
    (void)unlink(log_path);
    free(database_path);
    free(journal_path);
    free(log_path);
    return 0;
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(without_the_journal_a_torn_block_costs_the_database),
        TEST(a_torn_block_is_put_back_by_who_writes),
        TEST(a_torn_block_is_put_back_by_who_reads),
        TEST(a_torn_page_is_put_back),
        TEST(a_journal_of_an_older_state_changes_nothing),
        TEST(a_journal_of_another_database_changes_nothing),
        TEST(a_journal_that_is_not_complete_changes_nothing),
        TEST(a_short_journal_is_no_journal),
        TEST(a_file_of_the_users_with_that_name_stays),
        TEST(a_link_is_not_followed),
        TEST(a_journal_of_another_user_is_not_trusted),
        TEST(there_is_no_journal_without_a_checkpoint),
        TEST(a_layout_that_is_not_known_has_no_journal),
        TEST(a_large_log_is_brought_into_the_file_by_who_wrote),
        TEST(a_log_that_is_far_too_large_is_waited_for),
        TEST(a_checkpoint_that_fails_half_way_leaves_its_journal),
        TEST(checkpoints_of_the_users_making_are_guarded),
        TEST(a_folder_that_takes_no_journal_can_be_asked_in),
        TEST(a_journal_that_somebody_removed_is_made_anew),
        TEST(a_journal_without_its_beginning_is_in_nobodys_way),
    };

    return cmocka_run_group_tests(tests, make_folder, remove_folder);
}
