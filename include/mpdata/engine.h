/*
 * DuckDB, which mpdata finds and binds when it runs.
 *
 * Searched in this order: the path in the options, the environment variable
 * MPDATA_DUCKDB_LIBRARY, mpdata's private folder (that of the installation, then that of the build
 * tree), the system's libraries. The first two are binding: where one is given and does not load,
 * nothing else is tried.
 */
#ifndef MPDATA_ENGINE_H
#define MPDATA_ENGINE_H

#include "mpdata/error.h"
#include "mpdata/export.h"

#ifdef __cplusplus
extern "C" {
#endif

/* The oldest DuckDB that mpdata works with. */
#define MPDATA_ENGINE_OLDEST_VERSION "1.4.4"

typedef struct mpdata_engine_info {
    /* Such as "1.5.6", without DuckDB's leading "v". */
    char version[64];
    /* The library's file. */
    char path[MPDATA_ERROR_SOURCE_BYTES];
} mpdata_engine_info;

/*
 * Finds DuckDB as mpdata_open would, and tells which one it is. `library_path` may be NULL.
 * Errors: MPDATA_ERROR_ENGINE, with every path that was tried. Any thread.
 */
MPDATA_EXPORT mpdata_status mpdata_engine_info_read(const char *library_path,
                                                    mpdata_engine_info *out, mpdata_error *error);

#ifdef __cplusplus
}
#endif

#endif
