#include "shell_result.h"

#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "amount_text.h"
#include "display_text.h"
#include "exit_code.h"
#include "output.h"
#include "result_view.h"
#include "shell_screen.h"

static uint64_t clock_ms(void)
{
    struct timespec now = {0, 0};

    (void)clock_gettime(CLOCK_MONOTONIC, &now);
    return (uint64_t)now.tv_sec * 1000 + (uint64_t)now.tv_nsec / 1000000;
}

/* What EXPLAIN gives is a drawing, of many lines, in its second column. */
static bool is_drawing(const mpdata_result *result)
{
    return mpdata_result_column_count(result) == 2 &&
           strcmp(mpdata_result_column_name(result, 0), "explain_key") == 0;
}

static int show_drawing(mpdata_result *result)
{
    const mpdata_batch *batch = NULL;
    mpdata_error error;

    for (;;) {
        if (mpdata_result_next(result, &batch, &error) != MPDATA_OK)
            return fail(&error);
        if (batch == NULL)
            return EXIT_CODE_OK;
        for (size_t row = 0; row < mpdata_batch_rows(batch); row++) {
            mpdata_text text = {NULL, 0};
            if (mpdata_batch_text(batch, 1, row, &text, &error) != MPDATA_OK)
                return fail(&error);
            char *copy = strndup(text.data, text.bytes);
            if (copy == NULL)
                return fail_memory();
            display_text_print(output_standard(), copy);
            free(copy);
        }
    }
}

static int show(shell *s, mpdata_result *result)
{
    result_view view = {s->format, s->max_rows, s->next_output, NULL, "\\rows 0"};

    if (s->next_output == NULL && s->format == ROW_FORMAT_TABLE && is_drawing(result))
        return show_drawing(result);
    if (s->next_output != NULL)
        row_format_of_file(s->next_output, &view.format);
    /* What goes to a file is whole. */
    if (s->next_output != NULL)
        view.max_rows = 0;
    int code = result_view_show(&view, s->database.db, result);
    /* It was for one result. */
    if (code == EXIT_CODE_OK) {
        free(s->next_output);
        s->next_output = NULL;
    }
    return code;
}

/* `*end_ms` is when all was shown, but for what is left to do in a pager. */
static int run(shell *s, const char *sql, size_t bytes, uint64_t *end_ms)
{
    mpdata_result *result = NULL;
    mpdata_error error;

    if (mpdata_query_run(s->database.db, sql, bytes, NULL, 0, &result, &error) != MPDATA_OK)
        return fail(&error);
    /* Whatever becomes of showing it. */
    shell_database_note(&s->database, sql, bytes);
    FILE *screen =
        shell_screen_begin(s->is_interactive && s->uses_pager && s->next_output == NULL, false);
    int code = show(s, result);
    mpdata_result_free(result);
    *end_ms = clock_ms();
    shell_screen_end(screen);
    return code;
}

static void show_time(uint64_t ms)
{
    char text[AMOUNT_TEXT_BYTES];

    if (ms < 1000)
        (void)fprintf(stderr, "(%llu ms)\n", (unsigned long long)ms);
    else {
        amount_duration(text, ms);
        (void)fprintf(stderr, "(%s)\n", text);
    }
}

int shell_result_run(shell *s, const char *sql, size_t bytes)
{
    uint64_t begin = clock_ms();
    uint64_t end = 0;
    int code = shell_database_take(&s->database);

    if (code != EXIT_CODE_OK)
        return code;
    code = run(s, sql, bytes, &end);
    shell_database_leave(&s->database);
    if (s->shows_time && code == EXIT_CODE_OK)
        show_time(end - begin);
    return code;
}
