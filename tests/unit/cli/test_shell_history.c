/*
 * What is kept of what was typed, and who can read it.
 */
#include "harness.h"

#include <fcntl.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include "shell_history.h"

typedef struct heard {
    size_t count;
    char first[256];
    char last[256];
} heard;

static void hear(const char *entry, void *payload)
{
    heard *h = payload;

    if (h->count++ == 0)
        (void)snprintf(h->first, sizeof(h->first), "%s", entry);
    (void)snprintf(h->last, sizeof(h->last), "%s", entry);
}

static mode_t mode_of(const char *path)
{
    struct stat about;

    assert_int_equal(stat(path, &about), 0);
    return about.st_mode & 07777;
}

static heard read_all(const char *path)
{
    shell_history h;
    heard all = {0};

    assert_true(shell_history_open(&h, path, hear, &all));
    shell_history_close(&h);
    return all;
}

static int set_up(void **state)
{
    *state = folder_make();
    return 0;
}

static int tear_down(void **state)
{
    folder_remove(*state);
    return 0;
}

static void entries_come_back_as_they_were(void **state)
{
    static const char *const entries[] = {"SELECT 1\nFROM t;", "SELECT 'a\\nb',\n  '\\\\'\nFROM t;",
                                          "\\keys events"};
    char *path = path_in(*state, "history");
    shell_history h;
    heard none = {0};

    for (size_t i = 0; i < 3; i++) {
        assert_true(shell_history_open(&h, path, hear, &none));
        assert_true(shell_history_add(&h, entries[i]));
        shell_history_close(&h);
        assert_int_equal(read_all(path).count, i + 1);
        assert_string_equal(read_all(path).last, entries[i]);
    }
    free(path);
}

static void nobody_else_can_read_it(void **state)
{
    char *path = path_in(*state, "private");

    (void)read_all(path);
    assert_int_equal(mode_of(path), 0600);
    assert_int_equal(chmod(path, 0644), 0);
    (void)read_all(path);
    assert_int_equal(mode_of(path), 0600);
    free(path);
}

static void repeats_and_what_begins_with_a_blank_are_not_kept(void **state)
{
    char *path = path_in(*state, "few");
    shell_history h;
    heard all = {0};

    assert_true(shell_history_open(&h, path, hear, &all));
    assert_true(shell_history_add(&h, "a"));
    assert_false(shell_history_add(&h, "a"));
    assert_false(shell_history_add(&h, " secret"));
    assert_false(shell_history_add(&h, ""));
    shell_history_close(&h);
    assert_true(shell_history_open(&h, path, hear, &all));
    assert_false(shell_history_add(&h, "a"));
    shell_history_close(&h);
    assert_int_equal(read_all(path).count, 1);
    free(path);
}

static void two_shells_keep_what_both_of_them_heard(void **state)
{
    char *path = path_in(*state, "both");
    shell_history a;
    shell_history b;
    heard none = {0};

    assert_true(shell_history_open(&a, path, hear, &none));
    assert_true(shell_history_open(&b, path, hear, &none));
    assert_true(shell_history_add(&a, "first"));
    assert_true(shell_history_add(&b, "second"));
    assert_true(shell_history_add(&a, "third"));
    shell_history_close(&a);
    shell_history_close(&b);
    assert_int_equal(read_all(path).count, 3);
    assert_string_equal(read_all(path).last, "third");
    free(path);
}

static void a_long_one_is_cut_to_its_end(void **state)
{
    char *path = path_in(*state, "long");
    FILE *file = fopen(path, "w");

    assert_non_null(file);
    for (int i = 0; i <= 2 * SHELL_HISTORY_ENTRIES; i++)
        (void)fprintf(file, "SELECT %d;\n", i);
    assert_int_equal(fclose(file), 0);
    for (int round = 0; round < 2; round++) {
        heard all = read_all(path);
        assert_int_equal(all.count, SHELL_HISTORY_ENTRIES);
        assert_string_equal(all.first, "SELECT 5001;");
        assert_string_equal(all.last, "SELECT 10000;");
    }
    free(path);
}

static void a_file_that_cannot_be_is_said(void **state)
{
    char *path = path_in(*state, "no/such/folder");
    shell_history h;

    assert_false(shell_history_open(&h, path, hear, NULL));
    assert_true(shell_history_add(&h, "still works"));
    shell_history_close(&h);
    free(path);
}

static void a_device_stays_what_it_is_and_keeps_nothing(void **state)
{
    shell_history h;
    heard none = {0};

    (void)state;
    mode_t before = mode_of("/dev/null");
    assert_true(shell_history_open(&h, "/dev/null", hear, &none));
    assert_true(shell_history_add(&h, "SELECT 1;"));
    shell_history_close(&h);
    assert_int_equal(mode_of("/dev/null"), before);
    assert_int_equal(none.count, 0);
}

/* As another program, or a hand, may have left it. */
static void empty_lines_and_unknown_escapes_are_borne(void **state)
{
    char *path = path_in(*state, "edited");
    FILE *file = fopen(path, "w");

    assert_non_null(file);
    (void)fputs("\n\\t\\\\\n\nno end", file);
    assert_int_equal(fclose(file), 0);
    heard all = read_all(path);
    assert_int_equal(all.count, 2);
    assert_string_equal(all.first, "\\t\\");
    assert_string_equal(all.last, "no end");
    free(path);
}

/* Nothing is written behind what should have gone. */
static void one_that_cannot_be_cut_stays_as_it_is(void **state)
{
    char path[64];
    int fd = memfd_create("history", MFD_ALLOW_SEALING);
    FILE *file = fdopen(fd, "w");

    (void)state;
    assert_non_null(file);
    for (int i = 0; i <= 2 * SHELL_HISTORY_ENTRIES; i++)
        (void)fprintf(file, "%d\n", i);
    assert_int_equal(fflush(file), 0);
    off_t bytes = lseek(fd, 0, SEEK_END);
    assert_int_equal(fcntl(fd, F_ADD_SEALS, F_SEAL_SHRINK), 0);
    (void)snprintf(path, sizeof(path), "/proc/self/fd/%d", fd);
    heard all = read_all(path);
    assert_int_equal(all.count, SHELL_HISTORY_ENTRIES);
    assert_int_equal(lseek(fd, 0, SEEK_END), bytes);
    assert_int_equal(fclose(file), 0);
}

static void without_a_home_there_is_none(void **state)
{
    (void)state;
    assert_int_equal(unsetenv("MPDATA_HISTORY"), 0);
    assert_int_equal(setenv("HOME", "", 1), 0);
    assert_null(shell_history_path());
    assert_int_equal(unsetenv("HOME"), 0);
    assert_null(shell_history_path());
}

static void the_environment_names_it(void **state)
{
    (void)state;
    assert_int_equal(setenv("HOME", "/home/ann", 1), 0);
    assert_int_equal(unsetenv("MPDATA_HISTORY"), 0);
    char *path = shell_history_path();
    assert_string_equal(path, "/home/ann/.mpdata_history");
    free(path);
    assert_int_equal(setenv("MPDATA_HISTORY", "/tmp/x", 1), 0);
    path = shell_history_path();
    assert_string_equal(path, "/tmp/x");
    free(path);
    assert_int_equal(setenv("MPDATA_HISTORY", "", 1), 0);
    assert_null(shell_history_path());
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(entries_come_back_as_they_were),
        cmocka_unit_test(nobody_else_can_read_it),
        cmocka_unit_test(repeats_and_what_begins_with_a_blank_are_not_kept),
        cmocka_unit_test(two_shells_keep_what_both_of_them_heard),
        cmocka_unit_test(a_long_one_is_cut_to_its_end),
        cmocka_unit_test(a_file_that_cannot_be_is_said),
        cmocka_unit_test(one_that_cannot_be_cut_stays_as_it_is),
        cmocka_unit_test(a_device_stays_what_it_is_and_keeps_nothing),
        cmocka_unit_test(empty_lines_and_unknown_escapes_are_borne),
        cmocka_unit_test(the_environment_names_it),
        cmocka_unit_test(without_a_home_there_is_none),
    };

    return cmocka_run_group_tests(tests, set_up, tear_down);
}
