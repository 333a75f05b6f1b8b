/*
 * A file that was made for nothing is taken away again, and none but that one.
 */
#include "harness.h"

#include <fcntl.h>
#include <signal.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "engine/file_layout.h"
#include "store/database.h"
#include "store/database_creation.h"
#include "store/open_files.h"
#include "target_fixture.h"

static struct stat make_file(void)
{
    struct stat made;

    file_write_text(target, "as it was made");
    assert_int_equal(stat(target, &made), 0);
    return made;
}

static void a_file_that_nobody_has_changed_is_taken_back(void **state)
{
    struct stat made = make_file();

    (void)state;
    database_discard(target, &made);
    assert_int_equal(access(target, F_OK), -1);
    /* There is nothing to take any more. */
    database_discard(target, &made);
}

static void a_file_that_is_another_one_by_now_stays(void **state)
{
    (void)state;
    for (int i = 0; i < 5; i++) {
        struct stat made = make_file();

        made.st_dev += i == 0;
        made.st_ino += i == 1;
        made.st_size += i == 2;
        made.st_mtim.tv_sec += i == 3;
        made.st_mtim.tv_nsec += i == 4;
        database_discard(target, &made);
        assert_int_equal(access(target, F_OK), 0);
    }
}

/* DuckDB locks a file that it has. */
static void a_file_that_another_process_has_stays(void **state)
{
    struct stat made = make_file();
    int ends[2];
    char byte = 0;

    (void)state;
    assert_int_equal(pipe(ends), 0);
    pid_t child = fork();
    if (child == 0) {
        struct flock lock = {.l_type = F_WRLCK, .l_whence = SEEK_SET};
        int descriptor = open(target, O_RDWR);

        (void)!write(ends[1], fcntl(descriptor, F_SETLK, &lock) == 0 ? "y" : "n", 1);
        (void)pause();
    }
    assert_int_equal(read(ends[0], &byte, 1), 1);
    assert_int_equal(byte, 'y');
    database_discard(target, &made);
    database_discard_blank(target);
    assert_int_equal(access(target, F_OK), 0);
    assert_int_equal(kill(child, SIGKILL), 0);
    assert_int_equal(waitpid(child, NULL, 0), child);
    database_discard_blank(target);
    assert_int_equal(access(target, F_OK), -1);
    (void)close(ends[0]);
    (void)close(ends[1]);
}

static void only_a_blank_file_that_is_not_open_goes(void **state)
{
    struct stat made = make_file();

    (void)state;
    assert_int_equal(open_files_add(made.st_dev, made.st_ino, target, NULL), MPDATA_OK);
    database_discard_blank(target);
    assert_int_equal(access(target, F_OK), 0);
    open_files_remove(made.st_dev, made.st_ino);
    /* Of one that is not in the list there is nothing to remove. */
    open_files_remove(made.st_dev, made.st_ino);
    assert_int_equal(truncate(target, ENGINE_FILE_HEAD_BYTES + 1), 0);
    database_discard_blank(target);
    assert_int_equal(access(target, F_OK), 0);
    assert_int_equal(truncate(target, ENGINE_FILE_HEAD_BYTES), 0);
    database_discard_blank(target);
    assert_int_equal(access(target, F_OK), -1);
    database_discard_blank(target);
}

/* The numbers of two file systems may be the same. */
static void a_file_of_another_device_is_not_the_database(void **state)
{
    const database_instance instance = {.device = 1, .inode = 2};
    const struct stat same = {.st_dev = 1, .st_ino = 2};
    const struct stat elsewhere = {.st_dev = 3, .st_ino = 2};
    const struct stat beside = {.st_dev = 1, .st_ino = 4};

    (void)state;
    assert_true(database_instance_is_file(&instance, &same));
    assert_false(database_instance_is_file(&instance, &elsewhere));
    assert_false(database_instance_is_file(&instance, &beside));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_file_that_nobody_has_changed_is_taken_back),
        cmocka_unit_test(a_file_that_is_another_one_by_now_stays),
        cmocka_unit_test(a_file_that_another_process_has_stays),
        cmocka_unit_test(only_a_blank_file_that_is_not_open_goes),
        cmocka_unit_test(a_file_of_another_device_is_not_the_database),
    };

    return cmocka_run_group_tests(tests, make_target, remove_target);
}
