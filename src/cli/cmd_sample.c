/*
 * mpdata sample
 */
#include "command.h"
#include "exit_code.h"
#include "explore_options.h"

static const struct poptOption option_table[] = {
    {"rows", 'n', POPT_ARG_STRING, NULL, EXPLORE_ROWS, "how many (default 10)", "ROWS"},
    {"seed", '\0', POPT_ARG_STRING, NULL, EXPLORE_SEED, "the same number shows the same rows",
     "NUMBER"},
    EXPLORE_VIEW_OPTIONS,
    OPTIONS_TARGET,
    POPT_TABLEEND};

static mpdata_status ask(mpdata_db *db, const explore_options *o, mpdata_result **out,
                         mpdata_error *error)
{
    return mpdata_table_sample(db, o->table, (uint32_t)o->rows, o->seed, out, error);
}

static int run_command(target *where, int argc, const char **argv)
{
    static const char *const words[] = {"TABLE", NULL};
    explore_options o = EXPLORE_OPTIONS_INIT;
    int code = EXIT_CODE_OK;

    if (explore_options_read(&o, "sample", option_table, words, where, argc, argv, &code))
        code = explore_run(where, &o, ask);
    explore_options_dispose(&o);
    return code;
}

const command command_sample = {
    .name = "sample",
    .summary = "rows, at random",
    .mistaken_for = "head random rows",
    .synopsis = "TABLE [-n ROWS] [--seed NUMBER]",
    .description = "Shows rows of a table, each as likely as any other.",
    .options = option_table,
    .examples = "mpdata --db company.db sample events -n 5\n"
                "\n"
                "mpdata --db company.db sample events -n 1000 --seed 1 -o thousand.jsonl.gz\n",
    .run = run_command,
};
