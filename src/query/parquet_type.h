/*
 * What becomes of DuckDB's types in Parquet.
 */
#ifndef QUERY_PARQUET_TYPE_H
#define QUERY_PARQUET_TYPE_H

#include <stdbool.h>

#include "base/buffer.h"
#include "engine/column.h"

/* Whether DuckDB would write the type, or one inside it, so that values change. */
bool parquet_type_is_lossy(const engine_type *type);

/* Appends the type to cast it to instead, in SQL. False where memory ran out. */
bool parquet_type_append(buffer *sql, const engine_type *type);

#endif
