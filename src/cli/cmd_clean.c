/*
 * mpdata clean
 */
#include <stdlib.h>
#include <string.h>

#include "command.h"
#include "exit_code.h"
#include "listing.h"
#include "options.h"

enum { OPTION_DRY_RUN = 1, OPTION_FORMAT };

static const struct poptOption option_table[] = {
    {"dry-run", 'n', POPT_ARG_NONE, NULL, OPTION_DRY_RUN, "show what is left, and remove nothing",
     NULL},
    {"format", '\0', POPT_ARG_STRING, NULL, OPTION_FORMAT, OPTIONS_FORMAT_TEXT},
    OPTIONS_TARGET,
    POPT_TABLEEND};

typedef struct clean_options {
    bool is_dry_run;
    row_format format;
    /* NULL: the folder of temporary files. */
    const char *folder;
} clean_options;

static const row_column columns[] = {
    {"path", MPDATA_COLUMN_TEXT, false},
    {"bytes", MPDATA_COLUMN_NUMBER, false},
    {"state", MPDATA_COLUMN_TEXT, false},
    {"reason", MPDATA_COLUMN_TEXT, false},
};

static const char *state_name(mpdata_scratch_state state)
{
    switch (state) {
    case MPDATA_SCRATCH_IN_USE:
        return "in use";
    case MPDATA_SCRATCH_LEFT:
        return "left behind";
    case MPDATA_SCRATCH_REMOVED:
        return "removed";
    default:
        return "stuck";
    }
}

static int list_folder(const mpdata_scratch *found, void *payload)
{
    listing *l = payload;

    listing_text(l, found->path);
    listing_count(l, found->bytes);
    listing_text(l, state_name(found->state));
    if (found->reason[0] == '\0')
        listing_null(l);
    else
        listing_text(l, found->reason);
    return 0;
}

static int clean(const clean_options *o)
{
    mpdata_scratch_options wanted = MPDATA_SCRATCH_OPTIONS_INIT;
    mpdata_error error;
    const listing_place place = {o->format, NULL, NULL};
    listing l;

    wanted.folder = o->folder;
    wanted.is_dry_run = o->is_dry_run;
    wanted.on_found = list_folder;
    wanted.payload = &l;
    listing_begin(&l, &place, columns, sizeof(columns) / sizeof(columns[0]));
    mpdata_status status = mpdata_scratch_clean(&wanted, &error);
    int code = listing_end(&l);
    if (status != MPDATA_OK)
        return fail(&error);
    return code;
}

static int read_format(options *from, clean_options *o)
{
    char *name = options_argument(from);
    int code = row_format_read(name, &o->format) ? EXIT_CODE_OK : EXIT_CODE_INPUT;

    free(name);
    return code;
}

static int read_options(options *from, clean_options *o)
{
    int code = EXIT_CODE_OK;

    while (code == EXIT_CODE_OK) {
        switch (options_next(from)) {
        case OPTION_DRY_RUN:
            o->is_dry_run = true;
            break;
        case OPTION_FORMAT:
            code = read_format(from, o);
            break;
        case OPTIONS_DONE:
            o->folder = options_next_word(from);
            return options_end_words(from);
        default:
            return from->exit_code;
        }
    }
    return code;
}

static int run_command(target *where, int argc, const char **argv)
{
    clean_options o = {false, ROW_FORMAT_TABLE, NULL};
    options from;

    options_begin(&from, "clean", option_table, where, argc, argv);
    int code = read_options(&from, &o);
    if (code == EXIT_CODE_OK && !from.has_ended)
        code = clean(&o);
    options_end(&from);
    return code;
}

const command command_clean = {
    .name = "clean",
    .summary = "remove scratch left behind",
    .synopsis = "[--dry-run] [FOLDER]",
    .description =
        "Removes the scratch databases of processes that were killed, and lists them with "
        "those in use.\n"
        "It looks in FOLDER, or else in that of temporary files, $TMPDIR or /tmp. Every "
        "other command does the same on its way, and says nothing of it. A scratch "
        "database that a process has, or that is another user's, is not touched, and "
        "neither is a file that mpdata did not put there.",
    .options = option_table,
    .examples = "mpdata clean --dry-run\n"
                "mpdata clean\n"
                "\n"
                "mpdata clean /data/scratch --format json\n",
    .run = run_command,
};
