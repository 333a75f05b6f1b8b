/*
 * mpdata backup FILE
 */
#include <stdio.h>
#include <stdlib.h>

#include "amount_text.h"
#include "command.h"
#include "display_text.h"
#include "exit_code.h"
#include "options.h"

enum { OPTION_FORCE = 1 };

static const struct poptOption option_table[] = {
    {"force", 'f', POPT_ARG_NONE, NULL, OPTION_FORCE, "replace a file that is there", NULL},
    OPTIONS_TARGET,
    POPT_TABLEEND};

typedef struct backup_options {
    char *file;
    bool replaces;
} backup_options;

static int read_options(options *from, backup_options *o)
{
    for (;;) {
        switch (options_next(from)) {
        case OPTION_FORCE:
            o->replaces = true;
            break;
        case OPTIONS_DONE: {
            int code = options_take_word(from, "FILE", &o->file);
            return code == EXIT_CODE_OK ? options_end_words(from) : code;
        }
        default:
            return from->exit_code;
        }
    }
}

static int back_up(const target *where, mpdata_db *db, const backup_options *o)
{
    mpdata_backup_options how = MPDATA_BACKUP_OPTIONS_INIT;
    mpdata_backup_report report;
    mpdata_error error;
    char size[AMOUNT_TEXT_BYTES];

    how.replaces = o->replaces;
    if (mpdata_db_backup(db, o->file, &how, &report, &error) != MPDATA_OK)
        return fail(&error);
    if (where->is_quiet)
        return EXIT_CODE_OK;
    amount_bytes(size, report.bytes);
    display_text_print(stderr, o->file);
    (void)fprintf(stderr, ": %s, written and read again in %.2f s\n", size,
                  (double)report.elapsed_ms / 1000);
    return EXIT_CODE_OK;
}

static int run_command(target *where, int argc, const char **argv)
{
    backup_options o = {NULL, false};
    options from;
    mpdata_db *db = NULL;

    options_begin(&from, "backup", option_table, where, argc, argv);
    int code = read_options(&from, &o);
    if (code == EXIT_CODE_OK && !from.has_ended)
        code = target_open(where, TARGET_READ, &db);
    if (db != NULL)
        code = target_close(db, back_up(where, db, &o));
    options_end(&from);
    free(o.file);
    return code;
}

const command command_backup = {
    .name = "backup",
    .summary = "copy it to another file",
    .synopsis = "FILE [--force]",
    .description =
        "Copies the database to FILE, as it is now, while others may read it. The copy is written "
        "beside FILE, read through, and then put there: FILE is complete, or not there. It is a "
        "database like any other.",
    .options = option_table,
    .examples = "mpdata --db company.db backup /backups/company-$(date +%F).db\n",
    .run = run_command,
};
