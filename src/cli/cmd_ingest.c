/*
 * mpdata ingest: files in, rows in a table.
 */
#include <unistd.h>

#include "command.h"
#include "exit_code.h"
#include "ingest_options.h"
#include "ingest_report.h"
#include "interrupt.h"
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
    progress *p = o->load.progress_payload;
    mpdata_ingest_report report;
    mpdata_error error;

    mpdata_status status = load_or_check(db, o, &report, &error);
    progress_end(p);
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

/* Without the database, which others may use until there is something to load. */
static int probe(const ingest_options *o)
{
    mpdata_error error;

    interrupt_hold();
    mpdata_status status =
        mpdata_ingest_probe(o->type, o->table, o->paths, o->path_count, &o->load, &error);
    progress_end(o->load.progress_payload);
    return status == MPDATA_OK ? EXIT_CODE_OK : fail(&error);
}

static int open_and_ingest(const target *where, ingest_options *o)
{
    bool appends = o->load.mode == MPDATA_INGEST_APPEND;
    mpdata_db *db = NULL;
    int code = target_check(where);

    if (code == EXIT_CODE_OK)
        code = probe(o);
    if (code == EXIT_CODE_OK)
        code = target_open(where, appends ? TARGET_CHANGE : TARGET_CREATE, &db);
    return db == NULL ? code : target_close(db, ingest(where, db, o));
}

/* `p` is borrowed for as long as the load is. */
static void show_in(progress *p, const target *where, ingest_options *o)
{
    *p = (progress){.is_shown = o->shows_progress && !where->is_quiet,
                    .is_terminal = isatty(STDERR_FILENO) != 0,
                    .last_phase = MPDATA_INGEST_READING};
    o->load.progress = progress_report;
    o->load.progress_payload = p;
    o->load.progress_interval_ms = progress_interval_ms(p);
}

static int run_command(target *where, int argc, const char **argv)
{
    ingest_options o;
    options from;
    progress p;

    options_begin(&from, "ingest", ingest_option_table, where, argc, argv);
    int code = ingest_options_read(&from, &o);
    if (code == EXIT_CODE_OK && !from.has_ended) {
        show_in(&p, where, &o);
        code = o.is_dry_run ? ingest(where, NULL, &o) : open_and_ingest(where, &o);
    }
    ingest_options_dispose(&o);
    options_end(&from);
    return code;
}

const command command_ingest = {
    .name = "ingest",
    .summary = "load files into a table",
    .mistaken_for = "load import add insert read",
    .synopsis = "events|profiles TABLE FILE... [OPTION]...",
    .description =
        "Loads NDJSON into a table, all of it or nothing: Mixpanel's raw export (events), or "
        "Engage's records as lines (profiles). - is standard input.\n"
        "Files may be compressed by gzip or zstd, whatever they are called. Where a record is bad, "
        "its file, number and byte are told, and the database stays as it was. The table is new, "
        "unless --append or --replace says otherwise.\n"
        "Repeats of an event, and older records of a profile, are dropped and counted. Events that "
        "merely share an id, or have none, are kept.\n"
        "Whatever happens to the process, the disk or the power: the load is there as a whole or "
        "not at all.",
    .options = ingest_option_table,
    .examples = "mpdata --db company.db ingest events events export.ndjson.gz\n"
                "\n"
                "curl ... | mpdata --db company.db ingest events events --append -\n"
                "mpdata --db company.db ingest events buys --where-event Purchase export.ndjson\n"
                "mpdata ingest profiles people profiles.ndjson --dry-run\n",
    .run = run_command,
};
