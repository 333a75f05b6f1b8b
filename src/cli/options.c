#include "options.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "command.h"
#include "exit_code.h"
#include "help_text.h"
#include "nearest.h"
#include "note.h"
#include "option_list.h"

/* A year. */
#define MAX_WAIT_SECONDS 31557600U

enum {
    OPTION_DB = 100,
    OPTION_PROJECT,
    OPTION_MEMORY,
    OPTION_EPHEMERAL,
    OPTION_WAIT,
    OPTION_JSON,
    OPTION_QUIET,
    OPTION_VERBOSE,
    OPTION_HELP
};

struct poptOption options_target_table[] = {
    {"db", '\0', POPT_ARG_STRING, NULL, OPTION_DB,
     "the database: a DuckDB file (or MPDATA_DB=PATH)", "PATH"},
    {"project", '\0', POPT_ARG_STRING, NULL, OPTION_PROJECT,
     "the database ~/.mixpanel_data/ID.db (or MPDATA_PROJECT=ID)", "ID"},
    {"memory", '\0', POPT_ARG_NONE, NULL, OPTION_MEMORY, "a database in memory, gone at the end",
     NULL},
    {"ephemeral", '\0', POPT_ARG_NONE | POPT_ARGFLAG_DOC_HIDDEN, NULL, OPTION_EPHEMERAL,
     "a scratch database in a file, gone at the end\nIt lies in a private folder below $TMPDIR, or "
     "else /tmp, for more than fits in memory. See mpdata clean.",
     NULL},
    {"wait", '\0', POPT_ARG_STRING | POPT_ARGFLAG_DOC_HIDDEN, NULL, OPTION_WAIT,
     "wait so long where another process has locked the database\nWho has it is told, and that "
     "mpdata waits. Without this option a locked database is an error at once.",
     "SECONDS"},
    {"json", '\0', POPT_ARG_NONE, NULL, OPTION_JSON,
     "errors as JSON for programs, one object a line\nIt has code, exit, message, and where they "
     "are known source, record, byte_offset, query, engine_type, line, column and candidates.",
     NULL},
    {"quiet", 'q', POPT_ARG_NONE, NULL, OPTION_QUIET,
     "errors alone on standard error: no report, no progress", NULL},
    {"verbose", 'v', POPT_ARG_NONE | POPT_ARGFLAG_DOC_HIDDEN, NULL, OPTION_VERBOSE,
     "each step as it is taken, on standard error, and when\nWhich DuckDB is used, the database "
     "and its "
     "settings, the phases of a load, the rows of a result. Of -q and -v the last one counts.",
     NULL},
    {"help", 'h', POPT_ARG_NONE | POPT_ARGFLAG_DOC_HIDDEN, NULL, OPTION_HELP,
     "what a command takes", NULL},
    POPT_TABLEEND};

void options_begin(options *o, const char *command_name, const struct poptOption *table,
                   target *where, int argc, const char **argv)
{
    o->table = table;
    o->command_name = command_name;
    o->where = where;
    o->has_ended = false;
    o->exit_code = EXIT_CODE_OK;
    o->context = poptGetContext("mpdata", argc, argv, table,
                                command_name == NULL ? POPT_CONTEXT_POSIXMEHARDER : 0);
}

static void offer_names(nearest *best, const char *typed, const struct poptOption *table)
{
    size_t at = 0;

    for (const struct poptOption *option; (option = option_list_next(table, &at)) != NULL;)
        nearest_offer(best, typed, option->longName);
}

static void fail_option(options *o, int popt_error)
{
    const char *typed = poptBadOption(o->context, POPT_BADOPTION_NOALIAS);
    nearest best = NEAREST_INIT;
    const char *command_name = o->command_name == NULL ? "" : o->command_name;
    const char *space = o->command_name == NULL ? "" : " ";

    if (popt_error != POPT_ERROR_BADOPT) {
        o->exit_code = fail_usage("%s: %s", typed, poptStrerror(popt_error));
        return;
    }
    if (strncmp(typed, "--", 2) == 0) {
        offer_names(&best, typed + 2, o->table);
        offer_names(&best, typed + 2, options_target_table);
    }
    if (best.name != NULL)
        o->exit_code =
            fail_usage("there is no option '%s'. Did you mean '--%s'?", typed, best.name);
    else
        o->exit_code = fail_usage("there is no option '%s'. 'mpdata%s%s --help' lists them", typed,
                                  space, command_name);
}

/* The last one counts. */
static void replace(char **text, char *by)
{
    free(*text);
    *text = by;
}

/* False where the number is wrong: an error, printed, and the command ends. */
static bool read_wait(options *o)
{
    char *text = poptGetOptArg(o->context);
    uint64_t seconds = 0;
    bool is_good = options_read_count(text, &seconds) && seconds <= MAX_WAIT_SECONDS;

    if (!is_good) {
        o->exit_code = fail_usage("--wait: '%s' is no number of seconds", text);
        o->has_ended = true;
    }
    o->where->wait_ms = seconds * 1000;
    free(text);
    return is_good;
}

int options_next(options *o)
{
    /* popt takes no context for one without options. */
    if (o->context == NULL) {
        o->exit_code = fail_memory();
        return OPTIONS_END;
    }
    for (;;) {
        int option = poptGetNextOpt(o->context);

        switch (option) {
        case -1:
            return OPTIONS_DONE;
        case OPTION_DB:
            replace(&o->where->path, poptGetOptArg(o->context));
            break;
        case OPTION_PROJECT:
            replace(&o->where->project, poptGetOptArg(o->context));
            break;
        case OPTION_MEMORY:
            o->where->memory = true;
            break;
        case OPTION_EPHEMERAL:
            o->where->ephemeral = true;
            break;
        case OPTION_JSON:
            /* Seen before: main.c. */
            break;
        case OPTION_QUIET:
        case OPTION_VERBOSE:
            o->where->is_quiet = option == OPTION_QUIET;
            note_want(option == OPTION_VERBOSE);
            break;
        case OPTION_WAIT:
            if (read_wait(o))
                break;
            return OPTIONS_END;
        case OPTION_HELP:
            if (o->command_name == NULL)
                return OPTION_HELP;
            o->exit_code = help_text_print_screen(command_find(o->command_name));
            o->has_ended = true;
            return OPTIONS_END;
        default:
            if (option > 0)
                return option;
            fail_option(o, option);
            o->has_ended = true;
            return OPTIONS_END;
        }
    }
}

char *options_argument(options *o)
{
    return poptGetOptArg(o->context);
}

const char **options_words(options *o)
{
    return poptGetArgs(o->context);
}

const char *options_next_word(options *o)
{
    return poptGetArg(o->context);
}

int options_take_word(options *o, const char *what, char **out)
{
    const char *word = poptGetArg(o->context);

    if (word == NULL)
        return fail_usage("%s: %s is missing. 'mpdata %s --help' says more", o->command_name, what,
                          o->command_name);
    *out = strdup(word);
    return *out == NULL ? fail_memory() : EXIT_CODE_OK;
}

bool options_read_count(const char *text, uint64_t *out)
{
    char *end = NULL;

    errno = 0;
    unsigned long long count = strtoull(text, &end, 10);
    /* strtoull takes a sign and blanks before the digits. */
    if (text[0] < '0' || text[0] > '9' || *end != '\0' || errno != 0)
        return false;
    *out = count;
    return true;
}

int options_end_words(options *o)
{
    const char *word = poptPeekArg(o->context);

    if (word == NULL)
        return EXIT_CODE_OK;
    return fail_usage("%s: '%s' is one word too many. 'mpdata %s --help' says more",
                      o->command_name, word, o->command_name);
}

void options_end(options *o)
{
    o->context = poptFreeContext(o->context);
}
