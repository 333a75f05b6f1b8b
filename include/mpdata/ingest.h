/*
 * Loading an export into a table.
 */
#ifndef MPDATA_INGEST_H
#define MPDATA_INGEST_H

#include <stddef.h>
#include <stdint.h>

#include "mpdata/database.h"
#include "mpdata/error.h"
#include "mpdata/export.h"
#include "mpdata/table.h"

#ifdef __cplusplus
extern "C" {
#endif

typedef enum mpdata_ingest_phase {
    /* Reading, parsing and writing records: bytes and rows grow. */
    MPDATA_INGEST_READING = 1,
    /* Finding repeats. */
    MPDATA_INGEST_DEDUPLICATING = 2,
    /* Building the primary key. */
    MPDATA_INGEST_KEYING = 3,
    /* Putting the new table in its place and flushing the file. */
    MPDATA_INGEST_COMMITTING = 4
} mpdata_ingest_phase;

typedef struct mpdata_ingest_progress {
    mpdata_ingest_phase phase;
    /* Records read so far, and bytes of input. */
    uint64_t rows;
    uint64_t bytes;
    /* All the bytes there are. */
    uint64_t total_bytes;
    uint64_t elapsed_ms;
} mpdata_ingest_progress;

/*
 * Called on the thread that loads, at most once every `progress_interval_ms`, and at the start of
 * each phase. Anything but 0 cancels the load: MPDATA_ERROR_INTERRUPTED, nothing changed. The
 * progress is borrowed for the call. Must not call back into the same database.
 */
typedef int (*mpdata_ingest_progress_callback)(const mpdata_ingest_progress *progress,
                                               void *payload);

typedef struct mpdata_ingest_options {
    /* sizeof(mpdata_ingest_options), set by the init macro: lets the struct grow. */
    size_t struct_bytes;
    mpdata_ingest_progress_callback progress;
    void *progress_payload;
    uint32_t progress_interval_ms;
} mpdata_ingest_options;

#define MPDATA_INGEST_OPTIONS_INIT                                                                 \
    {                                                                                              \
        sizeof(mpdata_ingest_options), 0, 0, 100                                                   \
    }

typedef struct mpdata_ingest_report {
    /* Records read, and rows that are in the table now because of them. */
    uint64_t records;
    uint64_t rows;
    /* Records dropped as repeats. Events: the same event, time, distinct_id and insert_id as another,
     * of which the first is kept. Profiles: an older record of the same distinct_id. */
    uint64_t duplicates;
    /* Events that share their insert_id with a different event: kept, under `<insert_id>#<hash>`. */
    uint64_t shared_ids;
    /* Events that came without an insert_id: kept, under an id made from their content. */
    uint64_t missing_ids;
    uint64_t bytes;
    uint64_t elapsed_ms;
    /* The database file after the load; 0 in memory. */
    uint64_t file_bytes;
} mpdata_ingest_report;

/*
 * Loads NDJSON files, one after the other, into a new table of events (Mixpanel's raw export) or
 * profiles (Engage's records as lines).
 *
 * One atomic step: the table is there with all its rows and its metadata, or the database is as it
 * was. Memory does not grow with the files. Files are read by all of DuckDB's threads; an empty one
 * adds nothing, and only empty ones make an empty table.
 *
 * `options` and `report` may be NULL; the report is written on success.
 * Errors: TABLE_EXISTS before any byte is read; FILE_NOT_FOUND, IO; INPUT with source, record
 * and byte offset for the first bad record of the first bad file; ARGUMENT, CLOSED, READ_ONLY,
 * INTERRUPTED, QUERY, MEMORY.
 */
MPDATA_EXPORT mpdata_status mpdata_ingest_files(mpdata_db *db, mpdata_table_type type,
                                                const char *table, const char *const *paths,
                                                size_t path_count,
                                                const mpdata_ingest_options *options,
                                                mpdata_ingest_report *report, mpdata_error *error);

#ifdef __cplusplus
}
#endif

#endif
