/*
 * What a load says of itself while it runs.
 */
#include "harness.h"

#include "note.h"
#include "progress.h"
#include "terminal_width.h"

/* What is told of each of these, one after the other. The caller frees it. */
static char *told(progress *p, const mpdata_ingest_progress *steps, size_t count, size_t width)
{
    FILE *before = stderr;
    char *text = NULL;
    size_t bytes = 0;

    stderr = open_memstream(&text, &bytes);
    assert_non_null(stderr);
    terminal_width_lend(stderr, width);
    for (size_t i = 0; i < count; i++)
        assert_int_equal(progress_report(&steps[i], p), 0);
    progress_end(p);
    terminal_width_lend(NULL, 0);
    assert_int_equal(fclose(stderr), 0);
    stderr = before;
    return text;
}

static void assert_told(progress p, const mpdata_ingest_progress *steps, size_t count,
                        const char *wanted)
{
    char *text = told(&p, steps, count, 32);

    assert_string_equal(text, wanted);
    free(text);
}

static const progress to_a_file = {.is_shown = true, .last_phase = MPDATA_INGEST_READING};
static const progress to_a_terminal = {
    .is_shown = true, .is_terminal = true, .last_phase = MPDATA_INGEST_READING};

static void what_is_not_known_is_not_told(void **state)
{
    static const mpdata_ingest_progress nothing[] = {{MPDATA_INGEST_READING, 0, 0, 2000, 10}};
    static const mpdata_ingest_progress no_time[] = {{MPDATA_INGEST_READING, 5, 1000, 2000, 0}};
    static const mpdata_ingest_progress pipe[] = {{MPDATA_INGEST_READING, 50, 1000, 0, 100}};
    static const mpdata_ingest_progress grown[] = {{MPDATA_INGEST_READING, 50, 4000, 2000, 100}};
    static const mpdata_ingest_progress half[] = {{MPDATA_INGEST_READING, 50, 1000, 2000, 1000}};

    (void)state;
    assert_told(to_a_file, nothing, 1, "reading: 0 bytes of 2.0 kB\n");
    assert_told(to_a_file, no_time, 1, "reading: 1.0 kB of 2.0 kB (50 %)\n");
    assert_told(to_a_file, pipe, 1, "reading: 1.0 kB, 500 rows/s\n");
    assert_told(to_a_file, grown, 1, "reading: 4.0 kB of 2.0 kB (200 %), 500 rows/s\n");
    assert_told(to_a_file, half, 1, "reading: 1.0 kB of 2.0 kB (50 %), 50 rows/s, 1.00 s left\n");
}

static void each_later_phase_has_one_line_in_a_file(void **state)
{
    static const mpdata_ingest_progress steps[] = {{MPDATA_INGEST_DEDUPLICATING, 7, 0, 0, 10},
                                                   {MPDATA_INGEST_DEDUPLICATING, 7, 0, 0, 20},
                                                   {MPDATA_INGEST_KEYING, 7, 0, 0, 30},
                                                   {MPDATA_INGEST_COMMITTING, 7, 0, 0, 40},
                                                   {MPDATA_INGEST_DONE, 7, 0, 0, 50}};

    (void)state;
    assert_told(to_a_file, steps, 5,
                "finding repeats: 7 rows\nbuilding the key: 7 rows\nwriting the file: 7 rows\n");
}

static void on_a_terminal_a_line_is_written_over_and_never_too_wide(void **state)
{
    static const mpdata_ingest_progress steps[] = {{MPDATA_INGEST_READING, 50, 1000, 2000, 1000},
                                                   {MPDATA_INGEST_KEYING, 7, 0, 0, 30}};

    (void)state;
    assert_told(to_a_terminal, steps, 2,
                "\r\033[Kreading: 1.0 kB of 2.0 kB (50 %\r\033[Kbuilding the key: 7 rows\r\033[K");
}

static void a_terminal_of_any_width_has_the_whole_line(void **state)
{
    static const mpdata_ingest_progress step[] = {{MPDATA_INGEST_READING, 50, 1000, 2000, 1000}};
    progress p = to_a_terminal;
    char *text = told(&p, step, 1, SIZE_MAX);

    (void)state;
    assert_string_equal(text,
                        "\r\033[Kreading: 1.0 kB of 2.0 kB (50 %), 50 rows/s, 1.00 s left\r\033[K");
    free(text);
}

static void who_wants_no_progress_hears_none(void **state)
{
    static const mpdata_ingest_progress step[] = {{MPDATA_INGEST_READING, 50, 1000, 2000, 1000}};

    (void)state;
    assert_told((progress){.is_terminal = true}, step, 1, "");
}

static size_t lines_of(const char *text)
{
    size_t lines = 0;

    for (; *text != '\0'; text++)
        lines += *text == '\n';
    return lines;
}

static void each_phase_is_noted_once(void **state)
{
    static const mpdata_ingest_progress steps[] = {{MPDATA_INGEST_READING, 5, 0, 0, 10},
                                                   {MPDATA_INGEST_READING, 7, 0, 0, 20},
                                                   {MPDATA_INGEST_KEYING, 7, 0, 0, 30}};
    progress p = {.is_terminal = true};

    (void)state;
    note_begin();
    note_want(true);
    char *text = told(&p, steps, 3, 32);
    note_want(false);
    assert_int_equal(lines_of(text), 2);
    assert_non_null(strstr(text, ": reading: 5 rows\n"));
    assert_non_null(strstr(text, ": building the key: 7 rows\n"));
    free(text);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(what_is_not_known_is_not_told),
        cmocka_unit_test(each_later_phase_has_one_line_in_a_file),
        cmocka_unit_test(on_a_terminal_a_line_is_written_over_and_never_too_wide),
        cmocka_unit_test(a_terminal_of_any_width_has_the_whole_line),
        cmocka_unit_test(who_wants_no_progress_hears_none),
        cmocka_unit_test(each_phase_is_noted_once),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
