/*
 * A DuckDB whose functions fail, or lack, what they never do in a test by themselves: its table has others in their place.
 */
#ifndef TEST_FAILING_DUCKDB_H
#define TEST_FAILING_DUCKDB_H

#include "harness.h"

#include "engine/connection_private.h"
#include "engine/result.h"
#include "engine/statement.h"

static struct {
    engine_library *library;
    /* DuckDB's own functions. */
    duckdb_api api;
    /* So many calls of what is in their place do as DuckDB does. */
    int good_calls;
} real;

static mpdata_error error;

static inline int load_library(void **state)
{
    (void)state;
    assert_int_equal(engine_library_load(NULL, &real.library, &error), MPDATA_OK);
    real.api = real.library->api;
    return 0;
}

static inline int free_library(void **state)
{
    (void)state;
    engine_library_free(real.library);
    return 0;
}

static inline int mend(void **state)
{
    (void)state;
    real.library->api = real.api;
    real.good_calls = 0;
    return 0;
}

static inline engine_connection *connect_or_fail(void)
{
    const engine_settings settings = {.threads = 1};
    engine_connection *connection = NULL;

    if (engine_connection_open(real.library, NULL, &settings, &connection, &error) != MPDATA_OK)
        fail_msg("%s", error.message);
    return connection;
}

static inline mpdata_status query(engine_connection *connection, const char *sql,
                                  engine_result **out)
{
    return engine_query(connection, sql, strlen(sql), NULL, 0, out, &error);
}

static inline engine_result *query_or_fail(engine_connection *connection, const char *sql)
{
    engine_result *result = NULL;

    if (query(connection, sql, &result) != MPDATA_OK)
        fail_msg("%s: %s", sql, error.message);
    return result;
}

static inline void run_or_fail(engine_connection *connection, const char *sql)
{
    if (engine_execute(connection, sql, &error) != MPDATA_OK)
        fail_msg("%s: %s", sql, error.message);
}

static inline void assert_says(const char *part)
{
    if (strstr(error.message, part) == NULL)
        fail_msg("\"%s\" is not in: %s", part, error.message);
}

static inline bool goes_on(void)
{
    return real.good_calls-- > 0;
}

static inline duckdb_state connect_to(duckdb_database database, duckdb_connection *out)
{
    return goes_on() ? real.api.duckdb_connect(database, out) : DuckDBError;
}

#endif
