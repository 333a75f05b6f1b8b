/*
 * Questions to DuckDB that fail, and interruptions that come at a certain moment: in the tests of one process (fault_fixture.h)
 * alone. The statement is not run.
 */
#include "base/error.h"
#include "engine/arrow.h"
#include "engine/connection.h"
#include "engine/result.h"
#include "engine/scan.h"
#include "engine/script.h"
#include "engine/statement.h"
#include "injected_call.h"

/* As engine/failure.c tells of a full disk, and of everything else. */
static mpdata_status fail(mpdata_error *error)
{
    return error_set(error, injected_errno() == ENOSPC ? MPDATA_ERROR_IO : MPDATA_ERROR_QUERY,
                     "injected failure");
}

#define ENGINE(name, parameters, arguments)                                                        \
    mpdata_status __real_##name parameters;                                                        \
    mpdata_status __wrap_##name parameters;                                                        \
    mpdata_status __wrap_##name parameters                                                         \
    {                                                                                              \
        return injected_fails(CALL_engine) ? fail(error) : __real_##name arguments;                \
    }

ENGINE(engine_connection_open,
       (const engine_library *library, const char *path, const engine_settings *settings,
        engine_connection **out, mpdata_error *error),
       (library, path, settings, out, error))
ENGINE(engine_connection_share,
       (const engine_connection *first, engine_connection **out, mpdata_error *error),
       (first, out, error))
ENGINE(engine_connection_share_unguarded,
       (const engine_connection *first, engine_connection **out, mpdata_error *error),
       (first, out, error))
ENGINE(engine_connection_confine, (engine_connection * connection, mpdata_error *error),
       (connection, error))
ENGINE(engine_connection_count_progress,
       (engine_connection * connection, bool counts, mpdata_error *error),
       (connection, counts, error))
ENGINE(engine_execute, (engine_connection * connection, const char *sql, mpdata_error *error),
       (connection, sql, error))
ENGINE(engine_execute_script,
       (engine_connection * connection, const char *sql, mpdata_error *error),
       (connection, sql, error))
ENGINE(engine_execute_watched,
       (engine_connection * connection, const char *sql, engine_watch_callback watch, void *payload,
        uint64_t *rows_changed, mpdata_error *error),
       (connection, sql, watch, payload, rows_changed, error))
ENGINE(engine_query,
       (engine_connection * connection, const char *sql, size_t sql_bytes,
        const mpdata_value *values, size_t value_count, engine_result **out, mpdata_error *error),
       (connection, sql, sql_bytes, values, value_count, out, error))
ENGINE(engine_result_next,
       (engine_result * result, const engine_vector **vectors, size_t *rows, mpdata_error *error),
       (result, vectors, rows, error))
ENGINE(engine_result_next_arrow,
       (engine_result * result, struct ArrowArray *out, size_t *rows, mpdata_error *error),
       (result, out, rows, error))
ENGINE(engine_result_arrow_schema,
       (engine_result * result, struct ArrowSchema *out, mpdata_error *error), (result, out, error))
ENGINE(engine_script_open,
       (engine_connection * connection, const char *sql, size_t sql_bytes, engine_script **out,
        mpdata_error *error),
       (connection, sql, sql_bytes, out, error))
ENGINE(engine_script_prepare,
       (engine_script * script, size_t index, engine_statement **out, mpdata_error *error),
       (script, index, out, error))
ENGINE(engine_statement_bind,
       (engine_statement * statement, const mpdata_value *values, size_t count, bool *used,
        mpdata_error *error),
       (statement, values, count, used, error))
ENGINE(engine_statement_bind_all,
       (engine_statement * statement, const mpdata_value *values, size_t count,
        mpdata_error *error),
       (statement, values, count, error))
ENGINE(engine_statement_note_zone, (engine_statement * statement, mpdata_error *error),
       (statement, error))
ENGINE(engine_statement_stream,
       (engine_statement * statement, engine_watch_callback watch, void *payload,
        engine_result **out, mpdata_error *error),
       (statement, watch, payload, out, error))
ENGINE(engine_statement_exhaust,
       (engine_statement * statement, engine_watch_callback watch, void *payload,
        mpdata_error *error),
       (statement, watch, payload, error))
ENGINE(engine_arrow_view,
       (engine_connection * connection, const char *name, struct ArrowArrayStream *stream,
        mpdata_error *error),
       (connection, name, stream, error))
ENGINE(engine_scan_attach,
       (engine_connection * connection, const engine_scan *scan, mpdata_error *error),
       (connection, scan, error))

int __real_database_is_interrupted(void *db);
int __wrap_database_is_interrupted(void *db);
int __wrap_database_is_interrupted(void *db)
{
    return injected_fails(CALL_interruption) ? 1 : __real_database_is_interrupted(db);
}
