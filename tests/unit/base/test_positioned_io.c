#include "folder_fixture.h"

#include <errno.h>
#include <fcntl.h>
#include <stdbool.h>
#include <unistd.h>

#include "base/positioned_io.h"

static bool takes_nothing;

/* The linker's names. NOLINTBEGIN(bugprone-reserved-identifier) */
ssize_t __real_pwrite(int descriptor, const void *data, size_t bytes, off_t offset);
ssize_t __wrap_pwrite(int descriptor, const void *data, size_t bytes, off_t offset);

ssize_t __wrap_pwrite(int descriptor, const void *data, size_t bytes, off_t offset)
{
    return takes_nothing ? 0 : __real_pwrite(descriptor, data, bytes, offset);
}

/* NOLINTEND(bugprone-reserved-identifier) */

static int open_file(const char *name)
{
    char *path = path_in(folder, name);
    int descriptor = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0600);

    assert_true(descriptor >= 0);
    free(path);
    return descriptor;
}

static void what_was_written_at_a_place_is_read_there(void **state)
{
    int descriptor = open_file("place");
    char data[5] = "";

    (void)state;
    assert_true(write_fully_at(descriptor, "0123456789", 10, 100));
    assert_true(read_fully_at(descriptor, data, 4, 103));
    assert_string_equal(data, "3456");
    (void)close(descriptor);
}

static void a_file_that_ends_before_is_no_failure_of_the_system(void **state)
{
    int descriptor = open_file("short");
    char data[8];

    (void)state;
    assert_true(write_fully_at(descriptor, "01234", 5, 0));
    errno = EIO;
    assert_false(read_fully_at(descriptor, data, 8, 0));
    assert_int_equal(errno, 0);
    assert_false(read_fully_at(-1, data, 8, 0));
    assert_int_equal(errno, EBADF);
    (void)close(descriptor);
}

static void a_write_that_takes_nothing_does_not_go_on_for_ever(void **state)
{
    int descriptor = open_file("full");

    (void)state;
    takes_nothing = true;
    errno = 0;
    assert_false(write_fully_at(descriptor, "01234", 5, 0));
    assert_int_equal(errno, EIO);
    takes_nothing = false;
    assert_false(write_fully_at(-1, "01234", 5, 0));
    assert_int_equal(errno, EBADF);
    (void)close(descriptor);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(what_was_written_at_a_place_is_read_there),
        cmocka_unit_test(a_file_that_ends_before_is_no_failure_of_the_system),
        cmocka_unit_test(a_write_that_takes_nothing_does_not_go_on_for_ever),
    };

    return cmocka_run_group_tests(tests, make_folder, remove_folder);
}
