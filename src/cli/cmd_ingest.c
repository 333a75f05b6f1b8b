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

static int ingest(mpdata_db *db, ingest_options *o)
{
    progress p = {o->shows_progress, isatty(STDERR_FILENO) != 0, false, MPDATA_INGEST_READING};
    mpdata_ingest_report report;
    mpdata_error error;

    o->load.progress = progress_report;
    o->load.progress_payload = &p;
    o->load.progress_interval_ms = progress_interval_ms(&p);
    mpdata_status status = load_or_check(db, o, &report, &error);
    progress_end(&p);
    if (status != MPDATA_OK)
        return fail(&error);
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

    return db == NULL ? code : target_close(db, ingest(db, o));
}

int command_ingest(target *where, int argc, const char **argv)
{
    ingest_options o;
    options from;

    options_begin(&from, "ingest", ingest_option_table, where, argc, argv);
    int code = ingest_options_read(&from, &o);
    if (code == EXIT_CODE_OK && !from.has_ended)
        code = o.is_dry_run ? ingest(NULL, &o) : open_and_ingest(where, &o);
    ingest_options_dispose(&o);
    options_end(&from);
    return code;
}
