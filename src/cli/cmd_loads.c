/*
 * mpdata loads
 */
#include "command.h"
#include "exit_code.h"
#include "explore_options.h"

static const struct poptOption option_table[] = {EXPLORE_VIEW_OPTIONS, OPTIONS_TARGET,
                                                 POPT_TABLEEND};

static mpdata_status ask(mpdata_db *db, const explore_options *o, mpdata_result **out,
                         mpdata_error *error)
{
    return mpdata_table_loads(db, o->table, out, error);
}

static int run_command(target *where, int argc, const char **argv)
{
    static const char *const words[] = {"TABLE", NULL};
    explore_options o = EXPLORE_OPTIONS_INIT;
    int code = EXIT_CODE_OK;

    if (explore_options_read(&o, "loads", option_table, words, where, argc, argv, &code))
        code = explore_run(where, &o, ask);
    explore_options_dispose(&o);
    return code;
}

const command command_loads = {
    .name = "loads",
    .summary = "the loads into a table",
    .mistaken_for = "history log",
    .synopsis = "TABLE",
    .description = "Lists the loads into a table, the oldest first: when, from what, how many rows "
                   "came and how many were kept.",
    .options = option_table,
    .examples = "mpdata --db company.db loads events\n"
                "\n"
                "mpdata --db company.db loads events --format json\n",
    .run = run_command,
};
