/*
 * How src/engine makes a result. Not for other folders.
 */
#ifndef ENGINE_RESULT_PRIVATE_H
#define ENGINE_RESULT_PRIVATE_H

#include "engine/connection_private.h"
#include "engine/result.h"
#include "engine/zone.h"

/*
 * Takes over `source` and `zone` (NULL where no column needs it), whether it succeeds or not. `sql` is
 * copied, for messages.
 */
mpdata_status engine_result_new(engine_connection *connection, duckdb_result *source,
                                engine_zone *zone, const char *sql, size_t sql_bytes,
                                engine_result **out, mpdata_error *error);

#endif
