/*
 * The journal of a checkpoint as a file: where it is made, what it takes the place of, and what it leaves alone.
 */
#include "database_fixture.h"
#include "folder_fixture.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include "store/checkpoint.h"
#include "store/checkpoint_journal.h"
#include "store/database.h"

#define SOMEBODY 12345

static char *database_path;
static char *journal_path;
static int database;
static checkpoint_journal journal;

/* One that is closed, and open here for reading. */
static int make_database(void **state)
{
    (void)make_folder(state);
    database_path = path_in(folder, "a.db");
    journal_path = checkpoint_journal_path(database_path);
    mpdata_db_free(open_or_fail(database_path));
    database = open(database_path, O_RDWR | O_CLOEXEC);
    assert_true(database >= 0);
    journal = (checkpoint_journal){.descriptor = -1};
    return 0;
}

static int remove_database(void **state)
{
    checkpoint_journal_leave(&journal);
    (void)close(database);
    free(journal_path);
    free(database_path);
    return remove_folder(state);
}

static mpdata_status write_journal(const char *path, mpdata_error *error)
{
    static const uint64_t first = 0;

    return checkpoint_journal_write(&journal, path, database, &first, 1, error);
}

static void write_or_fail(void)
{
    mpdata_error error;

    if (write_journal(database_path, &error) != MPDATA_OK)
        fail_msg("%s", error.message);
}

static struct stat facts_of(const char *path)
{
    struct stat facts;

    assert_int_equal(lstat(path, &facts), 0);
    return facts;
}

/* A head, and one block. */
static void assert_complete(const char *path)
{
    checkpoint_journal_start start;
    FILE *file = fopen(path, "rb");

    assert_non_null(file);
    assert_int_equal(fread(&start, sizeof(start), 1, file), 1);
    assert_int_equal(fclose(file), 0);
    assert_memory_equal(start.magic, CHECKPOINT_JOURNAL_MAGIC, sizeof(start.magic));
    assert_int_equal(start.block_count, 1);
    assert_int_equal(facts_of(path).st_size,
                     sizeof(start) + ENGINE_FILE_HEAD_BYTES + sizeof(uint64_t) + start.block_bytes);
}

static void a_path_without_a_folder_is_one_of_here(void **state)
{
    (void)state;
    assert_int_equal(chdir(folder), 0);
    assert_int_equal(write_journal("a.db", NULL), MPDATA_OK);
    assert_complete(journal_path);
    checkpoint_journal_remove(&journal, "a.db");
    assert_int_equal(access(journal_path, F_OK), -1);
    assert_int_equal(chdir("/"), 0);
}

static void of_a_file_that_is_cut_there_is_no_journal(void **state)
{
    mpdata_error error;

    (void)state;
    assert_int_equal(ftruncate(database, ENGINE_FILE_HEAD_BYTES - 1), 0);
    assert_int_equal(write_journal(database_path, &error), MPDATA_ERROR_IO);
    assert_non_null(strstr(error.message, "is shorter than it should be"));
    assert_int_equal(access(journal_path, F_OK), -1);
}

static void of_a_page_that_is_not_known_there_is_no_journal(void **state)
{
    static const char nothing[ENGINE_FILE_PAGE_BYTES] = {0};

    (void)state;
    assert_int_equal(pwrite(database, nothing, sizeof(nothing), ENGINE_FILE_PAGE_BYTES),
                     sizeof(nothing));
    write_or_fail();
    assert_int_equal(access(journal_path, F_OK), -1);
    assert_true(checkpoint_journal_is_current(&journal, database));
}

static void an_older_journal_is_written_over(void **state)
{
    (void)state;
    file_write_text(journal_path, CHECKPOINT_JOURNAL_MAGIC " and what was left of it");
    write_or_fail();
    assert_complete(journal_path);
    assert_int_equal(facts_of(journal_path).st_mode & 0777, 0600);
}

static void assert_in_the_way(void)
{
    struct stat before = facts_of(journal_path);
    mpdata_error error;

    assert_int_equal(write_journal(database_path, &error), MPDATA_ERROR_IO);
    assert_non_null(strstr(error.message, "is in the place of the database's journal"));
    struct stat after = facts_of(journal_path);
    assert_int_equal(after.st_ino, before.st_ino);
    assert_int_equal(after.st_size, before.st_size);
    assert_int_equal(unlink(journal_path), 0);
}

static void what_is_no_journal_stays_where_it_is(void **state)
{
    (void)state;
    file_write_text(journal_path, "a diary of the user's");
    assert_in_the_way();
    assert_int_equal(symlink(database_path, journal_path), 0);
    assert_in_the_way();
    assert_int_equal(mkfifo(journal_path, 0600), 0);
    assert_in_the_way();
    if (geteuid() != 0)
        return;
    file_write_text(journal_path, CHECKPOINT_JOURNAL_MAGIC);
    assert_int_equal(chown(journal_path, SOMEBODY, SOMEBODY), 0);
    assert_in_the_way();
}

/* Whoever of the two left it; the database's owner has it then. */
static void the_journal_of_anothers_database_is_the_owners(void **state)
{
    const uid_t leavers[] = {SOMEBODY, 0};

    (void)state;
    if (geteuid() != 0)
        skip();
    assert_int_equal(fchown(database, SOMEBODY, SOMEBODY), 0);
    for (size_t i = 0; i < sizeof(leavers) / sizeof(leavers[0]); i++) {
        file_write_text(journal_path, CHECKPOINT_JOURNAL_MAGIC);
        assert_int_equal(chown(journal_path, leavers[i], leavers[i]), 0);
        write_or_fail();
        assert_complete(journal_path);
        assert_int_equal(facts_of(journal_path).st_uid, SOMEBODY);
        checkpoint_journal_remove(&journal, database_path);
    }
}

/* Who is not root gives no file away. */
static void who_writes_anothers_database_has_the_journal(void **state)
{
    (void)state;
    if (geteuid() != 0)
        skip();
    assert_int_equal(chmod(folder, 0777), 0);
    assert_int_equal(seteuid(SOMEBODY), 0);
    mpdata_status status = write_journal(database_path, NULL);
    assert_int_equal(seteuid(0), 0);
    assert_int_equal(status, MPDATA_OK);
    assert_complete(journal_path);
    assert_int_equal(facts_of(journal_path).st_uid, SOMEBODY);
}

/* It may be open elsewhere in this process, whose locks would go with a descriptor. */
static void another_file_in_the_place_of_the_database_is_not_opened(void **state)
{
    struct stat facts = facts_of(database_path);
    database_instance instance = {.path = database_path,
                                  .device = facts.st_dev,
                                  .inode = facts.st_ino,
                                  .kept_descriptor = -1};
    mpdata_error error;

    (void)state;
    assert_int_equal(pthread_mutex_init(&instance.journal_mutex, NULL), 0);
    assert_int_equal(checkpoint_keep_descriptor(&instance, NULL), MPDATA_OK);
    (void)close(instance.kept_descriptor);
    instance.kept_descriptor = -1;
    instance.device++;
    assert_int_equal(checkpoint_keep_descriptor(&instance, &error), MPDATA_ERROR_IO);
    assert_non_null(strstr(error.message, "is another file now"));
    assert_int_equal(instance.kept_descriptor, -1);
    (void)pthread_mutex_destroy(&instance.journal_mutex);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, make_database, remove_database)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(a_path_without_a_folder_is_one_of_here),
        TEST(of_a_file_that_is_cut_there_is_no_journal),
        TEST(of_a_page_that_is_not_known_there_is_no_journal),
        TEST(an_older_journal_is_written_over),
        TEST(what_is_no_journal_stays_where_it_is),
        TEST(the_journal_of_anothers_database_is_the_owners),
        TEST(who_writes_anothers_database_has_the_journal),
        TEST(another_file_in_the_place_of_the_database_is_not_opened),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
