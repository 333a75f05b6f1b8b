/*
 * mpdata ingest: files in, a table there.
 */
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "amount_text.h"
#include "command.h"
#include "exit_code.h"
#include "nearest.h"
#include "options.h"
#include "progress.h"

enum { OPTION_PROGRESS = 1, OPTION_NO_PROGRESS };

static const struct poptOption option_table[] = {
    {"progress", '\0', POPT_ARG_NONE, NULL, OPTION_PROGRESS, NULL, NULL},
    {"no-progress", '\0', POPT_ARG_NONE, NULL, OPTION_NO_PROGRESS, NULL, NULL},
    OPTIONS_TARGET,
    POPT_TABLEEND};

typedef struct ingest_words {
    mpdata_table_type type;
    char *table;
    /* Borrowed from the options. */
    const char **paths;
    size_t path_count;
} ingest_words;

static int read_type(const char *word, mpdata_table_type *out)
{
    static const mpdata_table_type types[] = {MPDATA_TABLE_EVENTS, MPDATA_TABLE_PROFILES};
    nearest best = NEAREST_INIT;

    for (size_t i = 0; i < sizeof(types) / sizeof(types[0]); i++) {
        const char *name = mpdata_table_type_name(types[i]);

        *out = types[i];
        if (strcmp(word, name) == 0)
            return EXIT_CODE_OK;
        nearest_offer(&best, word, name);
    }
    if (best.name != NULL)
        return fail_usage("ingest: there is no kind '%s'. Did you mean '%s'?", word, best.name);
    return fail_usage("ingest: there is no kind '%s': events and profiles are there", word);
}

static int read_words(options *from, ingest_words *words)
{
    char *type = NULL;
    int code = options_take_word(from, "events or profiles", &type);

    if (code == EXIT_CODE_OK)
        code = read_type(type, &words->type);
    free(type);
    if (code == EXIT_CODE_OK)
        code = options_take_word(from, "TABLE", &words->table);
    if (code != EXIT_CODE_OK)
        return code;
    words->paths = options_words(from);
    while (words->paths != NULL && words->paths[words->path_count] != NULL)
        words->path_count++;
    if (words->path_count == 0)
        return fail_usage("ingest: FILE is missing. 'mpdata ingest --help' says more");
    return EXIT_CODE_OK;
}

static int read_options(options *from, progress *p, ingest_words *words)
{
    for (;;) {
        switch (options_next(from)) {
        case OPTION_PROGRESS:
            p->is_shown = true;
            break;
        case OPTION_NO_PROGRESS:
            p->is_shown = false;
            break;
        case OPTIONS_DONE:
            return read_words(from, words);
        default:
            return from->exit_code;
        }
    }
}

static void print_count(const char *what, uint64_t count)
{
    char text[AMOUNT_TEXT_BYTES];

    amount_count(text, count);
    (void)fprintf(stderr, "  %s: %s\n", what, text);
}

static void print_notes(const ingest_words *words, const mpdata_ingest_report *report)
{
    bool is_events = words->type == MPDATA_TABLE_EVENTS;

    if (report->records == 0)
        (void)fprintf(stderr, "  no records in the input: %s is an empty table\n", words->table);
    else
        print_count(is_events ? "duplicates dropped"
                              : "duplicates dropped, for an older record of the same profile",
                    report->duplicates);
    if (report->shared_ids > 0)
        print_count("events kept under a new insert_id, for another event has theirs",
                    report->shared_ids);
    if (report->missing_ids > 0)
        print_count("events kept under an insert_id made from their content, for they have none",
                    report->missing_ids);
}

static void print_report(const ingest_words *words, const mpdata_ingest_report *report)
{
    char rows[AMOUNT_TEXT_BYTES];
    char rate[AMOUNT_TEXT_BYTES];
    char duration[AMOUNT_TEXT_BYTES];
    char bytes[AMOUNT_TEXT_BYTES];
    uint64_t ms = report->elapsed_ms == 0 ? 1 : report->elapsed_ms;

    amount_count(rows, report->rows);
    amount_count(rate, report->records * 1000 / ms);
    amount_duration(duration, report->elapsed_ms);
    (void)fprintf(stderr, "%s: %s rows in %s (%s rows/s)\n", words->table, rows, duration, rate);
    print_notes(words, report);
    if (report->file_bytes > 0) {
        amount_bytes(bytes, report->file_bytes);
        (void)fprintf(stderr, "  database file: %s\n", bytes);
    }
}

static int ingest(mpdata_db *db, const ingest_words *words, progress *p)
{
    mpdata_ingest_options how = MPDATA_INGEST_OPTIONS_INIT;
    mpdata_ingest_report report;
    mpdata_error error;

    how.progress = progress_report;
    how.progress_payload = p;
    how.progress_interval_ms = progress_interval_ms(p);
    mpdata_status status = mpdata_ingest_files(db, words->type, words->table, words->paths,
                                               words->path_count, &how, &report, &error);
    progress_end(p);
    if (status != MPDATA_OK)
        return fail(&error);
    print_report(words, &report);
    return EXIT_CODE_OK;
}

int command_ingest(target *where, int argc, const char **argv)
{
    bool is_terminal = isatty(STDERR_FILENO) != 0;
    progress p = {is_terminal, is_terminal, false, MPDATA_INGEST_READING};
    ingest_words words = {MPDATA_TABLE_EVENTS, NULL, NULL, 0};
    options from;
    mpdata_db *db = NULL;

    options_begin(&from, "ingest", option_table, where, argc, argv);
    int code = read_options(&from, &p, &words);
    if (code == EXIT_CODE_OK && !from.has_ended)
        code = target_open(where, TARGET_CREATE, &db);
    if (db != NULL)
        code = target_close(db, ingest(db, &words, &p));
    options_end(&from);
    free(words.table);
    return code;
}
