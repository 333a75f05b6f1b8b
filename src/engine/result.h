/*
 * A streamed result: the types of its columns, and one chunk at a time.
 */
#ifndef ENGINE_RESULT_H
#define ENGINE_RESULT_H

#include <stddef.h>
#include <stdint.h>

#include "engine/column.h"
#include "engine/connection.h"
#include "mpdata/arrow.h"
#include "mpdata/error.h"

typedef struct engine_result engine_result;

/*
 * Statements that give no rows (CREATE, INSERT without RETURNING ...) have no columns either, although
 * DuckDB has one named Count for them.
 */
size_t engine_result_column_count(const engine_result *result);
const char *engine_result_column_name(const engine_result *result, size_t column);
const engine_type *engine_result_column_type(const engine_result *result, size_t column);
uint64_t engine_result_rows_changed(const engine_result *result);

/*
 * The next chunk: `*rows` > 0 and `*vectors` (one a column, borrowed until the next call), or 0 rows at
 * the end. A failure is repeated by every later call.
 */
mpdata_status engine_result_next(engine_result *result, const engine_vector **vectors, size_t *rows,
                                 mpdata_error *error);

/* The same as an Arrow struct array, which the caller releases, and which outlives the result. */
mpdata_status engine_result_next_arrow(engine_result *result, struct ArrowArray *out, size_t *rows,
                                       mpdata_error *error);

/* What those arrays are of. The caller releases it. */
mpdata_status engine_result_arrow_schema(engine_result *result, struct ArrowSchema *out,
                                         mpdata_error *error);

/*
 * Seconds by which the session's local time was ahead of UTC at that instant when the statement began:
 * what DuckDB shows a TIMESTAMP WITH TIME ZONE in.
 */
mpdata_status engine_result_utc_offset(engine_result *result, int64_t microseconds,
                                       int32_t *seconds, mpdata_error *error);

/* Before the connection is closed. NULL is allowed. */
void engine_result_free(engine_result *result);

#endif
