#include "export_options.h"

#include <stdlib.h>

#include "exit_code.h"

enum { OPTION_OUTPUT = 1, OPTION_WHERE_EVENT, OPTION_FROM, OPTION_TO };

const struct poptOption export_option_table[] = {
    {"output", 'o', POPT_ARG_STRING, NULL, OPTION_OUTPUT,
     "write to FILE\nThe file appears when it is complete; .gz or .zst at the end of its name "
     "compress it.",
     "FILE"},
    {"where-event", '\0', POPT_ARG_STRING, NULL, OPTION_WHERE_EVENT,
     "only events of this name (repeatable)", "NAME"},
    {"from", '\0', POPT_ARG_STRING, NULL, OPTION_FROM,
     "only events from this day (UTC) on, YYYY-MM-DD", "DAY"},
    {"to", '\0', POPT_ARG_STRING, NULL, OPTION_TO, "only events up to this day, itself included",
     "DAY"},
    OPTIONS_TARGET,
    POPT_TABLEEND};

/* Takes `name` over. */
static int add_event(export_options *o, char *name)
{
    size_t count = o->part.where_event_count;
    char **longer = realloc(o->events, (count + 1) * sizeof(*longer));

    if (longer == NULL) {
        free(name);
        return fail_memory();
    }
    o->events = longer;
    o->events[count] = name;
    o->part.where_event_count = count + 1;
    o->part.where_events = (const char *const *)o->events;
    return EXIT_CODE_OK;
}

static int set_day(char *text, const char *name, int32_t *out)
{
    int code = EXIT_CODE_OK;

    if (mpdata_day_from_text(text, out, NULL) != MPDATA_OK)
        code = fail_usage("export: %s '%s': a day was wanted, as YYYY-MM-DD", name, text);
    free(text);
    return code;
}

static int take_option(export_options *o, int option, char *argument)
{
    switch (option) {
    case OPTION_WHERE_EVENT:
        return add_event(o, argument);
    case OPTION_FROM:
        return set_day(argument, "--from", &o->part.from_day);
    case OPTION_TO:
        return set_day(argument, "--to", &o->part.to_day);
    default:
        free(o->output);
        o->output = argument;
        return EXIT_CODE_OK;
    }
}

static int read_options(options *from, export_options *o)
{
    int code = EXIT_CODE_OK;

    while (code == EXIT_CODE_OK) {
        int option = options_next(from);

        if (option == OPTIONS_END)
            return from->exit_code;
        if (option == OPTIONS_DONE)
            break;
        code = take_option(o, option, options_argument(from));
    }
    return code;
}

bool export_options_read(export_options *o, target *where, int argc, const char **argv, int *code)
{
    options from;

    options_begin(&from, "export", export_option_table, where, argc, argv);
    *code = read_options(&from, o);
    bool goes_on = *code == EXIT_CODE_OK && !from.has_ended;
    if (goes_on)
        *code = options_take_word(&from, "TABLE", &o->table);
    if (goes_on && *code == EXIT_CODE_OK)
        *code = options_end_words(&from);
    options_end(&from);
    return goes_on && *code == EXIT_CODE_OK;
}

void export_options_dispose(export_options *o)
{
    for (size_t i = 0; i < o->part.where_event_count; i++)
        free(o->events[i]);
    free(o->events);
    free(o->table);
    free(o->output);
    *o = (export_options)EXPORT_OPTIONS_INIT;
}
