/*
 * How long a query may take, and how far it is. Both belong to a handle, and hold for the queries that begin after they
 * are set; a load has its own progress, and no time limit.
 *
 * How much memory and how many threads DuckDB may use is set when a database is opened (mpdata_open_options), for all of
 * its handles.
 */
#ifndef MPDATA_LIMITS_H
#define MPDATA_LIMITS_H

#include <stdint.h>

#include "mpdata/database.h"
#include "mpdata/error.h"
#include "mpdata/export.h"

#ifdef __cplusplus
extern "C" {
#endif

/*
 * A query that has worked for longer than this ends with MPDATA_ERROR_TIMEOUT; 0 for no limit. What counts is the time
 * within mpdata's calls, the start of the query and each step of its result, not what the caller does in between.
 * Errors: ARGUMENT, CLOSED, MEMORY.
 */
MPDATA_EXPORT mpdata_status mpdata_db_set_time_limit(mpdata_db *db, uint64_t limit_ms,
                                                     mpdata_error *error);

typedef struct mpdata_query_progress {
    /* From 0 to 1, as DuckDB estimates it; negative while it can't tell, and on further handles in the safe mode. */
    double fraction;
    /* How long the query has worked, as the time limit counts it. */
    uint64_t elapsed_ms;
} mpdata_query_progress;

/* Anything but 0 ends the query with MPDATA_ERROR_INTERRUPTED. It must not use the handle. */
typedef int (*mpdata_query_progress_callback)(const mpdata_query_progress *progress, void *payload);

/*
 * From now on `callback` is told of queries that take longer, about every `interval_ms` (0: 100), on the thread that runs
 * the query or reads its result. NULL: nobody is told.
 * Errors: ARGUMENT, CLOSED, QUERY.
 */
MPDATA_EXPORT mpdata_status mpdata_db_set_query_progress(mpdata_db *db,
                                                         mpdata_query_progress_callback callback,
                                                         void *payload, uint32_t interval_ms,
                                                         mpdata_error *error);

#ifdef __cplusplus
}
#endif

#endif
