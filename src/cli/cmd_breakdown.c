/*
 * mpdata breakdown
 */
#include "command.h"
#include "exit_code.h"
#include "explore_options.h"

static const struct poptOption option_table[] = {
    {"by", '\0', POPT_ARG_STRING, NULL, EXPLORE_BY, "a row for each event in each of them",
     "day|week|month"},
    {"time-zone", '\0', POPT_ARG_STRING, NULL, EXPLORE_TIME_ZONE,
     "whose days, as Europe/Berlin (default: UTC)", "ZONE"},
    EXPLORE_VIEW_OPTIONS,
    OPTIONS_TARGET,
    POPT_TABLEEND};

static mpdata_status ask(mpdata_db *db, const explore_options *o, mpdata_result **out,
                         mpdata_error *error)
{
    mpdata_breakdown_options asked = MPDATA_BREAKDOWN_OPTIONS_INIT;

    asked.period = o->period;
    asked.time_zone = o->time_zone;
    asked.bar_cells = explore_options_bar_cells(o);
    return mpdata_table_breakdown(db, o->table, &asked, out, error);
}

static int run_command(target *where, int argc, const char **argv)
{
    static const char *const words[] = {"TABLE", NULL};
    explore_options o = EXPLORE_OPTIONS_INIT;
    int code = EXIT_CODE_OK;

    if (explore_options_read(&o, "breakdown", option_table, words, where, argc, argv, &code))
        code = explore_run(where, &o, ask);
    explore_options_dispose(&o);
    return code;
}

const command command_breakdown = {
    .name = "breakdown",
    .summary = "a table's events, counted",
    .mistaken_for = "count events stats",
    .synopsis = "TABLE [--by day|week|month]",
    .description = "Shows of each event how often it came, of how many users, when first and last, "
                   "and its share of all. On a terminal bars are drawn.",
    .options = option_table,
    .examples = "mpdata --db company.db breakdown events\n"
                "mpdata --db company.db breakdown events --by month\n"
                "\n"
                "mpdata --db company.db breakdown events --by day --time-zone Asia/Tokyo\n",
    .run = run_command,
};
