/*
 * Lines that the shell takes, without a database.
 */
#include "harness.h"

#include <errno.h>

/* The command has a function of that name. */
#undef fail
#include "exit_code.h"
#include "shell.h"
#include "shell_command.h"

static void words_that_end_a_shell_are_commands_for_people_alone(void **state)
{
    static const char *const words[] = {"help", "quit", "exit", " exit ; "};

    (void)state;
    for (size_t i = 0; i < sizeof(words) / sizeof(words[0]); i++) {
        assert_true(shell_command_is(words[i], true));
        assert_false(shell_command_is(words[i], false));
    }
    assert_false(shell_command_is("exit now", true));
    assert_true(shell_command_is("\\q", false));
}

static void a_line_of_blanks_runs_nothing(void **state)
{
    target where = TARGET_INIT;
    shell s;

    (void)state;
    shell_init(&s, &where, TARGET_READ);
    assert_int_equal(shell_command_run(&s, " \t;"), EXIT_CODE_OK);
    assert_int_equal(shell_command_run(&s, ""), EXIT_CODE_OK);
    assert_false(s.wants_end);
    shell_dispose(&s);
}

/* Gives a line without an end, and then fails. */
static ssize_t read_and_fail(void *cookie, char *data, size_t bytes)
{
    static const char line[] = "\\format csv";
    int *reads = cookie;

    assert_true(bytes >= sizeof(line) - 1);
    memcpy(data, line, sizeof(line) - 1);
    errno = EIO;
    return (*reads)++ == 0 ? (ssize_t)sizeof(line) - 1 : -1;
}

static void sql_that_could_not_be_read_to_its_end_is_an_error(void **state)
{
    int reads = 0;
    target where = TARGET_INIT;
    shell s;
    FILE *from = fopencookie(&reads, "r", (cookie_io_functions_t){.read = read_and_fail});

    (void)state;
    assert_non_null(from);
    shell_init(&s, &where, TARGET_READ);
    assert_int_equal(shell_run_stream(&s, from, "a stream"), EXIT_CODE_INPUT);
    assert_int_equal(s.format, ROW_FORMAT_CSV);
    shell_dispose(&s);
    (void)fclose(from);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(words_that_end_a_shell_are_commands_for_people_alone),
        cmocka_unit_test(a_line_of_blanks_runs_nothing),
        cmocka_unit_test(sql_that_could_not_be_read_to_its_end_is_an_error),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
