/*
 * The records of files as rows that SQL can select: lines are read, parsed and written into DuckDB's vectors
 * on all of its threads.
 */
#ifndef INGEST_SCAN_H
#define INGEST_SCAN_H

#include <stdatomic.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "engine/scan.h"
#include "ingest/filter.h"
#include "ingest/plan.h"
#include "ingest/rejects.h"
#include "ingest/wide_rows.h"
#include "mpdata/error.h"
#include "parse/block_queue.h"

/*
 * Behind the plan's columns the scan has two more. Where the record stands in its sources, so that "the first"
 * and "the last" mean something after a parallel load: in bytes, growing over all sources.
 */
#define INGEST_SEQUENCE_COLUMN "_sequence"
/*
 * And whether another record with the same key may have been there before, on whatever thread: of the records with one key
 * all but one are marked, and a few that are alone. Who looks for repeats looks at these keys only.
 */
#define INGEST_SEEN_COLUMN "_seen"

/*
 * A condition on the scan's rows that every statement over it has: where thousands of lines in a row are left out, a row
 * comes that is none, so that DuckDB gets its turn.
 */
#define INGEST_IS_RECORD INGEST_SEQUENCE_COLUMN " IS NOT NULL"

typedef struct ingest_scan ingest_scan;

typedef struct ingest_counts {
    /* Those that became rows. */
    uint64_t records;
    /* Of these, such as surely have a key that none before them had: the keys are at least so many. */
    uint64_t distinct_keys;
    uint64_t missing_ids;
    uint64_t rejects;
    uint64_t repaired;
    /* Good ones that the filter did not take: neither among `records` nor among `missing_ids`. */
    uint64_t filtered;
    uint64_t bytes;
    uint64_t total_bytes;
} ingest_counts;

/*
 * Opens the sources; reads nothing but files' first bytes. `plan` is borrowed, and so is `interrupted`: once it is
 * true nobody waits for a pipe any more.
 */
mpdata_status ingest_scan_open(const ingest_plan *plan, const char *const *paths, size_t path_count,
                               const atomic_bool *interrupted, ingest_scan **out,
                               mpdata_error *error);
/* The same over a queue that someone fills, borrowed until ingest_scan_close; `name` is what messages call it. */
mpdata_status ingest_scan_open_queue(const ingest_plan *plan, block_queue *queue, const char *name,
                                     ingest_scan **out, mpdata_error *error);
void ingest_scan_close(ingest_scan *scan);

/*
 * To be called before the scan is read. Lines that are no JSON are mended where that is possible (parse/repair.h); bad
 * records go to `rejects`, borrowed until ingest_scan_close, as long as it takes them. NULL: none may be bad.
 */
void ingest_scan_tolerate(ingest_scan *scan, bool repairs, ingest_rejects *rejects);

/* To be called before the scan is read. The filter is borrowed until ingest_scan_close. */
void ingest_scan_filter(ingest_scan *scan, const ingest_filter *filter);

/* What to attach to a connection, borrowed until ingest_scan_close. */
const engine_scan *ingest_scan_rows(const ingest_scan *scan);

/* Of its rows. Borrowed until ingest_scan_close. */
wide_rows *ingest_scan_wide_rows(ingest_scan *scan);

/* About how many records the sources hold; 0 where that can't be told before they are read. */
uint64_t ingest_scan_estimate_rows(const ingest_scan *scan);

/* So far. Any thread. */
ingest_counts ingest_scan_counts(ingest_scan *scan);

/*
 * To be asked when the statement over the scan is over, whether it failed or not: a bad record does not fail the
 * statement, it ends the rows, so that the first bad record in the sources' order is the one that is named,
 * whatever thread met which one first.
 */
mpdata_status ingest_scan_finish(ingest_scan *scan, mpdata_error *error);

#endif
