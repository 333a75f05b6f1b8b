/*
 * A prepared statement: planned once, run as often as wanted with other values.
 *
 * It is used by one thread at a time, the one that uses its database. Closing the database ends it: a later
 * run is an error (CLOSED), never a crash.
 */
#ifndef MPDATA_STATEMENT_H
#define MPDATA_STATEMENT_H

#include <stddef.h>
#include <stdint.h>

#include "mpdata/database.h"
#include "mpdata/error.h"
#include "mpdata/export.h"
#include "mpdata/result.h"
#include "mpdata/value.h"

#ifdef __cplusplus
extern "C" {
#endif

typedef struct mpdata_statement mpdata_statement;

/*
 * Prepares one SQL statement. `sql_bytes` may be MPDATA_NUL_TERMINATED. The caller owns `*out`, and frees it before the
 * database. An unfinished result on the handle is ended, as by a query.
 * Errors: QUERY, ARGUMENT (an empty text, several statements), CLOSED, MEMORY.
 */
MPDATA_EXPORT mpdata_status mpdata_statement_prepare(mpdata_db *db, const char *sql,
                                                     size_t sql_bytes, mpdata_statement **out,
                                                     mpdata_error *error);

MPDATA_EXPORT size_t mpdata_statement_parameter_count(const mpdata_statement *statement);
/* "name" for $name, "1" for $1 and for the first `?`. Borrowed until the statement is freed; NULL past the end. */
MPDATA_EXPORT const char *mpdata_statement_parameter_name(const mpdata_statement *statement,
                                                          size_t index);

/*
 * Runs it with these values, as mpdata_query_run does: the result is streamed, and the caller owns `*out`. The next run on
 * the same database handle, of this statement or anything else, ends an unfinished result. The result outlives the
 * statement.
 */
MPDATA_EXPORT mpdata_status mpdata_statement_run(mpdata_statement *statement,
                                                 const mpdata_value *parameters,
                                                 size_t parameter_count, mpdata_result **out,
                                                 mpdata_error *error);

/* The same, to the end, as mpdata_query_execute does. `rows_changed` may be NULL. */
MPDATA_EXPORT mpdata_status mpdata_statement_execute(mpdata_statement *statement,
                                                     const mpdata_value *parameters,
                                                     size_t parameter_count, uint64_t *rows_changed,
                                                     mpdata_error *error);

/* NULL is allowed. */
MPDATA_EXPORT void mpdata_statement_free(mpdata_statement *statement);

#ifdef __cplusplus
}
#endif

#endif
