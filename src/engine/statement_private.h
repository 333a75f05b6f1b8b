/*
 * What a statement is. For src/engine alone.
 */
#ifndef ENGINE_STATEMENT_PRIVATE_H
#define ENGINE_STATEMENT_PRIVATE_H

#include "engine/connection_private.h"
#include "engine/statement.h"
#include "engine/zone.h"

struct engine_statement {
    engine_connection *connection;
    duckdb_prepared_statement prepared;
    /* The whole text that the statement is part of. NUL-terminated, and the script's. */
    const char *sql;
    size_t sql_bytes;
    /* NULL unless noted. */
    engine_zone *zone;
};

#endif
