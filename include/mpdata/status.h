/*
 * What a call returns.
 */
#ifndef MPDATA_STATUS_H
#define MPDATA_STATUS_H

#include "mpdata/export.h"

#ifdef __cplusplus
extern "C" {
#endif

/*
 * The numbers are part of the ABI: new ones are added at the end, none is ever reused.
 */
typedef enum mpdata_status {
    MPDATA_OK = 0,
    /* An argument is outside what the call accepts: a NULL handle, a bad table name or project id. */
    MPDATA_ERROR_ARGUMENT = 1,
    /* The handle was closed before. */
    MPDATA_ERROR_CLOSED = 2,
    /* Memory ran out. */
    MPDATA_ERROR_MEMORY = 3,
    /* The operating system refused: permission, disk full, input/output error. */
    MPDATA_ERROR_IO = 4,
    /* A file that must exist does not. */
    MPDATA_ERROR_FILE_NOT_FOUND = 5,
    /* The input is not what it should be. The error names source, record and byte offset. */
    MPDATA_ERROR_INPUT = 6,
    /* The database file does not exist. */
    MPDATA_ERROR_DATABASE_NOT_FOUND = 7,
    /* The file exists and is no DuckDB database, or one of a version that the engine can't read. */
    MPDATA_ERROR_NOT_A_DATABASE = 8,
    /* Another process, or another handle in this one, has the database open. */
    MPDATA_ERROR_DATABASE_LOCKED = 9,
    /* The call writes, and the database is open for reading only. */
    MPDATA_ERROR_READ_ONLY = 10,
    /* There is a table of that name already. */
    MPDATA_ERROR_TABLE_EXISTS = 11,
    /* There is no table of that name. */
    MPDATA_ERROR_TABLE_NOT_FOUND = 12,
    /* The SQL failed: `query` and `engine_type` of the error tell more. */
    MPDATA_ERROR_QUERY = 13,
    /* Interrupted by mpdata_db_interrupt or by a progress callback. Nothing was changed. */
    MPDATA_ERROR_INTERRUPTED = 14,
    /* DuckDB's library is missing, of another architecture, or too old. */
    MPDATA_ERROR_ENGINE = 15,
    /* A fault of mpdata's own. Please report it. */
    MPDATA_ERROR_INTERNAL = 16,
    /* The query took longer than mpdata_db_set_time_limit allows. */
    MPDATA_ERROR_TIMEOUT = 17
} mpdata_status;

/*
 * The name of a status for programs, such as "TABLE_EXISTS"; "UNKNOWN" for a number that is none.
 * A static string; any thread.
 */
MPDATA_EXPORT const char *mpdata_status_name(mpdata_status status);

#ifdef __cplusplus
}
#endif

#endif
