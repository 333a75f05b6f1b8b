/*
 * A database: one DuckDB file, or one in memory.
 *
 * Threads: a handle may be used by one thread at a time, and passed on between threads. The one
 * exception is mpdata_db_interrupt, which any thread may call while the handle lives. Several threads
 * that ask one database have a handle each: mpdata_db_connect makes further ones. A file can be opened
 * only once in a process: DuckDB's locks do not keep two instances within one process apart, so mpdata keeps
 * a list of the files it has open and refuses a second open.
 *
 * Processes: a handle belongs to the process that opened it. In a child made by fork every call on it is an error (CLOSED),
 * and closing and freeing it there changes nothing: the database is the parent's.
 */
#ifndef MPDATA_DATABASE_H
#define MPDATA_DATABASE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "mpdata/error.h"
#include "mpdata/export.h"

#ifdef __cplusplus
extern "C" {
#endif

typedef struct mpdata_db mpdata_db;

/* As a length: the text ends at its first NUL byte. */
#define MPDATA_NUL_TERMINATED ((size_t)-1)

/* `locked` says who has the file. */
typedef int (*mpdata_wait_callback)(const mpdata_error *locked, uint64_t waited_ms, void *payload);

typedef struct mpdata_open_options {
    /* sizeof(mpdata_open_options), set by the init macro: lets the struct grow. */
    size_t struct_bytes;
    /* Nothing can be written; several processes may read at once. Implies existing_only. */
    bool read_only;
    /* Never create the file: a missing one is MPDATA_ERROR_DATABASE_NOT_FOUND. */
    bool existing_only;
    /* Removes the file again when it is closed, if this open made it and no table was loaded: for a
     * program whose load may fail, and which then leaves nothing behind. */
    bool discard_unless_loaded;
    /* DuckDB's threads; 0 for one per core. */
    uint32_t threads;
    /* DuckDB's memory limit in bytes; 0 for DuckDB's own, most of the machine's memory. */
    uint64_t memory_limit_bytes;
    /* Path of DuckDB's library; NULL to search as mpdata/engine.h says. */
    const char *engine_library;
    /* For SQL that is not the user's own. Implies read_only. SQL reaches no file but the database, no network, no setting,
     * no extension; what does not fit in memory fails rather than spills to the disk. Where the options do not set them,
     * memory_limit_bytes is 1 GiB and time_limit_ms is 30,000. Not for databases in memory. One thing DuckDB 1.5 lets
     * through: CALL enable_profiling() makes it print on standard output. */
    bool safe;
    /* As mpdata_db_set_time_limit, for every handle of the database; 0: none. */
    uint64_t time_limit_ms;
    /* How long to wait for a file that another process has locked; 0: not at all. Who waits gets it in the order of coming;
     * who does not wait lets them go first, unless read_only is set. Who waits stands in line by an empty file
     * beside the database, PATH.wait, which goes with the last of them. */
    uint64_t wait_ms;
    /* Told at once that there is something to wait for, and then some ten times a second; anything but 0 ends the wait with
     * INTERRUPTED. May be NULL. */
    mpdata_wait_callback on_wait;
    void *wait_payload;
    /* For mpdata_open_ephemeral: where it makes its folder; NULL: $TMPDIR, or else /tmp. Borrowed for the call. */
    const char *scratch_folder;
} mpdata_open_options;

#define MPDATA_OPEN_OPTIONS_INIT                                                                   \
    {                                                                                              \
        sizeof(mpdata_open_options), false, false, false, 0, 0, 0, false, 0, 0, 0, 0, 0            \
    }

/*
 * Opens the database file at `path`, and creates it where it does not exist: parent folders are made
 * (0700), the file is made under another name beside it, closed, synced and renamed (0600), so that a
 * crash leaves a whole file or none. New files have storage version v1.4.0, which every DuckDB from
 * 1.4 on reads and writes. A writing open removes what a load that died has left in the file.
 *
 * `options` may be NULL. On success the caller owns `*out` and frees it with mpdata_db_free.
 * Errors: ARGUMENT, DATABASE_NOT_FOUND, NOT_A_DATABASE, DATABASE_LOCKED, IO, ENGINE, MEMORY.
 */
MPDATA_EXPORT mpdata_status mpdata_open(const char *path, const mpdata_open_options *options,
                                        mpdata_db **out, mpdata_error *error);

/*
 * Opens the database of a Mixpanel project: ~/.mixpanel_data/{project_id}.db. An id is refused
 * (ARGUMENT) when it is empty or ".." or holds a slash, a backslash, a NUL or a control character.
 * `id_bytes` may be MPDATA_NUL_TERMINATED. Otherwise as mpdata_open.
 */
MPDATA_EXPORT mpdata_status mpdata_open_project(const char *project_id, size_t id_bytes,
                                                const mpdata_open_options *options, mpdata_db **out,
                                                mpdata_error *error);

/*
 * Opens a database in memory: empty, and gone when it is closed. read_only is an ARGUMENT error.
 */
MPDATA_EXPORT mpdata_status mpdata_open_memory(const mpdata_open_options *options, mpdata_db **out,
                                               mpdata_error *error);

/*
 * Opens a scratch database: a new, empty file in a private folder (0700) of its own, for more than fits in memory. The
 * folder goes, with all that DuckDB put there, when the last handle is closed or freed, on exit(), and on every error; a
 * child made by fork leaves it alone. A lock that dies with the process holds it: what a process that was killed has left
 * is removed by the next open of any database, or by mpdata_scratch_clean (mpdata/scratch.h). A program that ends by a
 * signal calls mpdata_scratch_discard before.
 *
 * `options` may be NULL; read_only and safe are ARGUMENT errors. mpdata_db_close tells of a folder that could not be removed
 * (IO). Errors: ARGUMENT, IO (no folder, or one in which others could take it away), ENGINE, MEMORY.
 */
MPDATA_EXPORT mpdata_status mpdata_open_ephemeral(const mpdata_open_options *options,
                                                  mpdata_db **out, mpdata_error *error);

/*
 * A further handle of an open database, for another thread: a connection of its own, with its own results,
 * transactions, temporary tables and settings of the session. Threads and memory are the database's, shared by all.
 * The file stays open until the last handle is closed. A load needs the database for itself: with further handles
 * open it is refused (DATABASE_LOCKED).
 *
 * The caller owns `*out` and frees it with mpdata_db_free, before or after `db`.
 * Errors: ARGUMENT, CLOSED, ENGINE, MEMORY.
 */
MPDATA_EXPORT mpdata_status mpdata_db_connect(mpdata_db *db, mpdata_db **out, mpdata_error *error);

/*
 * Releases the handle's connection, and with the last handle the file and its lock. The handle stays, closed: a second close
 * does nothing, and every other call on it, or on a result that came from it, is an error (CLOSED), never a crash.
 * Errors: IO or QUERY where the last checkpoint failed, as it does with a transaction still open; the handle is closed all
 * the same, and what was committed is in the file or its write-ahead log. IO where a scratch database could not be removed.
 * Not in a function given to atexit(): what DuckDB keeps for the main thread is freed before those run.
 */
MPDATA_EXPORT mpdata_status mpdata_db_close(mpdata_db *db, mpdata_error *error);

/*
 * Closes the database where it is open and frees the handle. Results that came from it must be freed
 * before. NULL is allowed.
 */
MPDATA_EXPORT void mpdata_db_free(mpdata_db *db);

/*
 * The path as it was opened, made absolute; NULL for a database in memory. Valid until
 * mpdata_db_free, after mpdata_db_close too.
 */
MPDATA_EXPORT const char *mpdata_db_path(const mpdata_db *db);

MPDATA_EXPORT bool mpdata_db_is_read_only(const mpdata_db *db);
/* Whether it is a scratch database. */
MPDATA_EXPORT bool mpdata_db_is_ephemeral(const mpdata_db *db);
MPDATA_EXPORT bool mpdata_db_is_open(const mpdata_db *db);

typedef struct mpdata_db_info {
    /* Of the file, and of DuckDB's log beside it; 0 for a database in memory. */
    uint64_t file_bytes;
    uint64_t log_bytes;
    /* DuckDB's, such as "1.5.6". Static as long as the handle lives. */
    const char *engine_version;
    const char *engine_path;
    /* Tables that mpdata keeps, their rows, and the loads into them. */
    uint64_t tables;
    uint64_t rows;
    uint64_t loads;
    /* When the last of them began: microseconds since 1970-01-01 UTC; 0 where there was none. */
    int64_t last_load_us;
} mpdata_db_info;

/* What is there. Errors: ARGUMENT, CLOSED, IO, QUERY, MEMORY. */
MPDATA_EXPORT mpdata_status mpdata_db_info_read(mpdata_db *db, mpdata_db_info *out,
                                                mpdata_error *error);

/*
 * Makes the load or query that runs on this handle stop soon with MPDATA_ERROR_INTERRUPTED; does
 * nothing where none runs. Any thread may call it while the handle is not freed. Not for signal
 * handlers: it takes a lock.
 */
MPDATA_EXPORT void mpdata_db_interrupt(mpdata_db *db);

#ifdef __cplusplus
}
#endif

#endif
