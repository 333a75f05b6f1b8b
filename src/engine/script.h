/*
 * SQL as DuckDB takes it apart: one statement, or several that run one after the other.
 *
 * DuckDB makes several of some single ones, too: of a PIVOT without IN first one that collects the values.
 */
#ifndef ENGINE_SCRIPT_H
#define ENGINE_SCRIPT_H

#include "engine/statement.h"

typedef struct engine_script engine_script;

/*
 * Copies `sql`. At least one statement: none is MPDATA_ERROR_ARGUMENT, as is a NUL byte. The caller frees `*out` before
 * the connection, and after its statements.
 */
mpdata_status engine_script_open(engine_connection *connection, const char *sql, size_t sql_bytes,
                                 engine_script **out, mpdata_error *error);
size_t engine_script_count(const engine_script *script);

/* One of them, counted from 0: those before it must have run, for it may need what they make. The caller frees `*out`. */
mpdata_status engine_script_prepare(const engine_script *script, size_t index,
                                    engine_statement **out, mpdata_error *error);
void engine_script_free(engine_script *script);

#endif
