#include "query_options.h"

#include <stdlib.h>
#include <string.h>

#include "exit_code.h"
#include "options.h"

/* A hundred years. */
#define MAX_TIME_LIMIT_SECONDS 3155760000U

enum {
    OPTION_PARAM = 1,
    OPTION_FILE,
    OPTION_FORMAT,
    OPTION_OUTPUT,
    OPTION_MAX_ROWS,
    OPTION_SAFE,
    OPTION_TIME_LIMIT,
    OPTION_EVENTS,
    OPTION_PROFILES
};

const struct poptOption query_option_table[] = {
    {"param", 'p', POPT_ARG_STRING, NULL, OPTION_PARAM,
     "the value of the next ? in the SQL, as text\nIt may be given several times, once for each of "
     "them.",
     "VALUE"},
    {"file", 'f', POPT_ARG_STRING, NULL, OPTION_FILE, "read the SQL from FILE", "FILE"},
    {"format", '\0', POPT_ARG_STRING, NULL, OPTION_FORMAT, OPTIONS_FORMAT_TEXT},
    {"output", 'o', POPT_ARG_STRING, NULL, OPTION_OUTPUT, OPTIONS_OUTPUT_TEXT},
    {"max-rows", '\0', POPT_ARG_STRING, NULL, OPTION_MAX_ROWS,
     "show at most N rows in a table (default 100, 0: all)", "N"},
    {"safe", '\0', POPT_ARG_NONE, NULL, OPTION_SAFE,
     "for SQL not your own: it reaches the database alone\nNo other file, no network and "
     "no setting; within 30 s and 1 GiB.",
     NULL},
    {"time-limit", '\0', POPT_ARG_STRING, NULL, OPTION_TIME_LIMIT,
     "end a query that works for longer", "SECONDS"},
    {"events", '\0', POPT_ARG_STRING, NULL, OPTION_EVENTS,
     "ask FILE, an export, as the table NAME\nNo database is kept: the files of all --events and "
     "--profiles are loaded into a scratch database, as ingest does, which is gone at the end. "
     "Several files may be one table. - is standard input.",
     "NAME=FILE"},
    {"profiles", '\0', POPT_ARG_STRING, NULL, OPTION_PROFILES, "the same with profiles",
     "NAME=FILE"},
    OPTIONS_TARGET,
    POPT_TABLEEND};

static int add_parameter(query_options *o, char *value)
{
    char **parameters = realloc(o->parameters, (o->parameter_count + 1) * sizeof(*parameters));

    if (parameters == NULL) {
        free(value);
        return fail_memory();
    }
    o->parameters = parameters;
    o->parameters[o->parameter_count++] = value;
    return EXIT_CODE_OK;
}

static int read_time_limit(const char *text, uint64_t *out_ms)
{
    uint64_t seconds = 0;

    if (!options_read_count(text, &seconds) || seconds == 0 || seconds > MAX_TIME_LIMIT_SECONDS)
        return fail_usage("--time-limit: '%s' is no number of seconds", text);
    *out_ms = seconds * 1000;
    return EXIT_CODE_OK;
}

/* Takes `argument` over. */
static int take_option(query_options *o, int option, char *argument)
{
    int code = EXIT_CODE_OK;

    switch (option) {
    case OPTION_PARAM:
        return add_parameter(o, argument);
    case OPTION_EVENTS:
        return query_sources_add(&o->sources, MPDATA_TABLE_EVENTS, argument);
    case OPTION_PROFILES:
        return query_sources_add(&o->sources, MPDATA_TABLE_PROFILES, argument);
    case OPTION_FILE:
        free(o->file);
        o->file = argument;
        return EXIT_CODE_OK;
    case OPTION_OUTPUT:
        free(o->output);
        o->output = argument;
        return EXIT_CODE_OK;
    case OPTION_FORMAT:
        code = row_format_read(argument, &o->format) ? EXIT_CODE_OK : EXIT_CODE_INPUT;
        o->has_format = true;
        break;
    case OPTION_SAFE:
        o->safe = true;
        break;
    case OPTION_TIME_LIMIT:
        code = read_time_limit(argument, &o->time_limit_ms);
        break;
    default:
        if (!options_read_count(argument, &o->max_rows))
            code = fail_usage("--max-rows: '%s' is no number of rows", argument);
        break;
    }
    free(argument);
    return code;
}

static int read_options(options *from, query_options *o)
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

static int read_words(options *from, query_options *o)
{
    const char *sql = options_next_word(from);

    if (sql == NULL)
        return EXIT_CODE_OK;
    const char *more = options_next_word(from);
    if (more != NULL)
        return fail_usage("query: '%s' is one word too many: the SQL is one, so put it in quotes",
                          more);
    o->sql = strdup(sql);
    return o->sql == NULL ? fail_memory() : EXIT_CODE_OK;
}

static bool reads_sql_from_standard_input(const query_options *o)
{
    const char *from = o->file == NULL ? o->sql : o->file;

    return from == NULL || strcmp(from, "-") == 0;
}

/* What the environment names is left alone; another database on the command line is not what was meant. */
static int choose_scratch(const query_options *o, target *where)
{
    if (o->sources.count == 0)
        return EXIT_CODE_OK;
    if (where->path != NULL || where->project != NULL || where->memory)
        return fail_usage("--events and --profiles are loaded into a scratch database: leave --db, "
                          "--project and --memory away, or load the files with 'mpdata ingest'");
    if (o->safe)
        return fail_usage("--safe is for asking a database that is there: load the files with "
                          "'mpdata ingest' first");
    if (query_sources_take_standard_input(&o->sources) && reads_sql_from_standard_input(o))
        return fail_usage("standard input (-) can't be both the SQL and a file");
    where->ephemeral = true;
    return EXIT_CODE_OK;
}

bool query_options_read(query_options *o, target *where, int argc, const char **argv, int *code)
{
    options from;

    options_begin(&from, "query", query_option_table, where, argc, argv);
    *code = read_options(&from, o);
    if (o->output != NULL && !o->has_format)
        row_format_of_file(o->output, &o->format);
    where->safe = o->safe;
    where->time_limit_ms = o->time_limit_ms;
    bool goes_on = *code == EXIT_CODE_OK && !from.has_ended;
    if (goes_on)
        *code = read_words(&from, o);
    if (goes_on && *code == EXIT_CODE_OK)
        *code = choose_scratch(o, where);
    options_end(&from);
    return goes_on && *code == EXIT_CODE_OK;
}

void query_options_dispose(query_options *o)
{
    for (size_t i = 0; i < o->parameter_count; i++)
        free(o->parameters[i]);
    free(o->parameters);
    query_sources_dispose(&o->sources);
    free(o->sql);
    free(o->file);
    free(o->output);
    *o = (query_options)QUERY_OPTIONS_INIT;
}
