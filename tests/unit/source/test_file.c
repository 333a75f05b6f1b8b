#include "folder_fixture.h"

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

static void a_folder_or_a_pipe_is_no_export(void **state)
{
    char *path = path_in(folder, "pipe");
    source_file file;
    mpdata_error error;

    (void)state;
    assert_int_equal(source_file_open(&file, folder, &error), MPDATA_ERROR_INPUT);
    assert_non_null(strstr(error.message, "a folder"));
    assert_int_equal(mkfifo(path, 0600), 0);
    assert_int_equal(source_file_open(&file, path, &error), MPDATA_ERROR_INPUT);
    free(path);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_file_is_read_at_any_place),
        cmocka_unit_test(a_missing_file_is_named),
        cmocka_unit_test(a_folder_or_a_pipe_is_no_export),
    };

    return cmocka_run_group_tests(tests, make_folder, remove_folder);
}
