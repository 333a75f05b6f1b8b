#include "command.h"

#include <stdio.h>
#include <string.h>

#include "exit_code.h"
#include "nearest.h"

static const char ingest_help[] =
    "Usage: mpdata ingest events|profiles TABLE FILE...\n"
    "\n"
    "Loads NDJSON into a table: Mixpanel's raw export (events), or Engage's records\n"
    "as lines (profiles). Files may be compressed by gzip or zstd; - is standard\n"
    "input. All of it or nothing: a bad record is named, and the database stays as\n"
    "it was.\n"
    "\n"
    "      --append          into a table that exists, but for what it has already\n"
    "      --replace         in place of the table, once the new one is complete\n"
    "      --keep WHICH      of an event's repeats the first (default) or the last\n"
    "      --primary-key KEY yes (default), no, or auto: where it fits in memory\n"
    "      --no-primary-key  for tables whose index would not fit in memory; rows\n"
    "                        are kept unique all the same\n"
    "      --where-event NAME\n"
    "                        only events of this name (repeatable)\n"
    "      --from YYYY-MM-DD\n"
    "                        only events from this day on, a day of the project's\n"
    "      --to YYYY-MM-DD   only events up to this day, itself included\n"
    "      --time-zone NAME  the project's zone, as Europe/Berlin, where its times\n"
    "                        are of the wall clock: made UTC (default: UTC)\n"
    "      --input INPUT     export (default): as Mixpanel gives it; records: keys as\n"
    "                        the table's columns: event_name, event_time, ...\n"
    "      --dry-run         read and check all of it and store nothing; no database\n"
    "                        is opened or made\n"
    "      --max-rejects N   go on past N bad records (or all), which are written\n"
    "      --rejects FILE    to this file, one JSON object a line\n"
    "      --repair          mend raw control characters and bad Unicode in strings\n"
    "      --progress        show progress although standard error is no terminal\n"
    "      --no-progress     show none\n"
    "\n"
    "Examples:\n"
    "  mpdata --db company.db ingest events events export.ndjson.gz\n"
    "  curl ... | mpdata --db company.db ingest events events --append -\n"
    "  mpdata --db company.db ingest events buys --where-event Purchase e.ndjson\n";

static const char query_help[] =
    "Usage: mpdata query [OPTION]... ['SQL']\n"
    "\n"
    "Runs one SQL statement, for reading only, and prints its result. Without SQL, or\n"
    "for '-', the SQL is read from standard input.\n"
    "\n"
    "  -p, --param VALUE     the value of the next ? in the SQL, as text (repeatable)\n"
    "  -f, --file FILE       read the SQL from FILE\n"
    "      --format FORMAT   table (default), csv, json or jsonl\n"
    "  -o, --output FILE     write to FILE, which appears when it is complete\n"
    "      --max-rows N      show at most N rows in a table (default 100, 0: all)\n"
    "\n"
    "Examples:\n"
    "  mpdata --db company.db query \\\n"
    "      'SELECT event_name, count(*) FROM events GROUP BY ALL ORDER BY 2 DESC'\n"
    "  mpdata --db company.db query --format csv -o us.csv -p US \\\n"
    "      \"SELECT * FROM events WHERE properties->>'mp_country_code' = ?\"\n";

static const char tables_help[] = "Usage: mpdata tables [--format FORMAT]\n"
                                  "\n"
                                  "Lists the tables with their rows, days and time of loading.\n"
                                  "\n"
                                  "      --format FORMAT   table (default), csv, json or jsonl\n"
                                  "\n"
                                  "Example:\n"
                                  "  mpdata --db company.db tables\n";

static const char schema_help[] = "Usage: mpdata schema TABLE [--format FORMAT]\n"
                                  "\n"
                                  "Lists the columns of a table.\n"
                                  "\n"
                                  "      --format FORMAT   table (default), csv, json or jsonl\n"
                                  "\n"
                                  "Example:\n"
                                  "  mpdata --db company.db schema events\n";

static const char drop_help[] =
    "Usage: mpdata drop TABLE [--yes]\n"
    "\n"
    "Drops a table, and what is kept about it. Asks first on a terminal.\n"
    "\n"
    "  -y, --yes             do not ask; needed where there is no terminal\n"
    "\n"
    "Example:\n"
    "  mpdata --db company.db drop events\n";

static const command commands[] = {
    {"ingest", "load files into a new table", ingest_help, command_ingest},
    {"query", "ask the database in SQL", query_help, command_query},
    {"tables", "list the tables", tables_help, command_tables},
    {"schema", "list the columns of a table", schema_help, command_schema},
    {"drop", "drop a table", drop_help, command_drop},
};

static const char target_help[] =
    "\n"
    "The database, in every command (before or after its name):\n"
    "      --db PATH         a DuckDB file            (or MPDATA_DB=PATH)\n"
    "      --project ID      ~/.mixpanel_data/ID.db   (or MPDATA_PROJECT=ID)\n"
    "      --memory          a database in memory, gone at the end\n"
    "  -h, --help            this text\n";

const command *command_at(size_t index)
{
    return index < sizeof(commands) / sizeof(commands[0]) ? &commands[index] : NULL;
}

const command *command_find(const char *name)
{
    for (size_t i = 0; command_at(i) != NULL; i++)
        if (strcmp(commands[i].name, name) == 0)
            return &commands[i];
    return NULL;
}

void command_print_help(const command *c)
{
    (void)fputs(c->help, stdout);
    (void)fputs(target_help, stdout);
}

int command_fail_unknown(const char *name)
{
    nearest best = NEAREST_INIT;

    for (size_t i = 0; command_at(i) != NULL; i++)
        nearest_offer(&best, name, commands[i].name);
    if (best.name != NULL)
        return fail_usage("there is no command '%s'. Did you mean '%s'?", name, best.name);
    return fail_usage("there is no command '%s'. 'mpdata --help' lists them", name);
}
