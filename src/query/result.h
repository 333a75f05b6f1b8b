/*
 * What an mpdata_result is. For src/query alone.
 */
#ifndef QUERY_RESULT_H
#define QUERY_RESULT_H

#include <stddef.h>

#include "engine/result.h"
#include "mpdata/result.h"
#include "query/question.h"
#include "store/database.h"

/*
 * Takes over `engine` and what `asked` holds, whether it succeeds or not, and enters the result into the database's
 * list of dependents.
 */
mpdata_status result_new(mpdata_db *db, engine_result *engine, question *asked, mpdata_result **out,
                         mpdata_error *error);

/* Reads it to its end and frees it. `rows_changed` may be NULL. */
mpdata_status result_consume(mpdata_result *result, uint64_t *rows_changed, mpdata_error *error);

#endif
