/*
 * mpdata compact
 */
#include <stdio.h>

#include "amount_text.h"
#include "command.h"
#include "exit_code.h"
#include "options.h"

static const struct poptOption option_table[] = {OPTIONS_TARGET, POPT_TABLEEND};

static int compact(const target *where, mpdata_db *db)
{
    mpdata_compact_report report;
    mpdata_error error;
    char before[AMOUNT_TEXT_BYTES];
    char after[AMOUNT_TEXT_BYTES];

    if (mpdata_db_compact(db, &report, &error) != MPDATA_OK)
        return fail(&error);
    if (where->is_quiet)
        return EXIT_CODE_OK;
    amount_bytes(before, report.bytes_before);
    amount_bytes(after, report.bytes_after);
    (void)fprintf(stderr, "database file: %s, before: %s, in %.2f s\n", after, before,
                  (double)report.elapsed_ms / 1000);
    return EXIT_CODE_OK;
}

static int run_command(target *where, int argc, const char **argv)
{
    options from;
    mpdata_db *db = NULL;

    options_begin(&from, "compact", option_table, where, argc, argv);
    int option = options_next(&from);
    int code = option == OPTIONS_DONE ? options_end_words(&from) : from.exit_code;
    if (code == EXIT_CODE_OK && !from.has_ended)
        code = target_open(where, TARGET_CHANGE, &db);
    if (db != NULL)
        code = target_close(db, compact(where, db));
    options_end(&from);
    return code;
}

const command command_compact = {
    .name = "compact",
    .summary = "give unused space back",
    .synopsis = "",
    .description =
        "Writes the database anew, without the space that dropped tables and replaced rows have "
        "left, compares the two files, and puts the new one in the place of the old one, in one "
        "step. Needs as much room on the disk as the data takes. Nobody else can use the database "
        "meanwhile.",
    .options = option_table,
    .examples = "mpdata --db company.db compact\n",
    .run = run_command,
};
