/*
 * What a terminal is told, and what it tells of itself.
 */
#include "harness.h"

#include <fcntl.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include "completion_list.h"
#include "terminal_color.h"
#include "terminal_width.h"

/* A stream to a terminal of that size. */
static FILE *open_terminal(unsigned short columns, unsigned short lines)
{
    const struct winsize size = {.ws_row = lines, .ws_col = columns};
    int end = posix_openpt(O_RDWR | O_NOCTTY);

    assert_true(end >= 0);
    assert_int_equal(grantpt(end), 0);
    assert_int_equal(unlockpt(end), 0);
    assert_int_equal(ioctl(end, TIOCSWINSZ, &size), 0);
    FILE *terminal = fopen(ptsname(end), "r+");
    assert_non_null(terminal);
    return terminal;
}

static void assert_red(FILE *stream, const char *wanted)
{
    assert_string_equal(terminal_color(stream, TERMINAL_RED), wanted);
}

static void colours_are_for_terminals_that_know_them(void **state)
{
    FILE *terminal = open_terminal(80, 24);
    FILE *file = tmpfile();

    (void)state;
    assert_int_equal(unsetenv("NO_COLOR"), 0);
    assert_int_equal(setenv("TERM", "xterm", 1), 0);
    assert_red(terminal, "\033[1;31m");
    assert_red(file, "");
    assert_int_equal(setenv("NO_COLOR", "", 1), 0);
    assert_red(terminal, "\033[1;31m");
    assert_int_equal(setenv("NO_COLOR", "1", 1), 0);
    assert_red(terminal, "");
    assert_int_equal(unsetenv("NO_COLOR"), 0);
    assert_int_equal(setenv("TERM", "dumb", 1), 0);
    assert_red(terminal, "");
    assert_int_equal(setenv("TERM", "", 1), 0);
    assert_red(terminal, "");
    assert_int_equal(unsetenv("TERM"), 0);
    assert_red(terminal, "");
    (void)fclose(file);
    (void)fclose(terminal);
}

static void a_terminal_without_a_size_has_the_usual_one(void **state)
{
    FILE *terminal = open_terminal(0, 0);
    FILE *known = open_terminal(132, 50);
    FILE *file = tmpfile();

    (void)state;
    assert_int_equal(terminal_width(terminal), 80);
    assert_int_equal(terminal_height(terminal), 24);
    assert_int_equal(terminal_width(known), 132);
    assert_int_equal(terminal_height(known), 50);
    assert_true(terminal_width(file) == SIZE_MAX);
    assert_int_equal(terminal_height(file), 24);
    terminal_width_lend(file, 40);
    assert_int_equal(terminal_width(file), 40);
    terminal_width_lend(NULL, 0);
    (void)fclose(file);
    (void)fclose(known);
    (void)fclose(terminal);
}

/* `count` names of `letters` letters each, as a stream of that width shows them; 0: of none. The caller frees it. */
static char *listed(size_t count, size_t letters, size_t width)
{
    completion c = COMPLETION_INIT;
    char *text = NULL;
    char name[64] = "";
    size_t bytes = 0;
    FILE *to = open_memstream(&text, &bytes);

    assert_non_null(to);
    memset(name, 'x', letters);
    for (size_t i = 0; i < count; i++)
        assert_true(completion_add(&c, name, name));
    if (width > 0)
        terminal_width_lend(to, width);
    completion_list_print(to, &c);
    terminal_width_lend(NULL, 0);
    assert_int_equal(fclose(to), 0);
    completion_dispose(&c);
    return text;
}

static void assert_listed(size_t count, size_t letters, size_t width, const char *wanted)
{
    char *text = listed(count, letters, width);

    assert_string_equal(text, wanted);
    free(text);
}

static void names_are_listed_in_as_many_columns_as_there_is_room_for(void **state)
{
    (void)state;
    assert_listed(3, 4, 10, "xxxx  xxxx\nxxxx\n");
    assert_listed(2, 8, 5, "xxxxxxxx\nxxxxxxxx\n");
    assert_listed(2, 30, 0, "xxxxxxxxxxxxxxxxxxxxxxxxxxxxxx  xxxxxxxxxxxxxxxxxxxxxxxxxxxxxx\n");
    assert_listed(0, 4, 10, "");
}

static void a_list_takes_no_more_than_half_of_the_screen(void **state)
{
    char *text = listed(14, 4, 5);

    (void)state;
    assert_non_null(strstr(text, "\n(and 1 more)\n"));
    free(text);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(colours_are_for_terminals_that_know_them),
        cmocka_unit_test(a_terminal_without_a_size_has_the_usual_one),
        cmocka_unit_test(names_are_listed_in_as_many_columns_as_there_is_room_for),
        cmocka_unit_test(a_list_takes_no_more_than_half_of_the_screen),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
