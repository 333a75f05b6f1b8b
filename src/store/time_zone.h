/*
 * Time zones, as DuckDB's own calendar knows them.
 */
#ifndef STORE_TIME_ZONE_H
#define STORE_TIME_ZONE_H

#include "engine/connection.h"
#include "mpdata/error.h"

/*
 * The full name of the zone, as it is written, of a name in any case; the caller frees it. ARGUMENT with the names
 * nearest to it where there is none.
 */
mpdata_status time_zone_find(engine_connection *connection, const char *name, char **out,
                             mpdata_error *error);

#endif
