/*
 * DuckDB's columns and chunks in Arrow's C data interface, made by DuckDB's own converters. For src/engine alone.
 */
#ifndef ENGINE_ARROW_PRIVATE_H
#define ENGINE_ARROW_PRIVATE_H

#include <stddef.h>

#include "engine/column.h"
#include "engine/duckdb_api.h"
#include "mpdata/arrow.h"

/* `count` of each. Borrowed. */
typedef struct engine_arrow_columns {
    const engine_type *types;
    duckdb_logical_type *logical_types;
    const char **names;
    size_t count;
} engine_arrow_columns;

/* The caller releases `*out`. */
mpdata_status engine_arrow_schema(const duckdb_api *api, duckdb_arrow_options options,
                                  const engine_arrow_columns *columns, struct ArrowSchema *out,
                                  mpdata_error *error);
mpdata_status engine_arrow_array(const duckdb_api *api, duckdb_arrow_options options,
                                 duckdb_data_chunk chunk, struct ArrowArray *out,
                                 mpdata_error *error);

#endif
