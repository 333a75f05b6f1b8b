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

/* Made by engine_script_prepare. */
typedef struct engine_statement engine_statement;

size_t engine_statement_parameter_count(const engine_statement *statement);
bool engine_statement_is_select(const engine_statement *statement);

/* As in the SQL, without the dollar; "1" for the first `?`. Counted from 0. The caller frees it; NULL where memory ran out. */
char *engine_statement_parameter_name(const engine_statement *statement, size_t index);

/*
 * Gives each parameter its value: by its name, or by its number among the values without a name. One that has none is
 * MPDATA_ERROR_ARGUMENT. What the values borrow is copied. `used` may be NULL: of as many as there are values, those
 * that a parameter took are set.
 */
mpdata_status engine_statement_bind(engine_statement *statement, const mpdata_value *values,
                                    size_t count, bool *used, mpdata_error *error);

/* The same, where a value that no parameter takes is MPDATA_ERROR_ARGUMENT, too. */
mpdata_status engine_statement_bind_all(engine_statement *statement, const mpdata_value *values,
                                        size_t count, mpdata_error *error);

/* MPDATA_ERROR_ARGUMENT where a value is not among those used. */
mpdata_status engine_statement_check_used(const engine_statement *statement,
                                          const mpdata_value *values, size_t count,
                                          const bool *used, mpdata_error *error);

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

/* Runs the statement to its end, and forgets its rows as they come. */
mpdata_status engine_statement_exhaust(engine_statement *statement, engine_watch_callback watch,
                                       void *payload, mpdata_error *error);
void engine_statement_free(engine_statement *statement);

/* Prepare, bind, stream and free in one: for mpdata's own SQL, one statement. */
mpdata_status engine_query(engine_connection *connection, const char *sql, size_t sql_bytes,
                           const mpdata_value *values, size_t value_count, engine_result **out,
                           mpdata_error *error);

#endif
