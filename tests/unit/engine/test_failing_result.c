/*
 * Results and parameters where DuckDB fails, or has no answer.
 */
#include "failing_duckdb.h"

#include "engine/arrow.h"
#include "engine/result.h"
#include "engine/script.h"

static struct {
    int place;
    bool has_error;
    const char *message;
} arrow_fault;

static duckdb_error_data schema_fault(duckdb_arrow_options options, duckdb_logical_type *types,
                                      const char **names, idx_t columns, struct ArrowSchema *out)
{
    (void)real.api.duckdb_to_arrow_schema(options, types, names, columns, out);
    return (duckdb_error_data)&arrow_fault.place;
}

static duckdb_error_data array_fault(duckdb_arrow_options options, duckdb_data_chunk chunk,
                                     struct ArrowArray *out)
{
    (void)real.api.duckdb_data_chunk_to_arrow(options, chunk, out);
    return (duckdb_error_data)&arrow_fault.place;
}

static bool has_fault(duckdb_error_data data)
{
    assert_ptr_equal(data, &arrow_fault.place);
    return arrow_fault.has_error;
}

static const char *fault_text(duckdb_error_data data)
{
    (void)data;
    return arrow_fault.message;
}

static void forget_fault(duckdb_error_data *data)
{
    *data = NULL;
}

static void fail_arrow(bool has_error, const char *message)
{
    arrow_fault.has_error = has_error;
    arrow_fault.message = message;
    real.library->api.duckdb_to_arrow_schema = schema_fault;
    real.library->api.duckdb_data_chunk_to_arrow = array_fault;
    real.library->api.duckdb_error_data_has_error = has_fault;
    real.library->api.duckdb_error_data_message = fault_text;
    real.library->api.duckdb_destroy_error_data = forget_fault;
}

static void release_both(struct ArrowSchema *schema, struct ArrowArray *array)
{
    if (schema->release != NULL)
        schema->release(schema);
    if (array->release != NULL)
        array->release(array);
}

static void what_duckdb_can_not_give_to_arrow_is_told_and_told_again(void **state)
{
    engine_connection *connection = connect_or_fail();
    engine_result *result = query_or_fail(connection, "SELECT 1");
    struct ArrowSchema schema;
    struct ArrowArray array;
    size_t rows = 1;

    (void)state;
    fail_arrow(true, NULL);
    assert_int_equal(engine_result_arrow_schema(result, &schema, &error), MPDATA_ERROR_QUERY);
    assert_says("no reason given");
    fail_arrow(true, "of the test");
    assert_int_equal(engine_result_next_arrow(result, &array, &rows, &error), MPDATA_ERROR_QUERY);
    assert_int_equal(rows, 0);
    assert_says("DuckDB can't give this to Arrow: of the test");
    release_both(&schema, &array);
    assert_int_equal(engine_result_next_arrow(result, &array, &rows, &error), MPDATA_ERROR_QUERY);
    assert_says("failed before");
    engine_result_free(result);
    engine_connection_close(connection);
}

static duckdb_arrow_options last_options;

static duckdb_arrow_options note_options(duckdb_result *result)
{
    last_options = real.api.duckdb_result_get_arrow_options(result);
    return last_options;
}

static void word_of_no_error_is_none(void **state)
{
    engine_connection *connection = connect_or_fail();
    engine_result *result = query_or_fail(connection, "SELECT 1");
    struct ArrowSchema schema;
    struct ArrowArray array;
    size_t rows = 0;

    (void)state;
    fail_arrow(false, NULL);
    real.library->api.duckdb_result_get_arrow_options = note_options;
    assert_int_equal(engine_result_arrow_schema(result, &schema, &error), MPDATA_OK);
    assert_int_equal(engine_result_next_arrow(result, &array, &rows, &error), MPDATA_OK);
    assert_int_equal(rows, 1);
    release_both(&schema, &array);
    /* As in the library that lacks it. */
    real.library->api.duckdb_destroy_arrow_options = NULL;
    engine_result_free(result);
    if (real.api.duckdb_destroy_arrow_options != NULL)
        real.api.duckdb_destroy_arrow_options(&last_options);
    engine_connection_close(connection);
}

static void a_sum_of_integers_is_a_decimal_to_arrow_in_each_form(void **state)
{
    static const char *const forms[] = {"SET arrow_lossless_conversion = true",
                                        "SET arrow_lossless_conversion = false"};
    engine_connection *connection = connect_or_fail();

    (void)state;
    for (size_t i = 0; i < sizeof(forms) / sizeof(forms[0]); i++) {
        struct ArrowSchema schema;

        run_or_fail(connection, forms[i]);
        engine_result *result = query_or_fail(connection, "SELECT sum(1), MAP {'a': 1::HUGEINT}");
        assert_int_equal(engine_result_arrow_schema(result, &schema, &error), MPDATA_OK);
        assert_string_equal(schema.children[0]->format, "d:38,0");
        assert_string_equal(schema.children[1]->children[0]->children[1]->format, "d:38,0");
        schema.release(&schema);
        engine_result_free(result);
    }
    engine_connection_close(connection);
}

static const char *no_text(duckdb_result *result)
{
    (void)result;
    return NULL;
}

static const char *empty_text(duckdb_result *result)
{
    (void)result;
    return "";
}

static void a_result_that_has_ended_goes_on_to_have_no_rows(void **state)
{
    engine_connection *connection = connect_or_fail();
    engine_result *selected = query_or_fail(connection, "SELECT 1");
    const engine_vector *vectors = NULL;
    size_t rows = 0;

    (void)state;
    assert_int_equal(engine_result_next(selected, &vectors, &rows, &error), MPDATA_OK);
    assert_int_equal(rows, 1);
    real.library->api.duckdb_result_error = empty_text;
    for (int i = 0; i < 3; i++) {
        assert_int_equal(engine_result_next(selected, &vectors, &rows, &error), MPDATA_OK);
        assert_int_equal(rows, 0);
    }
    engine_result_free(selected);
    real.library->api.duckdb_result_error = no_text;
    selected = query_or_fail(connection, "SELECT 1 WHERE false");
    assert_int_equal(engine_result_next(selected, &vectors, &rows, &error), MPDATA_OK);
    assert_int_equal(rows, 0);
    engine_result_free(selected);
    engine_result *made = query_or_fail(connection, "CREATE TABLE t (a INTEGER)");
    assert_int_equal(engine_result_next(made, &vectors, &rows, &error), MPDATA_OK);
    assert_int_equal(rows, 0);
    engine_result_free(made);
    engine_connection_close(connection);
}

static duckdb_state scan_nothing(duckdb_connection connection, const char *name,
                                 duckdb_arrow_stream stream)
{
    (void)connection;
    (void)name;
    (void)stream;
    return DuckDBError;
}

static void arrow_rows_that_duckdb_refuses_are_told(void **state)
{
    struct ArrowArrayStream stream = {.release = NULL};
    engine_connection *connection = connect_or_fail();

    (void)state;
    real.library->api.duckdb_arrow_scan = scan_nothing;
    assert_int_equal(engine_arrow_view(connection, "rows", &stream, &error), MPDATA_ERROR_ENGINE);
    assert_says("refused to read Arrow's rows");
    engine_connection_close(connection);
}

static const char *no_name(duckdb_prepared_statement statement, idx_t number)
{
    (void)statement;
    (void)number;
    return NULL;
}

static void a_parameter_that_duckdb_does_not_name_takes_no_value(void **state)
{
    engine_connection *connection = connect_or_fail();
    engine_script *script = NULL;
    engine_statement *statement = NULL;
    mpdata_value value = mpdata_value_int64(1);

    (void)state;
    assert_int_equal(engine_script_open(connection, "SELECT ?", 8, &script, &error), MPDATA_OK);
    assert_int_equal(engine_script_prepare(script, 0, &statement, &error), MPDATA_OK);
    real.library->api.duckdb_parameter_name = no_name;
    char *name = engine_statement_parameter_name(statement, 0);
    assert_string_equal(name, "");
    free(name);
    assert_int_equal(engine_statement_bind(statement, &value, 1, NULL, &error),
                     MPDATA_ERROR_ARGUMENT);
    assert_says("no value was given for it");
    engine_statement_free(statement);
    engine_script_free(script);
    engine_connection_close(connection);
}

static mpdata_status give(engine_connection *connection, mpdata_value value)
{
    engine_result *result = NULL;
    mpdata_status status = engine_query(connection, "SELECT ?", 8, &value, 1, &result, &error);

    engine_result_free(result);
    return status;
}

static void a_value_without_bytes_is_empty_and_one_out_of_range_refused(void **state)
{
    engine_connection *connection = connect_or_fail();
    mpdata_value date = mpdata_value_timestamp(0);
    mpdata_value none = mpdata_value_null();

    (void)state;
    assert_int_equal(give(connection, mpdata_value_text(NULL, 0)), MPDATA_OK);
    assert_int_equal(give(connection, mpdata_value_blob(NULL, 0)), MPDATA_OK);
    date.kind = MPDATA_VALUE_DATE;
    date.int64 = INT64_C(1) << 40;
    assert_int_equal(give(connection, date), MPDATA_ERROR_ARGUMENT);
    date.int64 = -date.int64;
    assert_int_equal(give(connection, date), MPDATA_ERROR_ARGUMENT);
    assert_says("out of range");
    none.kind = (mpdata_value_kind)1000;
    assert_int_equal(give(connection, none), MPDATA_ERROR_ARGUMENT);
    assert_says("DuckDB refused the value");
    engine_connection_close(connection);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_teardown(what_duckdb_can_not_give_to_arrow_is_told_and_told_again, mend),
        cmocka_unit_test_teardown(word_of_no_error_is_none, mend),
        cmocka_unit_test_teardown(a_sum_of_integers_is_a_decimal_to_arrow_in_each_form, mend),
        cmocka_unit_test_teardown(a_result_that_has_ended_goes_on_to_have_no_rows, mend),
        cmocka_unit_test_teardown(arrow_rows_that_duckdb_refuses_are_told, mend),
        cmocka_unit_test_teardown(a_parameter_that_duckdb_does_not_name_takes_no_value, mend),
        cmocka_unit_test_teardown(a_value_without_bytes_is_empty_and_one_out_of_range_refused,
                                  mend),
    };

    return cmocka_run_group_tests(tests, load_library, free_library);
}
