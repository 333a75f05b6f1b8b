/*
 * mpdata summarize
 */
#include "command.h"
#include "exit_code.h"
#include "explore_options.h"

static const struct poptOption option_table[] = {EXPLORE_VIEW_OPTIONS, OPTIONS_TARGET,
                                                 POPT_TABLEEND};

static mpdata_status ask(mpdata_db *db, const explore_options *o, mpdata_result **out,
                         mpdata_error *error)
{
    return mpdata_table_summarize(db, o->table, out, error);
}

static int run_command(target *where, int argc, const char **argv)
{
    static const char *const words[] = {"TABLE", NULL};
    explore_options o = EXPLORE_OPTIONS_INIT;
    int code = EXIT_CODE_OK;

    if (explore_options_read(&o, "summarize", option_table, words, where, argc, argv, &code))
        code = explore_run(where, &o, ask);
    explore_options_dispose(&o);
    return code;
}

const command command_summarize = {
    .name = "summarize",
    .summary = "each column in figures",
    .mistaken_for = "summary statistics",
    .synopsis = "TABLE",
    .description = "Shows of each column: type, least and greatest value, about how many distinct "
                   "ones, mean, deviation, quartiles, rows and the percentage of NULLs.",
    .options = option_table,
    .examples = "mpdata --db company.db summarize events\n",
    .run = run_command,
};
