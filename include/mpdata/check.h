/*
 * Whether a database is sound: after a crash, a bad disk, or somebody else's SQL.
 */
#ifndef MPDATA_CHECK_H
#define MPDATA_CHECK_H

#include <stddef.h>
#include <stdint.h>

#include "mpdata/database.h"
#include "mpdata/error.h"
#include "mpdata/export.h"

#ifdef __cplusplus
extern "C" {
#endif

/* The numbers are part of the ABI. */
typedef enum mpdata_finding_kind {
    /* A part of the file can't be read: its bytes are not those that were written. */
    MPDATA_FINDING_DAMAGE = 1,
    /* Rows that have the same identity: an id, or in a table without a key all that an event is known by. */
    MPDATA_FINDING_REPEATED = 2,
    /* The primary key does not find rows that are there. */
    MPDATA_FINDING_INDEX = 3,
    /* The table is not as its last load, or a check that kept its checksum, left it: SQL changed it, or rows are lost. */
    MPDATA_FINDING_CHANGED = 4,
    /* _metadata, _loads and the tables do not agree. */
    MPDATA_FINDING_METADATA = 5,
    /* What a load that died has left; the next open for writing removes it. */
    MPDATA_FINDING_LEFT_OVER = 6
} mpdata_finding_kind;

/* "damage", "repeated" and so on; "unknown" for a number that is none. A static string. */
MPDATA_EXPORT const char *mpdata_finding_kind_name(mpdata_finding_kind kind);

typedef struct mpdata_finding {
    mpdata_finding_kind kind;
    /* With its schema where that is not main. */
    const char *table;
    /* What was found, in a sentence without the table's name. */
    const char *message;
} mpdata_finding;

typedef struct mpdata_check mpdata_check;

/*
 * Reads every row of every table, so that DuckDB compares all their blocks with the checksums written beside them; and
 * looks, in the tables that mpdata keeps, for rows with the same identity, for rows that the primary key does not find, at
 * the number of rows and the days that _metadata and _loads tell, and for what loads have left behind.
 *
 * Changes nothing: a handle that reads will do. Takes about as long as a query over all columns; DuckDB has at most 1 GiB
 * meanwhile, and what does not fit spills to the disk. MPDATA_OK says that the check came to its end, not that it found nothing.
 * The caller owns `*out`. Errors: ARGUMENT, CLOSED, INTERRUPTED, QUERY, MEMORY.
 */
MPDATA_EXPORT mpdata_status mpdata_db_check(mpdata_db *db, mpdata_check **out, mpdata_error *error);

/*
 * The same, and keeps in _metadata what all columns of all rows of each of mpdata's tables come to. From then on, until the next load
 * into a table, a check finds whatever changes in it (MPDATA_FINDING_CHANGED), be it a letter of its properties. A difference from
 * what an earlier one kept is a finding, once: what is kept now is the table as it is. A table that can't be read keeps none.
 *
 * The checksum is DuckDB's, and compared by the version of DuckDB that made it alone. Errors: also READ_ONLY, and ARGUMENT where a
 * transaction is open on the handle.
 */
MPDATA_EXPORT mpdata_status mpdata_db_check_and_keep(mpdata_db *db, mpdata_check **out,
                                                     mpdata_error *error);

/* 0: nothing is wrong. */
MPDATA_EXPORT size_t mpdata_check_count(const mpdata_check *check);
/* Borrowed until the check is freed; NULL past the end. */
MPDATA_EXPORT const mpdata_finding *mpdata_check_at(const mpdata_check *check, size_t index);
/* What was read. */
MPDATA_EXPORT uint64_t mpdata_check_tables(const mpdata_check *check);
MPDATA_EXPORT uint64_t mpdata_check_rows(const mpdata_check *check);
MPDATA_EXPORT void mpdata_check_free(mpdata_check *check);

#ifdef __cplusplus
}
#endif

#endif
