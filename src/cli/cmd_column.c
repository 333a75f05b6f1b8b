/*
 * mpdata column
 */
#include <stdio.h>

#include "command.h"
#include "exit_code.h"
#include "explore_options.h"
#include "output.h"

static const struct poptOption option_table[] = {
    {"top", '\0', POPT_ARG_STRING, NULL, EXPLORE_TOP,
     "how many values (default 10; 0: the figures alone)", "N"},
    {"property", '\0', POPT_ARG_NONE, NULL, EXPLORE_PROPERTY,
     "NAME is a property, although a column is called so, too", NULL},
    EXPLORE_VIEW_OPTIONS,
    OPTIONS_TARGET,
    POPT_TABLEEND};

static mpdata_column_source source_of(const explore_options *o)
{
    return o->property_only ? MPDATA_PROPERTY_ONLY : MPDATA_COLUMN_OR_PROPERTY;
}

static int show_statistics(mpdata_db *db, const explore_options *o)
{
    mpdata_result *result = NULL;
    mpdata_error error;

    if (mpdata_table_column_statistics(db, o->table, o->column, source_of(o), &result, &error) !=
        MPDATA_OK)
        return fail(&error);
    return explore_show(db, o, result);
}

static int show_values(mpdata_db *db, const explore_options *o)
{
    mpdata_result *result = NULL;
    mpdata_error error;

    if (mpdata_table_column_values(db, o->table, o->column, source_of(o), (uint32_t)o->top,
                                   explore_options_bar_cells(o), &result, &error) != MPDATA_OK)
        return fail(&error);
    return explore_show(db, o, result);
}

/* People get both; a program that reads one of the other formats gets one kind of rows. */
static int show(mpdata_db *db, const explore_options *o)
{
    bool for_people = o->format == ROW_FORMAT_TABLE && o->output == NULL;
    int code = EXIT_CODE_OK;

    if (o->top == 0 || for_people)
        code = show_statistics(db, o);
    /* Or nobody reads any more. */
    if (code != EXIT_CODE_OK || o->top == 0 || ferror(output_standard()))
        return code;
    if (for_people)
        (void)fputc('\n', output_standard());
    return show_values(db, o);
}

static int run_command(target *where, int argc, const char **argv)
{
    static const char *const words[] = {"TABLE", "NAME", NULL};
    explore_options o = EXPLORE_OPTIONS_INIT;
    mpdata_db *db = NULL;
    int code = EXIT_CODE_OK;

    if (explore_options_read(&o, "column", option_table, words, where, argc, argv, &code))
        code = target_open(where, TARGET_READ, &db);
    if (db != NULL)
        code = target_close(db, show(db, &o));
    explore_options_dispose(&o);
    return code;
}

const command command_column = {
    .name = "column",
    .summary = "a column or property",
    .mistaken_for = "property values top",
    .synopsis = "TABLE NAME [--top N]",
    .description = "Shows a column, or a property, in figures: how many rows have it, about how "
                   "many distinct values, its numbers from least to greatest; then its top values, "
                   "with bars on a terminal.\n"
                   "Another format than table, and an output file, have the top values alone, or "
                   "with --top 0 the figures alone.",
    .options = option_table,
    .examples = "mpdata --db company.db column events mp_country_code --top 5\n"
                "\n"
                "mpdata --db company.db column events amount --top 0 --format json\n",
    .run = run_command,
};
