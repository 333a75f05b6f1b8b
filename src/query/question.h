/*
 * What a result was asked with: kept to name it in errors, and to ask it again.
 */
#ifndef QUERY_QUESTION_H
#define QUERY_QUESTION_H

#include <stddef.h>

#include "engine/result.h"
#include "mpdata/error.h"
#include "mpdata/value.h"
#include "store/database.h"

typedef struct question {
    char *sql;
    size_t sql_bytes;
    /* The statement that is run, or ran last, of those in the SQL. */
    size_t statement_index;
    /* Their texts and names are owned. */
    mpdata_value *parameters;
    size_t parameter_count;
} question;

/* What every way to ask is refused for. */
mpdata_status question_check(const mpdata_db *db, const char *sql, const mpdata_value *parameters,
                             size_t parameter_count, const void *out, mpdata_error *error);

/* Copies everything. `out` is disposed whether this succeeds or not. */
mpdata_status question_init(question *out, const char *sql, size_t sql_bytes,
                            const mpdata_value *parameters, size_t parameter_count,
                            mpdata_error *error);
void question_dispose(question *asked);

/*
 * Runs the statements one after the other, the last one as a stream. A failure is told with its true reason.
 */
mpdata_status question_start(question *asked, mpdata_db *db, engine_result **out,
                             mpdata_error *error);

/*
 * A failure of one of DuckDB's threads stops its other threads as an interruption does, and once in some hundred
 * times DuckDB tells of the interruption and loses the failure. `status` is what it told, `error` holds it, and what
 * it was told of is freed. Where that is INTERRUPTED and nobody interrupted, a SELECT is run again for its failure:
 * returns the status of that, with `error` filled anew.
 */
mpdata_status question_true_reason(const question *asked, mpdata_db *db, mpdata_status status,
                                   mpdata_error *error);

#endif
