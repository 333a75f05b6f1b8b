#include "store/load_progress.h"

#include <stdatomic.h>

#include "base/clock.h"
#include "base/error.h"
#include "store/key.h"

/* Asks the caller whether to go on. */
static int tell(table_load *l, int64_t now_ms)
{
    ingest_counts counts = ingest_scan_counts(l->scan);
    mpdata_ingest_progress progress = {
        .phase = l->phase,
        .rows = counts.records + counts.filtered + counts.rejects,
        .bytes = counts.bytes,
        .total_bytes = counts.total_bytes,
        .elapsed_ms = (uint64_t)(now_ms - l->started_ms),
    };

    l->reported_ms = now_ms;
    int wish = l->options->progress(&progress, l->options->progress_payload);
    if (wish != 0)
        l->is_cancelled = true;
    return wish;
}

/* Whether it is this thread that tells, now. */
static bool is_silent(const table_load *l)
{
    return l->options->progress == NULL || (l->phase == MPDATA_INGEST_READING && l->pusher_tells);
}

int load_progress_watch(void *load)
{
    table_load *l = load;

    if (database_is_interrupted(l->db) || key_is_too_large(l))
        return 1;
    if (is_silent(l))
        return 0;
    int64_t now_ms = clock_monotonic_ms();
    if (now_ms - l->reported_ms < (int64_t)l->options->progress_interval_ms)
        return 0;
    return tell(l, now_ms);
}

mpdata_status load_progress_enter(table_load *l, mpdata_ingest_phase phase, mpdata_error *error)
{
    l->phase = phase;
    if (!is_silent(l) && tell(l, clock_monotonic_ms()) != 0)
        return load_set_interrupted(error);
    return MPDATA_OK;
}

bool load_progress_pushed(table_load *l, uint64_t rows, uint64_t bytes)
{
    mpdata_ingest_progress progress = {
        .phase = MPDATA_INGEST_READING,
        .rows = rows,
        .bytes = bytes,
        .elapsed_ms = (uint64_t)(clock_monotonic_ms() - l->started_ms),
    };

    return l->options->progress(&progress, l->options->progress_payload) == 0;
}

void load_progress_done(table_load *l)
{
    l->phase = MPDATA_INGEST_DONE;
    if (!is_silent(l))
        (void)tell(l, clock_monotonic_ms());
}

mpdata_status load_set_interrupted(mpdata_error *error)
{
    return error_set(error, MPDATA_ERROR_INTERRUPTED, "interrupted: nothing was changed");
}

mpdata_status load_name_stop(const table_load *l, mpdata_error *error)
{
    if (l->is_cancelled || database_is_interrupted(l->db))
        return load_set_interrupted(error);
    return error_set(
        error, MPDATA_ERROR_QUERY,
        "DuckDB stopped the load and gave no reason: nothing was changed. Load again to see one");
}
