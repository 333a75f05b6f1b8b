/*
 * What can be told of a load before there is a database: nobody is kept waiting for one whose input is not there.
 */
#include <limits.h>

#include "base/clock.h"
#include "base/error.h"
#include "ingest/first_record.h"
#include "ingest/plan.h"
#include "mpdata/ingest.h"
#include "source/file.h"
#include "store/database_file.h"
#include "store/load_options.h"
#include "store/load_progress.h"
#include "store/load_source.h"
#include "store/table_name.h"

/* Between two words of the callback, where it wants them as often as can be. */
#define LEAST_WAIT_MS 10

typedef struct probe {
    const ingest_plan *plan;
    const mpdata_ingest_options *options;
    int64_t started_ms;
    /* Pipes are read one after the other: one writer may be behind several. */
    bool has_waited;
} probe;

static mpdata_status tell(const probe *p, mpdata_error *error)
{
    mpdata_ingest_progress progress = {.phase = MPDATA_INGEST_READING,
                                       .elapsed_ms =
                                           (uint64_t)(clock_monotonic_ms() - p->started_ms)};

    if (p->options->progress == NULL ||
        p->options->progress(&progress, p->options->progress_payload) == 0)
        return MPDATA_OK;
    return load_set_interrupted(error);
}

/* For poll: nobody would end the wait but the callback. */
static int wait_ms(const probe *p)
{
    uint32_t interval_ms = p->options->progress_interval_ms;

    if (p->options->progress == NULL)
        return -1;
    if (interval_ms > INT_MAX)
        return INT_MAX;
    return interval_ms < LEAST_WAIT_MS ? LEAST_WAIT_MS : (int)interval_ms;
}

static mpdata_status wait_for_pipe(probe *p, const source_file *file, mpdata_error *error)
{
    bool is_ready = p->has_waited;
    mpdata_status status = MPDATA_OK;

    while (status == MPDATA_OK && !is_ready) {
        status = source_file_wait(file, wait_ms(p), &is_ready, error);
        if (status == MPDATA_OK && !is_ready)
            status = tell(p, error);
    }
    p->has_waited = true;
    return status;
}

static mpdata_status check_no_database(const source_file *file, mpdata_error *error)
{
    char start[DATABASE_FILE_HEADER_BYTES];
    size_t got = 0;
    mpdata_status status = source_file_read_at(file, 0, start, sizeof(start), &got, error);

    if (status != MPDATA_OK || !database_file_is_header(start, got))
        return status;
    (void)error_set(error, MPDATA_ERROR_INPUT, "%s: a database, not a file with an export",
                    file->path);
    error_add_source(error, file->path);
    return MPDATA_ERROR_INPUT;
}

static mpdata_status look_at(probe *p, source_file *file, mpdata_error *error)
{
    bool takes_bad_records = p->options->repair || p->options->max_rejects > 0;

    if (file->is_pipe)
        return wait_for_pipe(p, file, error);
    mpdata_status status = check_no_database(file, error);
    if (status != MPDATA_OK || takes_bad_records)
        return status;
    return ingest_first_record_check(p->plan, file, error);
}

static mpdata_status look_at_path(probe *p, const char *path, mpdata_error *error)
{
    source_file file;

    if (source_path_is_named_pipe(path))
        return MPDATA_OK;
    mpdata_status status = source_file_open(&file, path, error);
    if (status != MPDATA_OK)
        return status;
    status = look_at(p, &file, error);
    source_file_close(&file);
    return status;
}

mpdata_status mpdata_ingest_probe(mpdata_table_type type, const char *table,
                                  const char *const *paths, size_t path_count,
                                  const mpdata_ingest_options *options, mpdata_error *error)
{
    static const mpdata_ingest_options defaults = MPDATA_INGEST_OPTIONS_INIT;
    probe p = {.options = options == NULL ? &defaults : options,
               .started_ms = clock_monotonic_ms()};
    mpdata_status status = load_options_check(type, p.options, error);

    if (status == MPDATA_OK)
        status = table_name_check(table, error);
    if (status == MPDATA_OK)
        status = load_source_check(paths, path_count, error);
    if (status != MPDATA_OK)
        return status;
    p.plan = ingest_plan_for(type, p.options->input);
    for (size_t i = 0; status == MPDATA_OK && i < path_count; i++)
        status = look_at_path(&p, paths[i], error);
    return status;
}
