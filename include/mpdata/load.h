/*
 * Loading records that a program has: one by one, or as pieces of NDJSON.
 *
 *     mpdata_load *load = NULL;
 *     mpdata_load_begin(db, MPDATA_TABLE_EVENTS, "events", NULL, &load, &error);
 *     while (...)
 *         mpdata_load_push(load, &record, &error);
 *     mpdata_load_commit(load, &report, &error);
 *     mpdata_load_free(load);
 *
 * A load works on a thread of its own; records wait for it in batches, and who pushes faster than they are stored waits
 * in mpdata_load_push. Until the commit returns MPDATA_OK nothing is in the table: a load that is aborted, freed, or
 * whose process ends before, changes nothing.
 *
 * Threads: a load is used by one thread at a time. While it is open its database handle is busy: other calls on the
 * handle are an error (ARGUMENT), but for mpdata_db_interrupt, which ends the load.
 */
#ifndef MPDATA_LOAD_H
#define MPDATA_LOAD_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "mpdata/database.h"
#include "mpdata/error.h"
#include "mpdata/export.h"
#include "mpdata/ingest.h"
#include "mpdata/table.h"
#include "mpdata/value.h"

#ifdef __cplusplus
extern "C" {
#endif

typedef struct mpdata_load mpdata_load;

/*
 * One record. All texts are UTF-8, and may be empty but for what is said. A profile has a distinct_id and properties.
 */
typedef struct mpdata_record {
    /* An event has a name and a time. */
    mpdata_text event_name;
    /* The event's time, or the profile's last_seen: microseconds since 1970-01-01 UTC, in the years 1 to 9999. */
    int64_t time_us;
    /* False for a profile without a last_seen. */
    bool has_time;
    mpdata_text distinct_id;
    /* Empty: one is made from the event's content. */
    mpdata_text insert_id;
    /* A JSON object, kept byte for byte; empty stands for {}. */
    mpdata_text properties;
} mpdata_record;

/*
 * Begins a load into a table. `options` as for mpdata_ingest_files, and may be NULL; `batch_records` of them is how many
 * records are handed over at once. The progress callback is called on the load's own thread, but see
 * `progress_batches`; never on two threads at once.
 *
 * The caller owns `*out`, and frees it with mpdata_load_free before the database.
 * Errors: those of mpdata_ingest_files before any byte is read.
 */
MPDATA_EXPORT mpdata_status mpdata_load_begin(mpdata_db *db, mpdata_table_type type,
                                              const char *table,
                                              const mpdata_ingest_options *options,
                                              mpdata_load **out, mpdata_error *error);

/*
 * Adds one record; its texts are copied before the call returns. A bad record fails the load, with INPUT and
 * its number, in this call or, as records are looked at in batches, in a later one.
 * Errors: ARGUMENT where the options have a time_zone, for `time_us` is UTC; the load goes on. INPUT; whatever ended the
 * load: INTERRUPTED, IO, QUERY, MEMORY. After an error every call gives it again.
 */
MPDATA_EXPORT mpdata_status mpdata_load_push(mpdata_load *load, const mpdata_record *added,
                                             mpdata_error *error);

/*
 * Adds bytes of NDJSON as mpdata_ingest_files reads it (`input` of the options says what its lines are), cut anywhere: a
 * line may begin in one call and end in another. Pushed records count as lines between them. Errors as mpdata_load_push.
 */
MPDATA_EXPORT mpdata_status mpdata_load_push_bytes(mpdata_load *load, const void *data,
                                                   size_t bytes, mpdata_error *error);

/*
 * Ends the load: everything that was pushed is in the table once this returns MPDATA_OK. `report` may be NULL.
 * Errors as mpdata_load_push; then nothing was changed.
 */
MPDATA_EXPORT mpdata_status mpdata_load_commit(mpdata_load *load, mpdata_ingest_report *report,
                                               mpdata_error *error);

/* Ends the load and forgets what was pushed. Harmless after a commit, and twice. */
MPDATA_EXPORT void mpdata_load_abort(mpdata_load *load);

/* Aborts the load where it is open, and frees it. NULL is allowed. */
MPDATA_EXPORT void mpdata_load_free(mpdata_load *load);

/* What a record source gives back. */
typedef enum mpdata_next {
    MPDATA_NEXT_RECORD = 0,
    MPDATA_NEXT_END = 1,
    /* The source failed; it may fill `error`, which then comes out of mpdata_load_records as it is. */
    MPDATA_NEXT_ERROR = 2
} mpdata_next;

/*
 * Gives the next record in `*out`, whose texts stay valid until the next call. Called on the thread that called
 * mpdata_load_records.
 */
typedef mpdata_next (*mpdata_next_callback)(void *payload, mpdata_record *out, mpdata_error *error);

/*
 * Loads what a source gives, record by record, to its end: one atomic step.
 * Errors: those of mpdata_load_begin and mpdata_load_push; what the source's own error says, with its code
 * (ARGUMENT where it says none).
 */
MPDATA_EXPORT mpdata_status mpdata_load_records(mpdata_db *db, mpdata_table_type type,
                                                const char *table, mpdata_next_callback next,
                                                void *payload, const mpdata_ingest_options *options,
                                                mpdata_ingest_report *report, mpdata_error *error);

#ifdef __cplusplus
}
#endif

#endif
