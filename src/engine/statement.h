/*
 * A prepared statement with its parameters.
 */
#ifndef ENGINE_STATEMENT_H
#define ENGINE_STATEMENT_H

#include <stdbool.h>
#include <stddef.h>

#include "engine/connection.h"
#include "engine/result.h"
#include "mpdata/error.h"
#include "mpdata/value.h"

typedef struct engine_statement engine_statement;

/*
 * Prepares `sql`, which must hold exactly one statement: none or several are MPDATA_ERROR_ARGUMENT, as
 * is a NUL byte. The caller frees `*out` before the connection.
 */
mpdata_status engine_statement_prepare(engine_connection *connection, const char *sql,
                                       size_t sql_bytes, engine_statement **out,
                                       mpdata_error *error);
size_t engine_statement_parameter_count(const engine_statement *statement);
bool engine_statement_is_select(const engine_statement *statement);

/* `index` counts from 0. What `value` borrows is copied. */
mpdata_status engine_statement_bind(engine_statement *statement, size_t index,
                                    const mpdata_value *value, mpdata_error *error);

/* All of them: MPDATA_ERROR_ARGUMENT where there are more or fewer values than parameters. */
mpdata_status engine_statement_bind_all(engine_statement *statement, const mpdata_value *values,
                                        size_t count, mpdata_error *error);

/*
 * Keeps the session's time zone for the result, which shows every TIMESTAMP WITH TIME ZONE in UTC
 * otherwise. Costs a question to DuckDB.
 */
mpdata_status engine_statement_note_zone(engine_statement *statement, mpdata_error *error);

/*
 * Starts the statement and gives its streamed result, which outlives the statement. An interruption that
 * comes while DuckDB plans is forgotten by it: `watch` tells of one, and may be NULL.
 */
mpdata_status engine_statement_stream(engine_statement *statement, engine_watch_callback watch,
                                      void *payload, engine_result **out, mpdata_error *error);
void engine_statement_free(engine_statement *statement);

/* Prepare, bind, stream and free in one: for mpdata's own SQL. */
mpdata_status engine_query(engine_connection *connection, const char *sql, size_t sql_bytes,
                           const mpdata_value *values, size_t value_count, engine_result **out,
                           mpdata_error *error);

#endif
