/*
 * Asking a database.
 */
#ifndef MPDATA_QUERY_H
#define MPDATA_QUERY_H

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

/*
 * Runs SQL and gives its result, which is streamed: the first rows come before the last ones are
 * computed. Parameters stand in the SQL as `?`, as `$1`, `$2`, or as `$name`; each must have a value, and
 * each value a parameter.
 *
 * Several statements run in order, and the result is that of the last one. Each takes the values that it
 * has parameters for; a `?` counts from 1 in each. The first failure ends the run: what the statements before
 * it did stays done, unless the SQL makes them one transaction with BEGIN and COMMIT.
 *
 * `sql_bytes` may be MPDATA_NUL_TERMINATED. `parameters` may be NULL where the count is 0; they are
 * read before the call returns.
 *
 * The caller owns `*out`, and frees it before the database. A connection streams one result at a time:
 * the next query on the same handle ends an unfinished result, whose next read says so.
 *
 * Errors: QUERY, with `query` and DuckDB's `engine_type`; INTERRUPTED; ARGUMENT for an empty text or
 * a wrong number of parameters; READ_ONLY, CLOSED, MEMORY.
 */
MPDATA_EXPORT mpdata_status mpdata_query_run(mpdata_db *db, const char *sql, size_t sql_bytes,
                                             const mpdata_value *parameters, size_t parameter_count,
                                             mpdata_result **out, mpdata_error *error);

/*
 * The first column of the first row; a NULL value where there is no row. The caller owns what is in
 * `*out`, and releases it with mpdata_value_dispose. Errors as mpdata_query_run.
 */
MPDATA_EXPORT mpdata_status mpdata_query_scalar(mpdata_db *db, const char *sql, size_t sql_bytes,
                                                const mpdata_value *parameters,
                                                size_t parameter_count, mpdata_value *out,
                                                mpdata_error *error);

/*
 * The same, to the end: for SQL whose rows nobody wants. `*rows_changed`, which may be NULL, is set to the rows that
 * the last statement inserted, updated or deleted, 0 for one that does none of these. Errors as mpdata_query_run.
 */
MPDATA_EXPORT mpdata_status mpdata_query_execute(mpdata_db *db, const char *sql, size_t sql_bytes,
                                                 const mpdata_value *parameters,
                                                 size_t parameter_count, uint64_t *rows_changed,
                                                 mpdata_error *error);

#ifdef __cplusplus
}
#endif

#endif
