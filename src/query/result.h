/*
 * What an mpdata_result is. For src/query alone.
 */
#ifndef QUERY_RESULT_H
#define QUERY_RESULT_H

#include <stddef.h>

#include "engine/result.h"
#include "mpdata/result.h"
#include "store/database.h"

/*
 * Takes over `engine`, whether it succeeds or not, and enters the result into the database's list of
 * dependents. `sql` is copied.
 */
mpdata_status result_new(mpdata_db *db, engine_result *engine, const char *sql, size_t sql_bytes,
                         mpdata_result **out, mpdata_error *error);

#endif
