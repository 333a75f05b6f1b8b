/*
 * The words of a command line, an input line each: whatever they are, they are taken or refused, and nothing is lost.
 * The first byte says which command they are for.
 */
#include <string.h>

#include "command.h"
#include "exit_code.h"
#include "explore_options.h"
#include "fuzz.h"
#include "ingest_options.h"
#include "listing_options.h"
#include "nearest.h"
#include "query_options.h"

#define MOST_WORDS 64

/* All that the commands of the first look take, together. */
static const struct poptOption explore_table[] = {
    EXPLORE_VIEW_OPTIONS,
    {"rows", '\0', POPT_ARG_STRING, NULL, EXPLORE_ROWS, NULL, NULL},
    {"seed", '\0', POPT_ARG_STRING, NULL, EXPLORE_SEED, NULL, NULL},
    {"by", '\0', POPT_ARG_STRING, NULL, EXPLORE_BY, NULL, NULL},
    {"time-zone", '\0', POPT_ARG_STRING, NULL, EXPLORE_TIME_ZONE, NULL, NULL},
    {"event", '\0', POPT_ARG_STRING, NULL, EXPLORE_EVENT, NULL, NULL},
    {"top", '\0', POPT_ARG_STRING, NULL, EXPLORE_TOP, NULL, NULL},
    {"property", '\0', POPT_ARG_NONE, NULL, EXPLORE_PROPERTY, NULL, NULL},
    OPTIONS_TARGET,
    POPT_TABLEEND};

static bool is_known(int code)
{
    return code == EXIT_CODE_OK || code == EXIT_CODE_INPUT;
}

static void read_query(target *where, int argc, const char **argv)
{
    query_options o = QUERY_OPTIONS_INIT;
    int code = EXIT_CODE_OK;
    bool goes_on = query_options_read(&o, where, argc, argv, &code);

    CLAIM(is_known(code) && (!goes_on || code == EXIT_CODE_OK));
    query_options_dispose(&o);
}

static void read_ingest(target *where, int argc, const char **argv)
{
    ingest_options o;
    options from;

    options_begin(&from, "ingest", ingest_option_table, where, argc, argv);
    int code = ingest_options_read(&from, &o);
    CLAIM(is_known(code));
    if (code == EXIT_CODE_OK && !from.has_ended)
        CLAIM(o.table != NULL && o.path_count > 0 && o.paths[o.path_count] == NULL &&
              (o.load.max_rejects > 0) == (o.rejects_path != NULL));
    ingest_options_dispose(&o);
    options_end(&from);
}

static void read_explore(target *where, int argc, const char **argv)
{
    static const char *const words[] = {"TABLE", "NAME", NULL};
    explore_options o = EXPLORE_OPTIONS_INIT;
    int code = EXIT_CODE_OK;
    bool goes_on =
        explore_options_read(&o, "column", explore_table, words, where, argc, argv, &code);

    CLAIM(is_known(code));
    CLAIM(!goes_on || (code == EXIT_CODE_OK && o.table != NULL && o.column != NULL));
    explore_options_dispose(&o);
}

static void read_listing(target *where, int argc, const char **argv)
{
    listing_options o = LISTING_OPTIONS_INIT;
    int code = EXIT_CODE_OK;
    bool goes_on = listing_options_read(&o, "schema", true, where, argc, argv, &code);

    CLAIM(is_known(code) && (!goes_on || (code == EXIT_CODE_OK && o.table != NULL)));
    listing_options_dispose(&o);
}

/* Each line a word; what the words are written to stays theirs. */
static int split(char *text, const char **argv)
{
    int argc = 1;

    argv[0] = "mpdata";
    for (char *word = strtok(text, "\n"); word != NULL && argc < MOST_WORDS;
         word = strtok(NULL, "\n"))
        argv[argc++] = word;
    argv[argc] = NULL;
    return argc;
}

typedef void (*read_words)(target *where, int argc, const char **argv);

/* What they say of the words goes nowhere. */
static void run_silently(read_words read, int argc, const char **argv)
{
    static FILE *nowhere;
    FILE *output = stdout;
    FILE *errors = stderr;
    target where = TARGET_INIT;

    if (nowhere == NULL)
        nowhere = fopen("/dev/null", "we");
    CLAIM(nowhere != NULL);
    stdout = nowhere;
    stderr = nowhere;
    read(&where, argc, argv);
    if (argc > 1 && command_find(argv[1]) == NULL)
        CLAIM(command_fail_unknown(argv[1]) == EXIT_CODE_INPUT);
    stdout = output;
    stderr = errors;
    target_dispose(&where);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t bytes)
{
    static const read_words readers[] = {read_query, read_ingest, read_explore, read_listing};
    fuzz_input input = {data, bytes};
    const char *argv[MOST_WORDS + 1];
    size_t which = fuzz_take(&input, 4);
    char *text = fuzz_copy_string(&input);
    int argc = split(text, argv);

    run_silently(readers[which], argc, argv);
    free(text);
    return 0;
}
