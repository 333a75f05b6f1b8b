/*
 * What is said on standard error: errors in a shell, and what a load did.
 */
#include "harness.h"

/* The command has a function of that name. */
#undef fail
#include "exit_code.h"
#include "ingest_report.h"
#include "shell_error.h"

static FILE *before;
static char *text;
static size_t text_bytes;

static void begin_to_hear(void)
{
    before = stderr;
    stderr = open_memstream(&text, &text_bytes);
    assert_non_null(stderr);
}

static void assert_heard(const char *wanted)
{
    assert_int_equal(fclose(stderr), 0);
    stderr = before;
    assert_string_equal(text, wanted);
    free(text);
}

static void assert_told(const char *message, const char *wanted)
{
    mpdata_error error = {.code = MPDATA_ERROR_QUERY};
    const shell s = {.is_interactive = true};

    (void)snprintf(error.message, sizeof(error.message), "%s", message);
    begin_to_hear();
    shell_error_tell_for(&s);
    assert_int_equal(fail(&error), EXIT_CODE_INPUT);
    shell_error_tell_for(NULL);
    assert_heard(wanted);
}

static void an_error_is_told_whole_whatever_its_form(void **state)
{
    (void)state;
    assert_told("Binder Error: no x\n\nLINE 1: SELECT x\n               ^",
                "Binder Error: no x\n\nLINE 1: SELECT x\n               ^\n");
    assert_told("no colon", "no colon\n");
    assert_told("first line\nsecond: line", "first line\nsecond: line\n");
    assert_told(
        "A kind of error that is longer than any kind of error that there is could be: x",
        "A kind of error that is longer than any kind of error that there is could be: x\n");
    assert_told("Error: \n^", "Error: \n^\n");
    assert_told("Error:\n^", "Error:\n^\n");
    assert_told("Error: x\nno caret", "Error: x\nno caret\n");
}

/* Its caret could not stand below its place. */
static void a_line_with_controls_is_shown_escaped(void **state)
{
    (void)state;
    assert_told("Error: x\n\nLINE 1: \x1b x\n          ^",
                "Error: x\n\nLINE 1: \\x1b x\n          ^\n");
}

static void a_load_that_took_no_time_has_a_rate(void **state)
{
    char table[] = "t";
    const ingest_options o = {.type = MPDATA_TABLE_EVENTS, .table = table};
    const mpdata_ingest_report report = {
        .records = 3, .rows = 3, .has_primary_key = true, .elapsed_ms = 0};

    (void)state;
    begin_to_hear();
    ingest_report_print(&o, &report);
    assert_heard("t: 3 rows in 0.00 s (3,000 rows/s)\n  duplicates dropped: 0\n");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(an_error_is_told_whole_whatever_its_form),
        cmocka_unit_test(a_line_with_controls_is_shown_escaped),
        cmocka_unit_test(a_load_that_took_no_time_has_a_rate),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
