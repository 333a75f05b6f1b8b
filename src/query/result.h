/*
 * What an mpdata_result is. For src/query alone.
 */
#ifndef QUERY_RESULT_H
#define QUERY_RESULT_H

#include <stddef.h>

#include "engine/result.h"
#include "mpdata/arrow.h"
#include "mpdata/result.h"
#include "query/question.h"
#include "store/database.h"

/*
 * Takes over `engine` and what `asked` holds, whether it succeeds or not, and enters the result into the database's
 * list of dependents.
 */
mpdata_status result_new(mpdata_db *db, engine_result *engine, question *asked, mpdata_result **out,
                         mpdata_error *error);

/*
 * For an Arrow stream, which takes over the rows that are still to come, and a reference to the result. The caller
 * releases `*schema`.
 */
mpdata_status result_take_rows(mpdata_result *result, struct ArrowSchema *schema,
                               mpdata_error *error);
/* `out->release` is NULL at the end. */
mpdata_status result_next_arrow(mpdata_result *result, struct ArrowArray *out, mpdata_error *error);
void result_give_up_rows(mpdata_result *result);

/* Of a column that is there, while there are rows to come. */
const engine_type *result_column_type(const mpdata_result *result, size_t column);
/* Whether its handle was interrupted. An engine_watch_callback for work on rows that were read. */
int result_is_interrupted(void *result);
/* For an engine of one's own beside the result's. Borrowed. */
const engine_library *result_library(const mpdata_result *result);
uint64_t result_memory_limit_bytes(const mpdata_result *result);

/* Reads it to its end and frees it. `rows_changed` may be NULL. */
mpdata_status result_consume(mpdata_result *result, uint64_t *rows_changed, mpdata_error *error);

#endif
