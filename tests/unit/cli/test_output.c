/*
 * Where an output may go, and that it gets there.
 */
#include "harness.h"

#include <unistd.h>

/* The command has a function of that name. */
#undef fail
#include "command.h"
#include "compressed_stream.h"
#include "exit_code.h"
#include "help_text.h"
#include "output.h"
#include "shell_help.h"

static int enter_folder(void **state)
{
    *state = folder_make();
    assert_int_equal(chdir(*state), 0);
    file_write_text("a.db", "");
    file_write_text("here.csv", "");
    return 0;
}

static int leave_folder(void **state)
{
    assert_int_equal(chdir("/"), 0);
    folder_remove(*state);
    return 0;
}

static void the_log_of_a_database_is_known_by_its_folder_and_name(void **state)
{
    (void)state;
    assert_int_equal(output_check("a.db.wal", "a.db"), EXIT_CODE_INPUT);
    assert_int_equal(output_check("./a.db.journal", "a.db"), EXIT_CODE_INPUT);
    assert_int_equal(output_check("a.db.csv", "a.db"), EXIT_CODE_OK);
    /* In another folder, or in one that is not there, it is nobody's. */
    assert_int_equal(output_check("/a.db.wal", "a.db"), EXIT_CODE_OK);
    assert_int_equal(output_check("nowhere/a.db.wal", "a.db"), EXIT_CODE_OK);
    assert_int_equal(output_check("a.db.wal", "nowhere/a.db"), EXIT_CODE_OK);
}

static void a_database_that_went_away_is_in_nobodys_way(void **state)
{
    (void)state;
    assert_int_equal(output_check("here.csv", "gone.db"), EXIT_CODE_OK);
    assert_int_equal(output_check("here.csv", NULL), EXIT_CODE_OK);
    assert_int_equal(output_check("a.db", "a.db"), EXIT_CODE_INPUT);
    assert_int_equal(output_check(".", "a.db"), EXIT_CODE_INPUT);
}

/* Numbers that look like chance: nothing makes them shorter. */
static char *fill(size_t bytes)
{
    char *data = malloc(bytes);
    uint64_t number = 1;

    assert_non_null(data);
    for (size_t i = 0; i < bytes; i++) {
        number = number * UINT64_C(6364136223846793005) + 1442695040888963407U;
        data[i] = (char)(number >> 56);
    }
    return data;
}

static void assert_as_written(const char *path, const char *data, size_t bytes)
{
    char *line = NULL;
    char *read = malloc(bytes + 1);

    assert_non_null(read);
    assert_true(asprintf(&line, "%s -dc %s", strstr(path, ".zst") ? "zstd" : "gzip", path) > 0);
    FILE *from = popen(line, "r");
    assert_non_null(from);
    assert_int_equal(fread(read, 1, bytes + 1, from), bytes);
    assert_int_equal(pclose(from), 0);
    assert_memory_equal(read, data, bytes);
    free(line);
    free(read);
}

static void one_write_of_any_length_is_compressed_whole(void **state)
{
    static const char *const names[] = {"long.gz", "long.zst"};
    size_t bytes = (size_t)1 << 20;
    char *data = fill(bytes);

    (void)state;
    for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++) {
        FILE *file = fopen(names[i], "w");
        FILE *stream = compressed_stream_open(file, names[i]);

        assert_non_null(stream);
        assert_int_equal(setvbuf(stream, NULL, _IONBF, 0), 0);
        assert_int_equal(fwrite(data, 1, bytes, stream), bytes);
        assert_int_equal(fclose(stream), 0);
        assert_int_equal(fclose(file), 0);
        assert_as_written(names[i], data, bytes);
    }
    free(data);
}

/* Each line is written when it ends, so that nothing is left for the last flush. */
static void help_that_was_not_written_is_an_error(void **state)
{
    FILE *before = stdout;
    FILE *full = fopen("/dev/full", "w");

    (void)state;
    assert_non_null(full);
    assert_int_equal(setvbuf(full, NULL, _IOLBF, BUFSIZ), 0);
    stdout = full;
    int code = help_text_print_screen(&command_mpdata);
    int shell_code = shell_help_print();
    stdout = before;
    (void)fclose(full);
    assert_int_equal(code, EXIT_CODE_GENERAL);
    assert_int_equal(shell_code, EXIT_CODE_GENERAL);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_log_of_a_database_is_known_by_its_folder_and_name),
        cmocka_unit_test(a_database_that_went_away_is_in_nobodys_way),
        cmocka_unit_test(one_write_of_any_length_is_compressed_whole),
        cmocka_unit_test(help_that_was_not_written_is_an_error),
    };

    return cmocka_run_group_tests(tests, enter_folder, leave_folder);
}
