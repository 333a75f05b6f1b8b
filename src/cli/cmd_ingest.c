/*
 * mpdata ingest: files in, rows in a table.
 */
#include <unistd.h>

#include "command.h"
#include "exit_code.h"
#include "ingest_options.h"
#include "ingest_report.h"
#include "progress.h"

static int ingest(mpdata_db *db, ingest_options *o)
{
    progress p = {o->shows_progress, isatty(STDERR_FILENO) != 0, false, MPDATA_INGEST_READING};
    mpdata_ingest_report report;
    mpdata_error error;

    o->load.progress = progress_report;
    o->load.progress_payload = &p;
    o->load.progress_interval_ms = progress_interval_ms(&p);
    mpdata_status status = mpdata_ingest_files(db, o->type, o->table, o->paths, o->path_count,
                                               &o->load, &report, &error);
    progress_end(&p);
    if (status != MPDATA_OK)
        return fail(&error);
    ingest_report_print(o, &report);
    return EXIT_CODE_OK;
}

int command_ingest(target *where, int argc, const char **argv)
{
    ingest_options o;
    options from;
    mpdata_db *db = NULL;

    options_begin(&from, "ingest", ingest_option_table, where, argc, argv);
    int code = ingest_options_read(&from, &o);
    if (code == EXIT_CODE_OK && !from.has_ended)
        code = target_open(
            where, o.load.mode == MPDATA_INGEST_APPEND ? TARGET_CHANGE : TARGET_CREATE, &db);
    if (db != NULL)
        code = target_close(db, ingest(db, &o));
    ingest_options_dispose(&o);
    options_end(&from);
    return code;
}
