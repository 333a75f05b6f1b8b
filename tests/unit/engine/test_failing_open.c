/*
 * Databases that DuckDB does not open, and scans that fail.
 */
#include "failing_duckdb.h"

#include "engine/scan.h"

static duckdb_state set_config(duckdb_config config, const char *name, const char *value)
{
    return goes_on() ? real.api.duckdb_set_config(config, name, value) : DuckDBError;
}

static duckdb_state create_no_config(duckdb_config *out)
{
    *out = NULL;
    return DuckDBError;
}

static duckdb_state open_nothing(const char *path, duckdb_database *out, duckdb_config config,
                                 char **reason)
{
    (void)path;
    (void)config;
    *out = NULL;
    *reason = NULL;
    return DuckDBError;
}

static mpdata_status open_status(void)
{
    const engine_settings settings = {.threads = 1, .memory_limit_bytes = 100000000};
    engine_connection *connection = NULL;
    mpdata_status status =
        engine_connection_open(real.library, NULL, &settings, &connection, &error);

    assert_true((connection == NULL) == (status != MPDATA_OK));
    engine_connection_close(connection);
    return status;
}

static void each_setting_that_is_refused_ends_the_open(void **state)
{
    int settings = 0;

    (void)state;
    real.library->api.duckdb_set_config = set_config;
    while (real.good_calls = settings, open_status() != MPDATA_OK) {
        assert_int_equal(error.code, MPDATA_ERROR_ARGUMENT);
        assert_says("refused the settings");
        settings++;
    }
    assert_int_equal(settings, 7);
}

static void an_open_that_duckdb_refuses_says_so(void **state)
{
    (void)state;
    real.library->api.duckdb_create_config = create_no_config;
    assert_int_equal(open_status(), MPDATA_ERROR_MEMORY);
    real.library->api = real.api;
    real.library->api.duckdb_open_ext = open_nothing;
    assert_int_equal(open_status(), MPDATA_ERROR_IO);
    assert_says("no reason given");
    real.library->api = real.api;
    real.library->api.duckdb_connect = connect_to;
    assert_int_equal(open_status(), MPDATA_ERROR_ENGINE);
    assert_says("refused a connection");
}

typedef struct rows_left {
    int rows;
    bool fails;
} rows_left;

static void *worker_new(void *payload, size_t capacity_rows)
{
    (void)capacity_rows;
    return payload;
}

static void worker_free(void *worker)
{
    (void)worker;
}

static bool fill(void *worker, engine_chunk *chunk, size_t capacity_rows, size_t *rows)
{
    rows_left *left = worker;

    (void)capacity_rows;
    *rows = (size_t)left->rows;
    for (size_t i = 0; i < *rows; i++)
        engine_chunk_set_text(chunk, 0, i, "a text of more than twelve bytes", 32);
    left->rows = 0;
    return !left->fails;
}

static mpdata_status scan_rows(engine_connection *connection, rows_left left)
{
    const engine_scan_column column = {"a", ENGINE_SCAN_TEXT};
    const engine_scan scan = {&column, 1, &left, worker_new, worker_free, fill};
    mpdata_status status = engine_scan_attach(connection, &scan, &error);

    if (status == MPDATA_OK)
        status = engine_execute(connection,
                                "CREATE OR REPLACE TABLE t AS SELECT * FROM " ENGINE_SCAN_NAME "()",
                                &error);
    engine_scan_detach(connection);
    return status;
}

/* The first of the tests that scan: the process keeps the functions of the first scan. */
static void a_duckdb_that_checks_each_text_is_given_texts_all_the_same(void **state)
{
    const rows_left left = {3, false};
    engine_connection *connection = connect_or_fail();

    (void)state;
    real.library->api.duckdb_unsafe_vector_assign_string_element_len = NULL;
    assert_int_equal(scan_rows(connection, left), MPDATA_OK);
    run_or_fail(connection, "SELECT CASE WHEN count(*) <> 3 THEN error('rows') END FROM t "
                            "WHERE a = 'a text of more than twelve bytes'");
    engine_connection_close(connection);
}

static void a_scan_that_fails_fails_its_statement(void **state)
{
    const rows_left left = {0, true};
    engine_connection *connection = connect_or_fail();

    (void)state;
    assert_int_equal(scan_rows(connection, left), MPDATA_ERROR_QUERY);
    assert_says("mpdata's scan failed");
    engine_connection_close(connection);
}

static duckdb_state register_nothing(duckdb_connection connection, duckdb_table_function function)
{
    (void)connection;
    (void)function;
    return DuckDBError;
}

static void a_scan_that_can_not_be_attached_says_why(void **state)
{
    const engine_scan wide = {NULL, ENGINE_SCAN_MAX_COLUMNS + 1, NULL, NULL, NULL, NULL};
    engine_connection *connection = connect_or_fail();

    (void)state;
    assert_int_equal(engine_scan_attach(connection, &wide, &error), MPDATA_ERROR_INTERNAL);
    real.library->api.duckdb_register_table_function = register_nothing;
    assert_int_equal(scan_rows(connection, (rows_left){0, false}), MPDATA_ERROR_ENGINE);
    assert_says("refused mpdata's table function");
    real.library->api = real.api;
    real.library->api.duckdb_open_ext = open_nothing;
    assert_int_equal(scan_rows(connection, (rows_left){0, false}), MPDATA_ERROR_ENGINE);
    assert_says("through another DuckDB library before");
    real.library->api = real.api;
    assert_int_equal(scan_rows(connection, (rows_left){0, false}), MPDATA_OK);
    engine_connection_close(connection);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_teardown(each_setting_that_is_refused_ends_the_open, mend),
        cmocka_unit_test_teardown(an_open_that_duckdb_refuses_says_so, mend),
        cmocka_unit_test_teardown(a_duckdb_that_checks_each_text_is_given_texts_all_the_same, mend),
        cmocka_unit_test_teardown(a_scan_that_fails_fails_its_statement, mend),
        cmocka_unit_test_teardown(a_scan_that_can_not_be_attached_says_why, mend),
    };

    return cmocka_run_group_tests(tests, load_library, free_library);
}
