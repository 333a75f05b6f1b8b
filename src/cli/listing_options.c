#include "listing_options.h"

#include <stdlib.h>

#include "exit_code.h"
#include "options.h"

enum { OPTION_FORMAT = 1, OPTION_OUTPUT, OPTION_KEEP };

#define FORMAT_AND_OUTPUT                                                                          \
    {"format", '\0', POPT_ARG_STRING, NULL, OPTION_FORMAT, OPTIONS_FORMAT_TEXT},                   \
    {                                                                                              \
        "output", 'o', POPT_ARG_STRING, NULL, OPTION_OUTPUT, OPTIONS_OUTPUT_TEXT                   \
    }

const struct poptOption listing_option_table[] = {FORMAT_AND_OUTPUT, OPTIONS_TARGET, POPT_TABLEEND};

const struct poptOption check_option_table[] = {{"keep-checksums", '\0', POPT_ARG_NONE, NULL,
                                                 OPTION_KEEP,
                                                 "keep checksums that later checks compare", NULL},
                                                FORMAT_AND_OUTPUT,
                                                OPTIONS_TARGET,
                                                POPT_TABLEEND};

static bool read_format(options *from, listing_options *o)
{
    char *name = options_argument(from);
    bool is_good = row_format_read(name, &o->format);

    free(name);
    o->has_format = true;
    return is_good;
}

static int read_options(options *from, listing_options *o)
{
    for (;;) {
        switch (options_next(from)) {
        case OPTION_FORMAT:
            if (!read_format(from, o))
                return EXIT_CODE_INPUT;
            break;
        case OPTION_OUTPUT:
            free(o->output);
            o->output = options_argument(from);
            break;
        case OPTION_KEEP:
            o->keeps_checksums = true;
            break;
        case OPTIONS_DONE:
            return EXIT_CODE_OK;
        default:
            return from->exit_code;
        }
    }
}

static bool read_to_end(options *from, listing_options *o, bool takes_table, int *code)
{
    *code = read_options(from, o);
    if (o->output != NULL && !o->has_format)
        row_format_of_file(o->output, &o->format);
    bool goes_on = *code == EXIT_CODE_OK && !from->has_ended;
    if (goes_on && takes_table)
        *code = options_take_word(from, "TABLE", &o->table);
    if (goes_on && *code == EXIT_CODE_OK)
        *code = options_end_words(from);
    options_end(from);
    return goes_on && *code == EXIT_CODE_OK;
}

bool listing_options_read(listing_options *o, const char *command_name, bool takes_table,
                          target *where, int argc, const char **argv, int *code)
{
    options from;

    options_begin(&from, command_name, listing_option_table, where, argc, argv);
    return read_to_end(&from, o, takes_table, code);
}

bool check_options_read(listing_options *o, target *where, int argc, const char **argv, int *code)
{
    options from;

    options_begin(&from, "check", check_option_table, where, argc, argv);
    return read_to_end(&from, o, false, code);
}

void listing_options_dispose(listing_options *o)
{
    free(o->table);
    free(o->output);
    *o = (listing_options)LISTING_OPTIONS_INIT;
}
