/*
 * mpdata breakdown
 */
#include "command.h"
#include "exit_code.h"
#include "explore_options.h"

static const struct poptOption option_table[] = {
    {"by", '\0', POPT_ARG_STRING, NULL, EXPLORE_BY, NULL, NULL},
    {"time-zone", '\0', POPT_ARG_STRING, NULL, EXPLORE_TIME_ZONE, NULL, NULL},
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

static const char help[] =
    "Usage: mpdata breakdown TABLE [--by day|week|month]\n"
    "\n"
    "Shows of each event how often it came, of how many users, when first and last,\n"
    "and its share of all. On a terminal bars are drawn.\n"
    "\n"
    "      --by PERIOD       a row for each event in each day, week or month\n"
    "      --time-zone NAME  whose days, as Europe/Berlin (default: UTC)\n"
    "      --format FORMAT   table (default), csv, tsv, json, jsonl or markdown\n"
    "  -o, --output FILE     write to FILE, which appears when it is complete; its name\n"
    "                        tells the format, too, and .gz or .zst compress it\n"
    "\n"
    "Example:\n"
    "  mpdata --db company.db breakdown events --by month\n";

const command command_breakdown = {"breakdown", "the events of a table, counted", help,
                                   run_command};
