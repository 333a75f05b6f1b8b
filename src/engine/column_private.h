/*
 * How src/engine makes the types and vectors of engine/column.h. Not for other folders.
 */
#ifndef ENGINE_COLUMN_PRIVATE_H
#define ENGINE_COLUMN_PRIVATE_H

#include <stdbool.h>
#include <stddef.h>

#include "engine/column.h"
#include "engine/duckdb_api.h"

/*
 * Describes `logical`, without names. False where memory ran out; `*out` must be disposed of either
 * way.
 */
bool engine_type_read(const duckdb_api *api, duckdb_logical_type logical, engine_type *out);
void engine_type_dispose(engine_type *type);

/* Whether `type`, or a type inside it, is of this kind. */
bool engine_type_contains(const engine_type *type, engine_kind kind);

/* What the names of types are made with; differs between versions of DuckDB. */
typedef struct engine_type_words {
    /* Words that are quoted where they name a member of a STRUCT or UNION; sorted bytewise. */
    char **keywords;
    size_t keyword_count;
    /* What a STRUCT without member names is called. */
    const char *unnamed_struct;
} engine_type_words;

/* Asks DuckDB over a connection of its own. False, here and below, where memory ran out. */
bool engine_type_words_load(const duckdb_api *api, duckdb_database database,
                            engine_type_words *words);
void engine_type_words_dispose(engine_type_words *words);

/* Writes the name of the type and of all inside it. */
bool engine_type_name(engine_type *type, const engine_type_words *words);

/* Room for the vectors of `type`, which is borrowed. */
bool engine_vector_init(engine_vector *vector, const engine_type *type);
void engine_vector_read(const duckdb_api *api, duckdb_vector source, engine_vector *out);
void engine_vector_dispose(engine_vector *vector);

#endif
