/*
 * mpdata ingest: files in, rows in a table.
 */
#include <unistd.h>

#include "command.h"
#include "exit_code.h"
#include "ingest_options.h"
#include "ingest_report.h"
#include "progress.h"

/* Where it is a dry run there is no database. */
static mpdata_status load_or_check(mpdata_db *db, const ingest_options *o,
                                   mpdata_ingest_report *report, mpdata_error *error)
{
    if (o->is_dry_run)
        return mpdata_ingest_check(o->type, o->paths, o->path_count, &o->load, report, error);
    return mpdata_ingest_files(db, o->type, o->table, o->paths, o->path_count, &o->load, report,
                               error);
}

static int ingest(const target *where, mpdata_db *db, ingest_options *o)
{
    progress p = {o->shows_progress && !where->is_quiet, isatty(STDERR_FILENO) != 0, false,
                  MPDATA_INGEST_READING};
    mpdata_ingest_report report;
    mpdata_error error;

    o->load.progress = progress_report;
    o->load.progress_payload = &p;
    o->load.progress_interval_ms = progress_interval_ms(&p);
    mpdata_status status = load_or_check(db, o, &report, &error);
    progress_end(&p);
    if (status != MPDATA_OK)
        return fail(&error);
    if (where->is_quiet)
        return EXIT_CODE_OK;
    if (o->is_dry_run)
        ingest_report_print_check(o, &report);
    else
        ingest_report_print(o, &report);
    return EXIT_CODE_OK;
}

static int open_and_ingest(const target *where, ingest_options *o)
{
    bool appends = o->load.mode == MPDATA_INGEST_APPEND;
    mpdata_db *db = NULL;
    int code = target_open(where, appends ? TARGET_CHANGE : TARGET_CREATE, &db);

    return db == NULL ? code : target_close(db, ingest(where, db, o));
}

static int run_command(target *where, int argc, const char **argv)
{
    ingest_options o;
    options from;

    options_begin(&from, "ingest", ingest_option_table, where, argc, argv);
    int code = ingest_options_read(&from, &o);
    if (code == EXIT_CODE_OK && !from.has_ended)
        code = o.is_dry_run ? ingest(where, NULL, &o) : open_and_ingest(where, &o);
    ingest_options_dispose(&o);
    options_end(&from);
    return code;
}

static const char help[] =
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

const command command_ingest = {"ingest", "load files into a new table", help, run_command};
