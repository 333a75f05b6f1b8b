#include "ingest_options.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "exit_code.h"
#include "nearest.h"

enum {
    OPTION_PROGRESS = 1,
    OPTION_NO_PROGRESS,
    OPTION_APPEND,
    OPTION_REPLACE,
    OPTION_KEEP,
    OPTION_PRIMARY_KEY,
    OPTION_NO_PRIMARY_KEY,
    OPTION_MAX_REJECTS,
    OPTION_REJECTS,
    OPTION_REPAIR,
    OPTION_WHERE_EVENT,
    OPTION_FROM,
    OPTION_TO,
    OPTION_TIME_ZONE,
    OPTION_INPUT,
    OPTION_DRY_RUN
};

const struct poptOption ingest_option_table[] = {
    {"append", '\0', POPT_ARG_NONE, NULL, OPTION_APPEND,
     "add to a table what it does not have yet\nWithout --append and --replace the "
     "table must be new.",
     NULL},
    {"replace", '\0', POPT_ARG_NONE, NULL, OPTION_REPLACE,
     "in place of a table, once the new one is complete\nThe old one stays until then.", NULL},
    {"where-event", '\0', POPT_ARG_STRING, NULL, OPTION_WHERE_EVENT,
     "only events of this name (repeatable)\nThe other records are read, checked and counted.",
     "NAME"},
    {"from", '\0', POPT_ARG_STRING, NULL, OPTION_FROM,
     "only events from this day on, YYYY-MM-DD\nA day of the project, so of its wall clock "
     "where --time-zone is given.",
     "DAY"},
    {"to", '\0', POPT_ARG_STRING, NULL, OPTION_TO, "only events up to this day, itself included",
     "DAY"},
    {"time-zone", '\0', POPT_ARG_STRING, NULL, OPTION_TIME_ZONE,
     "whose wall clock the times are, as Europe/Berlin\nThey are made UTC: for projects made "
     "before "
     "2023, whose exports have the times of the project's zone. Of an hour that the clock shows "
     "twice the second is meant; a time that it skips counts as if the clock had not been changed "
     "yet. The default is UTC.",
     "ZONE"},
    {"input", '\0', POPT_ARG_STRING, NULL, OPTION_INPUT,
     "records: keys as the columns (default: export)\nexport is what Mixpanel gives. records are "
     "lines that call their values as the tables call their columns: event_name, event_time, "
     "distinct_id, insert_id and properties, or distinct_id, last_seen and properties. Their times "
     "are ISO 8601, in UTC unless they name an offset, or numbers. Any other key makes a record "
     "bad.",
     "export|records"},
    {"keep", '\0', POPT_ARG_STRING, NULL, OPTION_KEEP,
     "which of an event's repeats (default: first)\nWhere two records are the same event with "
     "other properties, the first or the last one in the order of the files is kept.",
     "first|last"},
    {"primary-key", '\0', POPT_ARG_STRING, NULL, OPTION_PRIMARY_KEY,
     "whether rows get an index (default: yes)\nWithout one rows are kept unique all the same. "
     "auto: where it fits in memory.",
     "yes|no|auto"},
    {"no-primary-key", '\0', POPT_ARG_NONE | POPT_ARGFLAG_DOC_HIDDEN, NULL, OPTION_NO_PRIMARY_KEY,
     "as --primary-key no", NULL},
    {"repair", '\0', POPT_ARG_NONE, NULL, OPTION_REPAIR,
     "mend raw control characters and bad Unicode", NULL},
    {"max-rejects", '\0', POPT_ARG_STRING, NULL, OPTION_MAX_REJECTS,
     "go on past N bad records (or all)\nThey are written to the file of --rejects, which must be "
     "given, too.",
     "N"},
    {"rejects", '\0', POPT_ARG_STRING, NULL, OPTION_REJECTS,
     "where bad records go, one JSON object a line", "FILE"},
    {"dry-run", '\0', POPT_ARG_NONE, NULL, OPTION_DRY_RUN,
     "read and check all, store nothing; no database", NULL},
    {"progress", '\0', POPT_ARG_NONE | POPT_ARGFLAG_DOC_HIDDEN, NULL, OPTION_PROGRESS,
     "show progress although standard error is no terminal", NULL},
    {"no-progress", '\0', POPT_ARG_NONE | POPT_ARGFLAG_DOC_HIDDEN, NULL, OPTION_NO_PROGRESS,
     "show no progress", NULL},
    OPTIONS_TARGET,
    POPT_TABLEEND};

/* Which of `names` the word is, or may be meant to be; -1 with the error printed. */
static int choose(const char *what, const char *word, const char *const *names, size_t count)
{
    nearest best = NEAREST_INIT;

    int found = nearest_find(&best, word, names, count);
    if (found >= 0)
        return found;
    if (best.name == NULL)
        best.name = names[0];
    (void)fail_usage("ingest: %s '%s' is not known. Did you mean '%s'?", what, word, best.name);
    return -1;
}

/* As choose, for an option's argument. */
static int choose_argument(options *from, const char *what, const char *const *names, size_t count)
{
    char *word = options_argument(from);
    int choice = choose(what, word, names, count);

    free(word);
    return choice;
}

static int set_mode(ingest_options *o, mpdata_ingest_mode mode)
{
    if (o->load.mode != MPDATA_INGEST_CREATE && o->load.mode != mode)
        return fail_usage("ingest: --append and --replace exclude each other");
    o->load.mode = mode;
    return EXIT_CODE_OK;
}

static int set_keep(options *from, ingest_options *o)
{
    static const char *const names[] = {"first", "last"};
    int choice = choose_argument(from, "--keep", names, 2);

    if (choice < 0)
        return EXIT_CODE_INPUT;
    o->load.keep = (mpdata_ingest_keep)choice;
    return EXIT_CODE_OK;
}

static int set_primary_key(options *from, ingest_options *o)
{
    static const char *const names[] = {"yes", "no", "auto"};
    int choice = choose_argument(from, "--primary-key", names, 3);

    if (choice < 0)
        return EXIT_CODE_INPUT;
    o->load.primary_key = (mpdata_primary_key)choice;
    return EXIT_CODE_OK;
}

static int set_max_rejects(options *from, ingest_options *o)
{
    char *text = options_argument(from);
    int code = EXIT_CODE_OK;

    if (strcmp(text, "all") == 0)
        o->load.max_rejects = UINT64_MAX;
    else if (!options_read_count(text, &o->load.max_rejects))
        code = fail_usage("ingest: --max-rejects '%s': a number of records, or all", text);
    free(text);
    return code;
}

static int set_input(options *from, ingest_options *o)
{
    static const char *const names[] = {"export", "records"};
    int choice = choose_argument(from, "--input", names, 2);

    if (choice < 0)
        return EXIT_CODE_INPUT;
    o->load.input = (mpdata_input)choice;
    return EXIT_CODE_OK;
}

static int add_event(options *from, ingest_options *o)
{
    char **longer = realloc(o->events, (o->load.where_event_count + 1) * sizeof(*longer));

    if (longer == NULL)
        return fail_memory();
    o->events = longer;
    o->events[o->load.where_event_count++] = options_argument(from);
    o->load.where_events = (const char *const *)o->events;
    return EXIT_CODE_OK;
}

static int set_day(options *from, const char *name, int32_t *out)
{
    char *text = options_argument(from);
    int code = EXIT_CODE_OK;

    if (mpdata_day_from_text(text, out, NULL) != MPDATA_OK)
        code = fail_usage("ingest: %s '%s': a day was wanted, as YYYY-MM-DD", name, text);
    free(text);
    return code;
}

/* The options that say what the records are, and which of them are wanted. */
static int take_input_option(options *from, int option, ingest_options *o)
{
    switch (option) {
    case OPTION_WHERE_EVENT:
        return add_event(from, o);
    case OPTION_FROM:
        return set_day(from, "--from", &o->load.from_day);
    case OPTION_TO:
        return set_day(from, "--to", &o->load.to_day);
    case OPTION_INPUT:
        return set_input(from, o);
    default:
        free(o->time_zone);
        o->time_zone = options_argument(from);
        o->load.time_zone = o->time_zone;
        return EXIT_CODE_OK;
    }
}

static int take_option(options *from, int option, ingest_options *o)
{
    switch (option) {
    case OPTION_WHERE_EVENT:
    case OPTION_FROM:
    case OPTION_TO:
    case OPTION_TIME_ZONE:
    case OPTION_INPUT:
        return take_input_option(from, option, o);
    case OPTION_DRY_RUN:
        o->is_dry_run = true;
        return EXIT_CODE_OK;
    case OPTION_MAX_REJECTS:
        return set_max_rejects(from, o);
    case OPTION_REJECTS:
        free(o->rejects_path);
        o->rejects_path = options_argument(from);
        o->load.rejects_path = o->rejects_path;
        return EXIT_CODE_OK;
    case OPTION_REPAIR:
        o->load.repair = true;
        return EXIT_CODE_OK;
    case OPTION_PROGRESS:
    case OPTION_NO_PROGRESS:
        o->shows_progress = option == OPTION_PROGRESS;
        return EXIT_CODE_OK;
    case OPTION_APPEND:
        return set_mode(o, MPDATA_INGEST_APPEND);
    case OPTION_REPLACE:
        return set_mode(o, MPDATA_INGEST_REPLACE);
    case OPTION_KEEP:
        return set_keep(from, o);
    case OPTION_PRIMARY_KEY:
        return set_primary_key(from, o);
    default:
        o->load.primary_key = MPDATA_PRIMARY_KEY_NO;
        return EXIT_CODE_OK;
    }
}

static int read_type(options *from, mpdata_table_type *out)
{
    static const char *const names[] = {"events", "profiles"};
    static const mpdata_table_type types[] = {MPDATA_TABLE_EVENTS, MPDATA_TABLE_PROFILES};
    char *word = NULL;
    int code = options_take_word(from, "events or profiles", &word);

    if (code != EXIT_CODE_OK)
        return code;
    nearest best = NEAREST_INIT;
    int choice = nearest_find(&best, word, names, 2);
    if (choice >= 0)
        *out = types[choice];
    else if (best.name != NULL)
        code = fail_usage("ingest: '%s' is no kind of record. Did you mean '%s'?", word, best.name);
    else
        code = fail_usage("ingest: '%s' is no kind of record: say events or profiles first, then "
                          "TABLE and FILE",
                          word);
    free(word);
    return code;
}

static int read_words(options *from, ingest_options *o)
{
    int code = read_type(from, &o->type);

    if (code == EXIT_CODE_OK)
        code = options_take_word(from, "TABLE", &o->table);
    if (code != EXIT_CODE_OK)
        return code;
    o->paths = options_words(from);
    while (o->paths != NULL && o->paths[o->path_count] != NULL)
        o->path_count++;
    if (o->path_count == 0 && access(o->table, F_OK) == 0)
        return fail_usage("ingest: '%s' is a file, and the name of its TABLE is missing before it",
                          o->table);
    if (o->path_count == 0)
        return fail_usage("ingest: FILE is missing. 'mpdata ingest --help' says more");
    if ((o->load.max_rejects > 0) != (o->rejects_path != NULL))
        return fail_usage("ingest: --max-rejects N and --rejects FILE go together");
    return EXIT_CODE_OK;
}

int ingest_options_read(options *from, ingest_options *out)
{
    int code = EXIT_CODE_OK;

    *out = (ingest_options){.load = MPDATA_INGEST_OPTIONS_INIT,
                            .shows_progress = isatty(STDERR_FILENO) != 0};
    while (code == EXIT_CODE_OK) {
        int option = options_next(from);

        if (option == OPTIONS_END)
            return from->exit_code;
        if (option == OPTIONS_DONE)
            return read_words(from, out);
        code = take_option(from, option, out);
    }
    return code;
}

void ingest_options_dispose(ingest_options *o)
{
    free(o->table);
    free(o->rejects_path);
    free(o->time_zone);
    for (size_t i = 0; i < o->load.where_event_count; i++)
        free(o->events[i]);
    free(o->events);
    *o = (ingest_options){.table = NULL};
}
