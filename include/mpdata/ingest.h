/*
 * Loading an export into a table.
 */
#ifndef MPDATA_INGEST_H
#define MPDATA_INGEST_H

#include <stdbool.h>
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
    MPDATA_INGEST_COMMITTING = 4,
    /* The load has succeeded: the last call, whose answer changes nothing. */
    MPDATA_INGEST_DONE = 5
} mpdata_ingest_phase;

typedef enum mpdata_ingest_mode {
    /* Into a new table; one that exists is TABLE_EXISTS. */
    MPDATA_INGEST_CREATE = 0,
    /* Into a table that exists (else TABLE_NOT_FOUND), next to what it holds. */
    MPDATA_INGEST_APPEND = 1,
    /* Into a new table that takes the place of the old one, where there is one, once it is complete. */
    MPDATA_INGEST_REPLACE = 2
} mpdata_ingest_mode;

/* Which of the same event's records in one load stays, in the order of files and lines. */
typedef enum mpdata_ingest_keep {
    MPDATA_INGEST_KEEP_FIRST = 0,
    MPDATA_INGEST_KEEP_LAST = 1
} mpdata_ingest_keep;

/*
 * Whether a new table gets a primary key. DuckDB builds and keeps the key's index in memory, about
 * MPDATA_KEY_ROW_BYTES a row; without one the load keeps rows unique all the same, by the same rules.
 * An appending load takes the table as it is.
 */
typedef enum mpdata_primary_key {
    /* Always; where the index would not fit into memory the load fails before it builds it. */
    MPDATA_PRIMARY_KEY_YES = 0,
    MPDATA_PRIMARY_KEY_NO = 1,
    /* Where the index fits into half of DuckDB's memory. */
    MPDATA_PRIMARY_KEY_AUTO = 2
} mpdata_primary_key;

#define MPDATA_KEY_ROW_BYTES 200

/* What the lines are. */
typedef enum mpdata_input {
    /*
     * What Mixpanel gives: {"event":...,"properties":{"time":...,"distinct_id":...,"$insert_id":...,...}}, or
     * {"$distinct_id":...,"$properties":{"$last_seen":...,...}}.
     */
    MPDATA_INPUT_EXPORT = 0,
    /*
     * What the table's columns are called: {"event_name":...,"event_time":...,"distinct_id":...,"insert_id":...,
     * "properties":{...}}, or {"distinct_id":...,"last_seen":...,"properties":{...}}. Times are ISO 8601 in UTC unless they
     * name an offset, or numbers as in the export. `properties` are kept byte for byte. The ids of an event and a
     * profile's last_seen may be absent or null. A key that is none of these, or there twice, makes the record bad:
     * nothing is lost unseen.
     */
    MPDATA_INPUT_RECORDS = 1
} mpdata_input;

typedef struct mpdata_ingest_progress {
    mpdata_ingest_phase phase;
    /* Records read so far, good or not, and bytes of input. */
    uint64_t rows;
    uint64_t bytes;
    /* All the bytes there are. */
    uint64_t total_bytes;
    uint64_t elapsed_ms;
} mpdata_ingest_progress;

/*
 * Called on the thread that loads, at most once every `progress_interval_ms`, at the start of each phase, and at the end.
 * (Where `progress_batches` is set, mpdata_load_push and its like call it while records are read.) Anything but 0 cancels
 * the load: MPDATA_ERROR_INTERRUPTED, nothing changed. The progress is borrowed for the call. Must not call back into the
 * same database.
 */
typedef int (*mpdata_ingest_progress_callback)(const mpdata_ingest_progress *progress,
                                               void *payload);

/*
 * What a program knows of the export that it loads: kept in _metadata. Texts are borrowed for the load.
 */
typedef struct mpdata_export_facts {
    /* When the export was made: microseconds since 1970-01-01 UTC; 0: when the load ends. */
    int64_t fetched_at_us;
    /*
     * The days that were asked for, in place of those that events are on; of a table that is appended to, these and those.
     * MPDATA_NO_DAY: those that events are on.
     */
    int32_t from_day;
    int32_t to_day;
    /* The events that were asked for, a JSON array of names, and a condition. NULL: as where_events, from_day and to_day say. */
    const char *filter_events;
    const char *filter_where;
} mpdata_export_facts;

#define MPDATA_EXPORT_FACTS_INIT                                                                   \
    {                                                                                              \
        0, MPDATA_NO_DAY, MPDATA_NO_DAY, 0, 0                                                      \
    }

typedef struct mpdata_ingest_options {
    /* sizeof(mpdata_ingest_options), set by the init macro: lets the struct grow. */
    size_t struct_bytes;
    mpdata_ingest_progress_callback progress;
    void *progress_payload;
    uint32_t progress_interval_ms;
    mpdata_ingest_mode mode;
    mpdata_ingest_keep keep;
    mpdata_primary_key primary_key;
    /*
     * How many bad records the load goes on without; UINT64_MAX: all. They are written to `rejects_path`, one JSON
     * object a line: source, record, offset, reason, line. What makes the export as a whole wrong (it ends early, an
     * API's error, a last line that breaks off) is never a mere reject.
     */
    uint64_t max_rejects;
    /* Borrowed for the load. NULL where max_rejects is 0. */
    const char *rejects_path;
    /*
     * Mends lines that are almost JSON: raw control characters in strings are escaped, lone surrogates and bytes that are
     * no UTF-8 become U+FFFD.
     */
    bool repair;
    /* Of a load of pushed records (mpdata/load.h): how many are handed over at once, 100 to 100,000. */
    uint32_t batch_records;
    /*
     * Of such a load, too: after every so many batches the progress callback is called on the thread that pushes, from within
     * the push, with the records and bytes handed over so far; the load's own thread is then silent until the commit.
     * 0: the load's own thread calls it, by time.
     */
    uint32_t progress_batches;
    /*
     * For a part of an export of events; other records are read and checked all the same, and counted as `filtered`. For
     * profiles all of it is ARGUMENT.
     *
     * Events that have one of these names; NULL and 0: of any name. Borrowed for the load.
     */
    const char *const *where_events;
    size_t where_event_count;
    /*
     * Events from the first of these days to the last, both included, or without a bound (MPDATA_NO_DAY). Days are the
     * project's: the time as it stands in the record, before `time_zone` makes it UTC. See mpdata_day_from_text.
     */
    int32_t from_day;
    int32_t to_day;
    /*
     * The IANA name of the project's time zone, as "Europe/Berlin", where its export has times of the wall clock (projects
     * made before 2023). Event times are made UTC by DuckDB's calendar while they are loaded. Of an hour that the clock
     * shows twice the second is meant; a time that it skips counts as if the clock had not been changed yet. NULL, or "UTC":
     * as they are. Borrowed for the load.
     *
     * The id of an event that came without one is made from its time as it came. ARGUMENT for a name that is not
     * known, and where times are UTC already: profiles, MPDATA_INPUT_RECORDS, mpdata_load_push.
     */
    const char *time_zone;
    mpdata_input input;
    /* NULL: nothing but what the records say. Borrowed for the load. */
    const mpdata_export_facts *facts;
} mpdata_ingest_options;

#define MPDATA_INGEST_OPTIONS_INIT                                                                 \
    {                                                                                              \
        sizeof(mpdata_ingest_options), 0, 0, 100, MPDATA_INGEST_CREATE, MPDATA_INGEST_KEEP_FIRST,  \
            MPDATA_PRIMARY_KEY_YES, 0, 0, false, 1000, 0, 0, 0, MPDATA_NO_DAY, MPDATA_NO_DAY, 0,   \
            MPDATA_INPUT_EXPORT, 0                                                                 \
    }

typedef struct mpdata_ingest_report {
    /* Records read that were good; rows that came into the table because of them; rows that it has now. */
    uint64_t records;
    uint64_t rows;
    uint64_t table_rows;
    /*
     * Records dropped as repeats. Events: the same event, time, distinct_id and insert_id as another, in this load or
     * in the table before it. Profiles: an older record of the same distinct_id, or the same again.
     */
    uint64_t duplicates;
    /* Profiles that took the place of an older record in the table; counted among `rows`. */
    uint64_t updated;
    bool has_primary_key;
    /* Events that share their insert_id with a different event: kept, under `<insert_id>#<hash>`. */
    uint64_t shared_ids;
    /* Events that came without an insert_id: kept, under an id made from their content. */
    uint64_t missing_ids;
    /* Records that were bad: left out, and mended. */
    uint64_t rejects;
    uint64_t repaired;
    /* Good records that were not asked for, by name or day; neither among `records` nor among `missing_ids`. */
    uint64_t filtered;
    uint64_t bytes;
    uint64_t elapsed_ms;
    /* The database file after the load; 0 in memory. */
    uint64_t file_bytes;
} mpdata_ingest_report;

/*
 * Loads sources, one after the other, into a table of events (Mixpanel's raw export) or profiles (Engage's records
 * as lines). A source is the path of an NDJSON file, plain or compressed by gzip or zstd whatever its name, or of
 * a pipe; "-" is standard input.
 *
 * One atomic step: all of it is in the table with its metadata, or the database is as it was. Memory does
 * not grow with the sources. Plain files are read by all of DuckDB's threads; an empty one adds nothing.
 *
 * `options` and `report` may be NULL; the report is written on success.
 * Errors: TABLE_EXISTS, TABLE_NOT_FOUND before any byte is read; FILE_NOT_FOUND, IO; INPUT with source, record
 * and byte offset for the first bad record of the first bad source; ARGUMENT, CLOSED, READ_ONLY,
 * INTERRUPTED, QUERY, MEMORY.
 */
MPDATA_EXPORT mpdata_status mpdata_ingest_files(mpdata_db *db, mpdata_table_type type,
                                                const char *table, const char *const *paths,
                                                size_t path_count,
                                                const mpdata_ingest_options *options,
                                                mpdata_ingest_report *report, mpdata_error *error);

/*
 * What can be told of a load before the database is opened, so that others have it for longer. Opens each source and reads
 * the start of files: a source that is missing, no export, or bad in its first record is found out at once, wherever it stands
 * among the others. Waits until the first pipe among the sources, standard input included, has something to read; nothing is
 * taken from it. A pipe with a name in the file system is left to the load, since its writer can't be let go again.
 *
 * The same arguments as mpdata_ingest_files; nothing is promised by OK. While a pipe is waited for the progress
 * callback is called, as while reading. Threads: any number of probes at once.
 * Errors: ARGUMENT, FILE_NOT_FOUND, IO, INPUT, INTERRUPTED, MEMORY, each as the load would have it.
 */
MPDATA_EXPORT mpdata_status mpdata_ingest_probe(mpdata_table_type type, const char *table,
                                                const char *const *paths, size_t path_count,
                                                const mpdata_ingest_options *options,
                                                mpdata_error *error);

/*
 * Reads and checks sources as mpdata_ingest_files does, and stores nothing: no database is opened or made. Repeats are
 * not looked for, since that needs the rows. Of `options`, mode, keep and primary_key have no meaning here; the rejects are
 * written, where that is asked for. The progress callback sees MPDATA_INGEST_READING and MPDATA_INGEST_DONE alone.
 *
 * In the report `rows`, `table_rows`, `duplicates`, `updated`, `shared_ids` and `file_bytes` are 0. `options` and `report`
 * may be NULL; the report is written on success. Threads: any number of checks at once.
 * Errors: as mpdata_ingest_files, but for those of a database and a table.
 */
MPDATA_EXPORT mpdata_status mpdata_ingest_check(mpdata_table_type type, const char *const *paths,
                                                size_t path_count,
                                                const mpdata_ingest_options *options,
                                                mpdata_ingest_report *report, mpdata_error *error);

#ifdef __cplusplus
}
#endif

#endif
