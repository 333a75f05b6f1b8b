/*
 * DuckDB's shared library: found, loaded and checked at run time.
 */
#ifndef ENGINE_LIBRARY_H
#define ENGINE_LIBRARY_H

#include "mpdata/error.h"

typedef struct engine_library engine_library;

/*
 * Loads DuckDB from `explicit_path`, or where that is NULL from the places that mpdata/engine.h names.
 * The library stays in the process for good (its threads and exit handlers outlive every database);
 * what engine_library_free frees is the table.
 */
mpdata_status engine_library_load(const char *explicit_path, engine_library **out,
                                  mpdata_error *error);
void engine_library_free(engine_library *library);

/* "1.5.6", without the leading "v". */
const char *engine_library_version(const engine_library *library);
const char *engine_library_path(const engine_library *library);

#endif
