#include "explore_options.h"

#include <stdlib.h>
#include <string.h>

#include "exit_code.h"
#include "nearest.h"
#include "output.h"
#include "terminal_width.h"

#define LEAST_BAR_CELLS 10
#define MOST_BAR_CELLS 40

static int read_period(const char *text, mpdata_period *out)
{
    static const char *const names[] = {"day", "week", "month"};
    nearest best = NEAREST_INIT;
    int found = nearest_find(&best, text, names, sizeof(names) / sizeof(names[0]));

    if (found < 0)
        return fail_usage("--by: '%s' is none of day, week and month", text);
    *out = (mpdata_period)(found + 1);
    return EXIT_CODE_OK;
}

static int read_number(const char *option, const char *text, uint64_t limit, uint64_t *out)
{
    if (!options_read_count(text, out) || *out > limit)
        return fail_usage("%s: '%s' is no number from 0 to %llu", option, text,
                          (unsigned long long)limit);
    return EXIT_CODE_OK;
}

static int read_seed(const char *text, int32_t *out)
{
    uint64_t seed = 0;
    int code = read_number("--seed", text, INT32_MAX, &seed);

    *out = (int32_t)seed;
    return code;
}

static void keep(char **where, char *argument)
{
    free(*where);
    *where = argument;
}

/* Takes `argument` over. */
static int take_option(explore_options *o, int option, char *argument)
{
    int code = EXIT_CODE_OK;

    switch (option) {
    case EXPLORE_OUTPUT:
        keep(&o->output, argument);
        return code;
    case EXPLORE_TIME_ZONE:
        keep(&o->time_zone, argument);
        return code;
    case EXPLORE_EVENT:
        keep(&o->event, argument);
        return code;
    case EXPLORE_FORMAT:
        code = row_format_read(argument, &o->format) ? EXIT_CODE_OK : EXIT_CODE_INPUT;
        o->has_format = true;
        break;
    case EXPLORE_BY:
        code = read_period(argument, &o->period);
        break;
    case EXPLORE_ROWS:
        code = read_number("--rows", argument, UINT32_MAX, &o->rows);
        break;
    case EXPLORE_TOP:
        code = read_number("--top", argument, UINT32_MAX, &o->top);
        break;
    case EXPLORE_SEED:
        code = read_seed(argument, &o->seed);
        break;
    default:
        o->property_only = true;
        break;
    }
    free(argument);
    return code;
}

static int read_options(options *from, explore_options *o)
{
    for (int code = EXIT_CODE_OK;;) {
        int option = options_next(from);

        if (option == OPTIONS_END)
            return from->exit_code;
        if (option == OPTIONS_DONE)
            return EXIT_CODE_OK;
        code = take_option(o, option, options_argument(from));
        if (code != EXIT_CODE_OK)
            return code;
    }
}

static int read_words(options *from, explore_options *o, const char *const *words)
{
    char **const places[] = {&o->table, &o->column};
    int code = EXIT_CODE_OK;

    for (size_t i = 0;
         code == EXIT_CODE_OK && i < sizeof(places) / sizeof(places[0]) && words[i] != NULL; i++)
        code = options_take_word(from, words[i], places[i]);
    return code == EXIT_CODE_OK ? options_end_words(from) : code;
}

bool explore_options_read(explore_options *o, const char *command_name,
                          const struct poptOption *table, const char *const *words, target *where,
                          int argc, const char **argv, int *code)
{
    options from;

    options_begin(&from, command_name, table, where, argc, argv);
    *code = read_options(&from, o);
    if (o->output != NULL && !o->has_format)
        row_format_of_file(o->output, &o->format);
    bool goes_on = *code == EXIT_CODE_OK && !from.has_ended;
    if (goes_on)
        *code = read_words(&from, o, words);
    options_end(&from);
    return goes_on && *code == EXIT_CODE_OK;
}

void explore_options_dispose(explore_options *o)
{
    free(o->table);
    free(o->column);
    free(o->output);
    free(o->time_zone);
    free(o->event);
    *o = (explore_options)EXPLORE_OPTIONS_INIT;
}

uint32_t explore_options_bar_cells(const explore_options *o)
{
    size_t width = terminal_width(output_standard());

    /* Blocks are for people who look, and for terminals that can show them. */
    if (width == SIZE_MAX || o->format != ROW_FORMAT_TABLE || o->output != NULL)
        return 0;
    size_t cells = width / 5;
    if (cells < LEAST_BAR_CELLS)
        return LEAST_BAR_CELLS;
    return cells > MOST_BAR_CELLS ? MOST_BAR_CELLS : (uint32_t)cells;
}

int explore_show(mpdata_db *db, const explore_options *o, mpdata_result *result)
{
    const result_view view = {o->format, 0, o->output,
                              explore_options_bar_cells(o) > 0 ? "bar" : NULL, NULL};
    int code = result_view_show(&view, db, result);

    mpdata_result_free(result);
    return code;
}

int explore_run(target *where, const explore_options *o,
                mpdata_status (*ask)(mpdata_db *db, const explore_options *o, mpdata_result **out,
                                     mpdata_error *error))
{
    mpdata_result *result = NULL;
    mpdata_db *db = NULL;
    mpdata_error error;
    int code = target_open(where, TARGET_READ, &db);

    if (code != EXIT_CODE_OK)
        return code;
    code = ask(db, o, &result, &error) == MPDATA_OK ? explore_show(db, o, result) : fail(&error);
    return target_close(db, code);
}
