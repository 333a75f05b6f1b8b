#include "folder_fixture.h"

#include <fcntl.h>
#include <pthread.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <unistd.h>

#include "source/file.h"

static void a_file_is_read_at_any_place(void **state)
{
    char *path = path_in(folder, "file");
    source_file file;
    char data[16];
    size_t got = 0;

    (void)state;
    file_write_text(path, "0123456789");
    assert_int_equal(source_file_open(&file, path, NULL), MPDATA_OK);
    assert_int_equal(file.bytes, 10);
    assert_int_equal(source_file_read_at(&file, 3, data, 4, &got, NULL), MPDATA_OK);
    assert_int_equal(got, 4);
    assert_memory_equal(data, "3456", 4);
    assert_int_equal(source_file_read_at(&file, 8, data, 16, &got, NULL), MPDATA_OK);
    assert_int_equal(got, 2);
    assert_int_equal(source_file_read_at(&file, 100, data, 16, &got, NULL), MPDATA_OK);
    assert_int_equal(got, 0);
    source_file_close(&file);
    source_file_close(&file);
    free(path);
}

static void a_missing_file_is_named(void **state)
{
    char *path = path_in(folder, "missing");
    source_file file;
    mpdata_error error;

    (void)state;
    assert_int_equal(source_file_open(&file, path, &error), MPDATA_ERROR_FILE_NOT_FOUND);
    assert_string_equal(error.source, path);
    assert_non_null(strstr(error.message, "No such file"));
    free(path);
}

static void what_lies_below_a_file_is_missing_and_a_name_that_can_be_none_is_not(void **state)
{
    char *file_path = path_in(folder, "no-folder");
    char *below = path_in(file_path, "export");
    char name[1000];
    source_file file;
    mpdata_error error;

    (void)state;
    file_write_text(file_path, "");
    assert_int_equal(source_file_open(&file, below, &error), MPDATA_ERROR_FILE_NOT_FOUND);
    assert_non_null(strstr(error.message, "Not a directory"));
    memset(name, 'x', sizeof(name) - 1);
    name[sizeof(name) - 1] = '\0';
    assert_int_equal(source_file_open(&file, name, &error), MPDATA_ERROR_IO);
    assert_non_null(strstr(error.message, "too long"));
    free(below);
    free(file_path);
}

/* As inetd and some shells give it. */
static void a_socket_on_standard_input_is_read_as_a_pipe_is(void **state)
{
    int ends[2];
    int input = dup(STDIN_FILENO);
    source_file file;
    char data[8];
    size_t got = 0;

    (void)state;
    assert_int_equal(socketpair(AF_UNIX, SOCK_STREAM, 0, ends), 0);
    assert_int_equal(dup2(ends[0], STDIN_FILENO), STDIN_FILENO);
    assert_int_equal(write(ends[1], "abc", 3), 3);
    (void)close(ends[1]);
    assert_int_equal(source_file_open(&file, SOURCE_STANDARD_INPUT, NULL), MPDATA_OK);
    assert_int_equal(source_file_read_next(&file, data, 8, &got, NULL), MPDATA_OK);
    assert_int_equal(got, 3);
    assert_memory_equal(data, "abc", 3);
    assert_int_equal(source_file_read_next(&file, data, 8, &got, NULL), MPDATA_OK);
    assert_int_equal(got, 0);
    source_file_close(&file);
    (void)close(ends[0]);
    if (input < 0)
        (void)close(STDIN_FILENO);
    else
        assert_int_equal(dup2(input, STDIN_FILENO), STDIN_FILENO);
    (void)close(input);
}

static void a_folder_or_a_device_is_no_export(void **state)
{
    source_file file;
    mpdata_error error;

    (void)state;
    assert_int_equal(source_file_open(&file, folder, &error), MPDATA_ERROR_INPUT);
    assert_non_null(strstr(error.message, "a folder"));
    assert_int_equal(source_file_open(&file, "/dev/null", &error), MPDATA_ERROR_INPUT);
    assert_non_null(strstr(error.message, "a device"));
}

static void a_file_is_read_on_from_where_the_last_call_ended(void **state)
{
    char *path = path_in(folder, "next");
    source_file file;
    char data[4];
    size_t got = 0;

    (void)state;
    file_write_text(path, "0123456");
    assert_int_equal(source_file_open(&file, path, NULL), MPDATA_OK);
    assert_false(file.is_pipe);
    assert_int_equal(source_file_read_next(&file, data, 4, &got, NULL), MPDATA_OK);
    assert_int_equal(got, 4);
    assert_int_equal(source_file_read_next(&file, data, 4, &got, NULL), MPDATA_OK);
    assert_int_equal(got, 3);
    assert_memory_equal(data, "456", 3);
    assert_int_equal(source_file_read_next(&file, data, 4, &got, NULL), MPDATA_OK);
    assert_int_equal(got, 0);
    source_file_close(&file);
    free(path);
}

static void *write_to_pipe(void *payload)
{
    int pipe_end = open(payload, O_WRONLY | O_CLOEXEC);

    assert_int_equal(write(pipe_end, "ab", 2), 2);
    assert_int_equal(write(pipe_end, "c", 1), 1);
    (void)close(pipe_end);
    return NULL;
}

static void a_pipe_is_waited_for_and_read_to_its_end(void **state)
{
    char *path = path_in(folder, "pipe");
    source_file file;
    pthread_t writer;
    char data[8];
    size_t total = 0;
    size_t got = 1;

    (void)state;
    assert_int_equal(mkfifo(path, 0600), 0);
    assert_int_equal(source_file_open(&file, path, NULL), MPDATA_OK);
    assert_true(file.is_pipe);
    assert_int_equal(pthread_create(&writer, NULL, write_to_pipe, path), 0);
    while (got > 0) {
        assert_int_equal(
            source_file_read_next(&file, data + total, sizeof(data) - total, &got, NULL),
            MPDATA_OK);
        total += got;
    }
    assert_int_equal(total, 3);
    assert_memory_equal(data, "abc", 3);
    assert_int_equal(pthread_join(writer, NULL), 0);
    source_file_close(&file);
    free(path);
}

static void who_waits_for_a_pipe_can_be_woken(void **state)
{
    char *path = path_in(folder, "silent");
    source_file file;
    char byte = 0;
    size_t got = 0;

    (void)state;
    assert_int_equal(mkfifo(path, 0600), 0);
    assert_int_equal(source_file_open(&file, path, NULL), MPDATA_OK);
    source_file_wake(&file);
    assert_int_equal(source_file_read_next(&file, &byte, 1, &got, NULL), MPDATA_ERROR_INTERRUPTED);
    source_file_close(&file);
    free(path);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_file_is_read_at_any_place),
        cmocka_unit_test(a_missing_file_is_named),
        cmocka_unit_test(what_lies_below_a_file_is_missing_and_a_name_that_can_be_none_is_not),
        cmocka_unit_test(a_socket_on_standard_input_is_read_as_a_pipe_is),
        cmocka_unit_test(a_folder_or_a_device_is_no_export),
        cmocka_unit_test(a_file_is_read_on_from_where_the_last_call_ended),
        cmocka_unit_test(a_pipe_is_waited_for_and_read_to_its_end),
        cmocka_unit_test(who_waits_for_a_pipe_can_be_woken),
    };

    return cmocka_run_group_tests(tests, make_folder, remove_folder);
}
