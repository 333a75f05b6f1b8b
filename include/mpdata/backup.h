/*
 * A second file with all that a database holds, and a file without the space that it no longer needs.
 */
#ifndef MPDATA_BACKUP_H
#define MPDATA_BACKUP_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "mpdata/database.h"
#include "mpdata/error.h"
#include "mpdata/export.h"

#ifdef __cplusplus
extern "C" {
#endif

typedef struct mpdata_backup_options {
    /* sizeof(mpdata_backup_options), set by the init macro: lets the struct grow. */
    size_t struct_bytes;
    /* A file that is there already is replaced, once the new one is complete; else it is an ARGUMENT error. */
    bool replaces;
} mpdata_backup_options;

#define MPDATA_BACKUP_OPTIONS_INIT                                                                 \
    {                                                                                              \
        sizeof(mpdata_backup_options), false                                                       \
    }

typedef struct mpdata_backup_report {
    /* Of the new file. */
    uint64_t bytes;
    uint64_t elapsed_ms;
} mpdata_backup_report;

/*
 * Copies the database to a new file at `path`, byte for byte, as it is now: the copy is written beside its place, read
 * through by a DuckDB of its own, synced, and then put there (0600). Whatever happens before that, `path` is as it was.
 *
 * Of a handle that reads, while other processes read, too. Of one that writes, it must be the only handle, with no transaction
 * open: what is in DuckDB's log is brought into the file first.
 *
 * `options` and `report` may be NULL; the report is written on success.
 * Errors: ARGUMENT for a database in memory, a path that is this database's or that of one that is open, a file that is
 * there and not to be replaced, an open transaction; DATABASE_LOCKED where further handles are open, or another process has
 * the file that would be replaced; IO, with what is needed and what is free, where the disk has no room; CLOSED,
 * INTERRUPTED, QUERY, MEMORY.
 */
MPDATA_EXPORT mpdata_status mpdata_db_backup(mpdata_db *db, const char *path,
                                             const mpdata_backup_options *options,
                                             mpdata_backup_report *report, mpdata_error *error);

typedef struct mpdata_compact_report {
    /* The file's size. */
    uint64_t bytes_before;
    uint64_t bytes_after;
    uint64_t elapsed_ms;
} mpdata_compact_report;

/*
 * Writes the database anew into a file beside it, without what dropped tables and replaced rows have left, compares the two
 * table by table, and puts the new file in the place of the old one: an instant before it is the old one, and then the new
 * one, whatever happens to the process or the power. Tables, keys, views, macros, comments and the storage version are as
 * before. No other process can open the database meanwhile. Takes about as much room on the disk as the data that is there,
 * and as long as to load it.
 *
 * The handle, which must be the only one, with no transaction open, stays open. Temporary tables and settings of the
 * session are gone. `report` may be NULL.
 * Errors: as mpdata_db_backup; READ_ONLY; QUERY for what DuckDB can't copy: DuckDB 1.5 gives up on foreign keys to tables
 * that come later in the alphabet. After an error the database is the old one; but where the very last steps fail, the
 * syncing of its folder (IO) and the opening of the new file (the handle is closed then), it is the new one.
 */
MPDATA_EXPORT mpdata_status mpdata_db_compact(mpdata_db *db, mpdata_compact_report *report,
                                              mpdata_error *error);

#ifdef __cplusplus
}
#endif

#endif
