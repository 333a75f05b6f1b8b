/*
 * A session's time zone, as DuckDB's own calendar has it: how CAST(... AS VARCHAR) shows a TIMESTAMP
 * WITH TIME ZONE depends on it. For src/engine alone.
 */
#ifndef ENGINE_ZONE_H
#define ENGINE_ZONE_H

#include <stdint.h>

#include "engine/connection.h"
#include "mpdata/error.h"

typedef struct engine_zone engine_zone;

/*
 * The zone that the connection's session has now. It asks DuckDB, which ends a result that streams on
 * the connection.
 */
mpdata_status engine_zone_new(engine_connection *connection, engine_zone **out,
                              mpdata_error *error);
/* Before the connection is closed. NULL is allowed. */
void engine_zone_free(engine_zone *zone);

/*
 * Seconds by which local time is ahead of UTC at that instant. Asks over a connection of its own, so
 * that results go on streaming, and keeps the answers.
 */
mpdata_status engine_zone_offset(engine_zone *zone, int64_t microseconds, int32_t *seconds,
                                 mpdata_error *error);

#endif
