/*
 * Files and pipes that are read while calls fail.
 */
#include "fault_fixture.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include "folder_fixture.h"
#include "source/file.h"

#define CONTENT "what is in it"

static mpdata_status read_all(void *payload, outcome *out, mpdata_error *error)
{
    source_file file;
    char data[64];
    size_t got = 1;
    bool is_ready = false;
    mpdata_status status = source_file_open(&file, payload, error);

    if (status != MPDATA_OK)
        return status;
    (void)source_path_is_named_pipe(payload);
    if (file.is_pipe)
        status = source_file_wait(&file, 1000, &is_ready, error);
    while (status == MPDATA_OK && got > 0) {
        status = source_file_read_next(&file, data, sizeof(data), &got, error);
        outcome_add(out, data, got);
    }
    source_file_close(&file);
    return status;
}

/* Of the calls that are made again, and those whose failure changes nothing. */
static void fail_each(const trial *t)
{
    static const char *const functions[] = {"read",  "pread",   "poll",   "open",
                                            "fstat", "eventfd", "statfs", "fcntl"};
    static const int errors[] = {EIO, EINTR, ENOENT};

    for (size_t i = 0; i < sizeof(functions) / sizeof(functions[0]); i++)
        for (size_t j = 0; j < sizeof(errors) / sizeof(errors[0]); j++)
            (void)fail_each_call(functions[i], errors[j], t);
    fail_new_places(t);
}

static void a_file_is_read_whole_or_an_error(void **state)
{
    char *path = path_in(folder, "file");
    const trial t = {read_all, path, NULL, NULL};

    (void)state;
    file_write_text(path, CONTENT);
    fail_each(&t);
    free(path);
}

/* As standard input, with all that was written to it. */
static void fill_pipe(void *payload)
{
    int ends[2];

    (void)payload;
    assert_int_equal(pipe(ends), 0);
    assert_int_equal(write(ends[1], CONTENT, strlen(CONTENT)), strlen(CONTENT));
    assert_int_equal(dup2(ends[0], STDIN_FILENO), STDIN_FILENO);
    (void)close(ends[0]);
    (void)close(ends[1]);
}

static void a_pipe_is_read_whole_or_an_error(void **state)
{
    static char input[] = SOURCE_STANDARD_INPUT;
    const trial t = {read_all, input, fill_pipe, NULL};

    (void)state;
    fail_each(&t);
    (void)fail_each_call("read", EAGAIN, &t);
}

/* Where the system does not tell what kind of pipe it is, it is taken for one with a name. */
static mpdata_status look_at_pipe(void *payload, outcome *out, mpdata_error *error)
{
    bool is_named = source_path_is_named_pipe(payload);

    (void)error;
    outcome_add(out, &is_named, sizeof(is_named));
    return MPDATA_OK;
}

/* A pipe without a name is one that has a path below /proc. */
static void only_a_pipe_with_a_name_is_told(void **state)
{
    char *path = path_in(folder, "named");
    char unnamed[64];
    int ends[2];

    (void)state;
    assert_int_equal(mkfifo(path, 0600), 0);
    assert_true(source_path_is_named_pipe(path));
    const trial t = {look_at_pipe, path, NULL, NULL};
    (void)fail_each_call("statfs", EIO, &t);
    assert_int_equal(pipe(ends), 0);
    (void)snprintf(unnamed, sizeof(unnamed), "/proc/self/fd/%d", ends[0]);
    assert_false(source_path_is_named_pipe(unnamed));
    assert_false(source_path_is_named_pipe(SOURCE_STANDARD_INPUT));
    assert_false(source_path_is_named_pipe("/nowhere/at/all"));
    (void)close(ends[0]);
    (void)close(ends[1]);
    free(path);
}

static void a_device_is_no_file_with_an_export(void **state)
{
    source_file file;

    (void)state;
    assert_int_equal(source_file_open(&file, "/dev/null", NULL), MPDATA_ERROR_INPUT);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_file_is_read_whole_or_an_error),
        cmocka_unit_test(a_pipe_is_read_whole_or_an_error),
        cmocka_unit_test(only_a_pipe_with_a_name_is_told),
        cmocka_unit_test(a_device_is_no_file_with_an_export),
    };

    return cmocka_run_group_tests(tests, make_folder, remove_folder);
}
