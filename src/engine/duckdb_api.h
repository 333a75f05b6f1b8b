/*
 * DuckDB's functions as a table of pointers, filled when its library is loaded. For src/engine alone:
 * no other folder sees duckdb.h.
 */
#ifndef ENGINE_DUCKDB_API_H
#define ENGINE_DUCKDB_API_H

#include <duckdb.h>

#include "engine/library.h"

typedef struct duckdb_api {
#define DUCKDB_FUNCTION(name) __typeof__(name) *name;
#include "engine/duckdb_functions.h"
#undef DUCKDB_FUNCTION
    /* Since 1.5; NULL in older ones. As duckdb_vector_assign_string_element_len, without a check that
     * the bytes are UTF-8. */
    void (*duckdb_unsafe_vector_assign_string_element_len)(duckdb_vector vector, idx_t index,
                                                           const char *text, idx_t bytes);
    /* NULL in the 2.0.0 that Java's package has, where someone forgot to export it. */
    void (*duckdb_destroy_arrow_options)(duckdb_arrow_options *options);
} duckdb_api;

struct engine_library {
    duckdb_api api;
    char *path;
    char *version;
};

#endif
