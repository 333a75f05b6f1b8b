/*
 * A table in Mixpanel's own format: what a raw export of it would be.
 */
#ifndef MPDATA_TABLE_EXPORT_H
#define MPDATA_TABLE_EXPORT_H

#include <stddef.h>
#include <stdint.h>

#include "mpdata/database.h"
#include "mpdata/error.h"
#include "mpdata/export.h"
#include "mpdata/table.h"
#include "mpdata/write.h"

#ifdef __cplusplus
extern "C" {
#endif

typedef struct mpdata_table_export_options {
    size_t struct_bytes;
    /* Events of these names alone; 0: all. Borrowed for the call. */
    const char *const *where_events;
    size_t where_event_count;
    /* Events from the first of these days (UTC) to the last, both included, or without a bound (MPDATA_NO_DAY). */
    int32_t from_day;
    int32_t to_day;
} mpdata_table_export_options;

#define MPDATA_TABLE_EXPORT_OPTIONS_INIT                                                           \
    {                                                                                              \
        sizeof(mpdata_table_export_options), 0, 0, MPDATA_NO_DAY, MPDATA_NO_DAY                    \
    }

/*
 * Gives the rows of a table to `write`, in the order of the table, as JSON lines:
 *
 *     {"event":...,"properties":{"time":...,"distinct_id":...,"$insert_id":...,...}}
 *     {"$distinct_id":...,"$properties":{"$last_seen":...,...}}
 *
 * Loaded again they give the same rows, and every value byte for byte: properties stand as they are, behind the keys
 * that were taken out of them; a time has a fraction where it needs one, and counts milliseconds from the year 5138 on,
 * as mpdata reads it; an insert_id that mpdata made is written like any other, so that it stays. Times are UTC: a table that was
 * loaded with a time zone is loaded again without one.
 *
 * `options` and `rows` may be NULL. `*rows` is set to what was written, after a failure, too. The time limit, interruption
 * and progress of queries hold.
 * Errors: ARGUMENT for a name that no table can have, and for options on events where the table has profiles;
 * TABLE_NOT_FOUND; INPUT for a row that mpdata did not write and can't load either (properties that are no object, a time
 * outside the years 1 to 9999); IO with the text of the errno value that `write` returned; as mpdata_query_run.
 */
MPDATA_EXPORT mpdata_status mpdata_table_export(mpdata_db *db, const char *table,
                                                const mpdata_table_export_options *options,
                                                mpdata_write_callback write, void *payload,
                                                uint64_t *rows, mpdata_error *error);

#ifdef __cplusplus
}
#endif

#endif
