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

static const char *open_reason;

static duckdb_state open_with_reason(const char *path, duckdb_database *out, duckdb_config config,
                                     char **reason)
{
    (void)path;
    (void)config;
    *out = NULL;
    *reason = strdup(open_reason);
    return DuckDBError;
}

/* DuckDB has no codes for them: what it says has changed, and may again. */
static void what_duckdb_says_of_a_file_tells_what_it_is(void **state)
{
    static const struct {
        const char *text;
        mpdata_status status;
    } cases[] = {
        {"IO Error: Could not set lock on file \"x\": it is held", MPDATA_ERROR_DATABASE_LOCKED},
        {"IO Error: Conflicting lock is held in python (PID 5)", MPDATA_ERROR_DATABASE_LOCKED},
        {"IO Error: The file \"x\" exists, but it is not a valid DuckDB database file!",
         MPDATA_ERROR_NOT_A_DATABASE},
        {"IO Error: Trying to read a database file with version number 99",
         MPDATA_ERROR_NOT_A_DATABASE},
        {"IO Error: Corrupt database file: computed checksum 1", MPDATA_ERROR_NOT_A_DATABASE},
        {"Serialization Error: Failed to deserialize", MPDATA_ERROR_NOT_A_DATABASE},
        {"IO Error: Cannot open file \"x\": Permission denied", MPDATA_ERROR_IO},
    };

    (void)state;
    real.library->api.duckdb_open_ext = open_with_reason;
    for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
        open_reason = cases[i].text;
        assert_int_equal(open_status(), cases[i].status);
        assert_says(open_reason);
    }
}

static duckdb_state query_nothing(duckdb_connection connection, const char *sql, duckdb_result *out)
{
    return goes_on() ? real.api.duckdb_query(connection, sql, out) : DuckDBError;
}

static void a_database_that_can_not_be_confined_is_not_taken_for_one_that_is(void **state)
{
    engine_connection *connection = connect_or_fail();

    (void)state;
    real.library->api.duckdb_query = query_nothing;
    for (int good_calls = 0; good_calls < 2; good_calls++) {
        real.good_calls = good_calls;
        assert_true(engine_connection_confine(connection, &error) != MPDATA_OK);
        assert_false(connection->database->is_confined);
    }
    real.library->api = real.api;
    run_or_fail(connection, "SET threads = 1");
    assert_int_equal(engine_connection_confine(connection, &error), MPDATA_OK);
    assert_int_equal(engine_execute(connection, "SET threads = 1", &error), MPDATA_ERROR_QUERY);
    engine_connection_close(connection);
}

static double percentage;

static duckdb_query_progress_type progress_of_the_test(duckdb_connection connection)
{
    (void)connection;
    return (duckdb_query_progress_type){.percentage = percentage};
}

static void progress_lies_within_its_bounds_or_is_unknown(void **state)
{
    static const double told[] = {-1, 0, 50, 100, 100.5, -0.25};
    static const double wanted[] = {-1, 0, 0.5, 1, 1, -1};
    engine_connection *connection = connect_or_fail();

    (void)state;
    real.library->api.duckdb_query_progress = progress_of_the_test;
    for (size_t i = 0; i < sizeof(told) / sizeof(told[0]); i++) {
        percentage = told[i];
        assert_true(engine_connection_progress(connection) == wanted[i]);
    }
    engine_connection_close(connection);
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
        cmocka_unit_test_teardown(what_duckdb_says_of_a_file_tells_what_it_is, mend),
        cmocka_unit_test_teardown(a_database_that_can_not_be_confined_is_not_taken_for_one_that_is,
                                  mend),
        cmocka_unit_test_teardown(progress_lies_within_its_bounds_or_is_unknown, mend),
        cmocka_unit_test_teardown(a_duckdb_that_checks_each_text_is_given_texts_all_the_same, mend),
        cmocka_unit_test_teardown(a_scan_that_fails_fails_its_statement, mend),
        cmocka_unit_test_teardown(a_scan_that_can_not_be_attached_says_why, mend),
    };

    return cmocka_run_group_tests(tests, load_library, free_library);
}
