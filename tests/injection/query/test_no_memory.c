/*
 * Questions without memory: each allocation fails in its turn, and the answer is whole or MPDATA_ERROR_MEMORY.
 */
#include "base/error.h"
#include "fault_fixture.h"
#include "folder_fixture.h"
#include "query/key_table.h"
#include "query/query_fixture.h"

#define EVENTS                                                                                     \
    "{\"event\":\"A\",\"properties\":{\"time\":1700000000,\"distinct_id\":\"u\",\"$insert_id\":"   \
    "\"i1\",\"n\":1,\"l\":[1]}}\n"                                                                 \
    "{\"event\":\"B\",\"properties\":{\"time\":1700000001.5,\"distinct_id\":\"v\","                \
    "\"$insert_id\":\"i2\",\"s\":\"x\"}}\n"

#define PROFILES                                                                                   \
    "{\"$distinct_id\":\"u\",\"$properties\":{\"$last_seen\":\"2024-01-01T00:00:00\",\"n\":1}}\n"  \
    "{\"$distinct_id\":\"v\",\"$properties\":{\"last_seen\":2}}\n"

static mpdata_db *db;

static int open_tables(void **state)
{
    (void)make_folder(state);
    char *path = path_in(folder, "lines");

    db = memory_or_fail();
    file_write_text(path, EVENTS);
    (void)load_or_fail(db, MPDATA_TABLE_EVENTS, "events", path);
    file_write_text(path, PROFILES);
    (void)load_or_fail(db, MPDATA_TABLE_PROFILES, "users", path);
    free(path);
    return 0;
}

static int close_tables(void **state)
{
    mpdata_db_free(db);
    return remove_folder(state);
}

/* ---- Cells ------------------------------------------------------------------------------------------- */

typedef mpdata_status (*cell_reader)(const mpdata_batch *batch, size_t column, size_t row,
                                     outcome *out, mpdata_error *error);

static mpdata_status read_text(const mpdata_batch *batch, size_t column, size_t row, outcome *out,
                               mpdata_error *error)
{
    mpdata_text text;
    mpdata_status status = mpdata_batch_text(batch, column, row, &text, error);

    if (status == MPDATA_OK)
        outcome_add(out, text.data, text.bytes);
    return status;
}

static mpdata_status read_json(const mpdata_batch *batch, size_t column, size_t row, outcome *out,
                               mpdata_error *error)
{
    mpdata_text text;
    mpdata_status status = mpdata_batch_json(batch, column, row, &text, error);

    if (status == MPDATA_OK)
        outcome_add(out, text.data, text.bytes);
    return status;
}

static mpdata_status read_value(const mpdata_batch *batch, size_t column, size_t row, outcome *out,
                                mpdata_error *error)
{
    mpdata_value value;
    mpdata_status status = mpdata_batch_value(batch, column, row, &value, error);

    if (status == MPDATA_OK && value.kind == MPDATA_VALUE_TEXT)
        outcome_add(out, value.text.data, value.text.bytes);
    else if (status == MPDATA_OK)
        outcome_add(out, &value.int64, sizeof(value.int64));
    return status;
}

static mpdata_status read_batch(const mpdata_batch *batch, size_t columns, cell_reader read,
                                outcome *out, mpdata_error *error)
{
    for (size_t row = 0; row < mpdata_batch_rows(batch); row++)
        for (size_t column = 0; column < columns; column++) {
            mpdata_status status = read(batch, column, row, out, error);
            if (status != MPDATA_OK)
                return status;
        }
    return MPDATA_OK;
}

/* Rows that were asked for before. */
typedef struct cells {
    const mpdata_batch *batch;
    size_t columns;
    cell_reader read;
} cells;

static mpdata_status read_again(void *payload, outcome *out, mpdata_error *error)
{
    const cells *c = payload;

    return read_batch(c->batch, c->columns, c->read, out, error);
}

static void each_cell_is_whole_or_an_error(void **state)
{
    static const char *const questions[] = {
        "SELECT COLUMNS(c -> c NOT IN ('geometry', 'variant')) FROM test_all_types()",
        "SELECT {'a b': [{'x': 'it''s'}], 'n': NULL}, MAP {'k': [1, 2], '': NULL}, row(1, 'a,b'), "
        "row('x'), MAP {[1]: {'a': 1}}, [['null', 'a\"b', NULL]], MAP {'e'::ENUM('e'): 1}, "
        "union_value(u := ['x']), ['{\"a\": 1}'::JSON], '[1,\n2]'::JSON, '[1,\r2]'::JSON, "
        "'\\x0A'::BLOB"};
    static const cell_reader readers[] = {read_text, read_json, read_value};

    (void)state;
    for (size_t i = 0; i < sizeof(questions) / sizeof(questions[0]); i++) {
        mpdata_result *result = run(db, questions[i]);
        const mpdata_batch *batch = first_batch(result);

        for (size_t j = 0; j < sizeof(readers) / sizeof(readers[0]); j++) {
            cells c = {batch, mpdata_result_column_count(result), readers[j]};
            fail_all_allocations(read_again, &c);
        }
        mpdata_result_free(result);
    }
}

static mpdata_status read_cells(mpdata_result *result, cell_reader read, outcome *out,
                                mpdata_error *error)
{
    const mpdata_batch *batch = NULL;
    mpdata_status status = mpdata_result_next(result, &batch, error);

    while (status == MPDATA_OK && batch != NULL) {
        status = read_batch(batch, mpdata_result_column_count(result), read, out, error);
        if (status == MPDATA_OK)
            status = mpdata_result_next(result, &batch, error);
    }
    return status;
}

static mpdata_status read_columns(void *payload, outcome *out, mpdata_error *error)
{
    mpdata_result *result = NULL;
    const mpdata_batch *batch = NULL;
    mpdata_status status =
        mpdata_query_run(db, payload, MPDATA_NUL_TERMINATED, NULL, 0, &result, error);

    if (status == MPDATA_OK)
        status = mpdata_result_next(result, &batch, error);
    for (size_t i = 0; status == MPDATA_OK && i < mpdata_result_column_count(result); i++) {
        mpdata_column column;
        status = mpdata_batch_column(batch, i, &column, error);
        if (status == MPDATA_OK && column.kind == MPDATA_ARRAY_TEXT)
            for (size_t row = 0; row < column.rows; row++)
                outcome_add(out, ((const mpdata_text *)column.data)[row].data,
                            ((const mpdata_text *)column.data)[row].bytes);
    }
    mpdata_result_free(result);
    return status;
}

static void each_array_is_whole_or_an_error(void **state)
{
    static char sql[] = "SELECT 1 AS n, 'a' AS s, 'b'::ENUM('a', 'b') AS e, 'c'::BLOB AS b";

    (void)state;
    fail_all_allocations(read_columns, sql);
}

/* ---- Statements -------------------------------------------------------------------------------------- */

#define PARAMETERS "SELECT $a, $b, $c, $d, $e, $f, $g, $h::TIMESTAMP"

static const mpdata_value *every_kind_of_parameter(void)
{
    static mpdata_value values[8];

    values[0] = mpdata_value_named("a", mpdata_value_int64(5));
    values[1] = mpdata_value_named("b", mpdata_value_text("text", 4));
    values[2] = mpdata_value_named("c", mpdata_value_json("{\"k\":[1]}", 9));
    values[3] = mpdata_value_named("d", mpdata_value_decimal("-1.50", 5));
    values[4] = mpdata_value_named("e", mpdata_value_blob("b\0", 2));
    values[5] = mpdata_value_named("f", mpdata_value_null());
    values[6] = mpdata_value_named("g", mpdata_value_double(1.5));
    values[7] = mpdata_value_named("h", mpdata_value_timestamp(1));
    return values;
}

static mpdata_status run_with_parameters(void *payload, outcome *out, mpdata_error *error)
{
    mpdata_result *result = NULL;
    mpdata_status status = mpdata_query_run(db, payload, MPDATA_NUL_TERMINATED,
                                            every_kind_of_parameter(), 8, &result, error);

    if (status == MPDATA_OK)
        status = read_cells(result, read_text, out, error);
    mpdata_result_free(result);
    return status;
}

static mpdata_status run_and_read(void *payload, outcome *out, mpdata_error *error)
{
    mpdata_result *result = NULL;
    mpdata_status status =
        mpdata_query_run(db, payload, MPDATA_NUL_TERMINATED, NULL, 0, &result, error);

    if (status == MPDATA_OK)
        status = read_cells(result, read_text, out, error);
    mpdata_result_free(result);
    return status;
}

static mpdata_status run_prepared(void *payload, outcome *out, mpdata_error *error)
{
    mpdata_statement *prepared = NULL;
    mpdata_status status =
        mpdata_statement_prepare(db, payload, MPDATA_NUL_TERMINATED, &prepared, error);

    for (int i = 0; status == MPDATA_OK && i < 2; i++) {
        mpdata_result *result = NULL;
        status = mpdata_statement_run(prepared, every_kind_of_parameter(), 8, &result, error);
        if (status == MPDATA_OK)
            status = read_cells(result, read_text, out, error);
        mpdata_result_free(result);
    }
    if (status == MPDATA_OK)
        outcome_add_text(out, mpdata_statement_parameter_name(prepared, 1));
    mpdata_statement_free(prepared);
    return status;
}

static mpdata_status ask_scalar(void *payload, outcome *out, mpdata_error *error)
{
    mpdata_value value = MPDATA_VALUE_INIT;
    mpdata_status status =
        mpdata_query_scalar(db, payload, MPDATA_NUL_TERMINATED, NULL, 0, &value, error);

    if (status == MPDATA_OK)
        outcome_add(out, value.text.data, value.text.bytes);
    mpdata_value_dispose(&value);
    return status;
}

static mpdata_status execute(void *payload, outcome *out, mpdata_error *error)
{
    uint64_t changed = 0;
    mpdata_status status =
        mpdata_query_execute(db, payload, MPDATA_NUL_TERMINATED, NULL, 0, &changed, error);

    if (status == MPDATA_OK)
        outcome_add(out, &changed, sizeof(changed));
    return status;
}

static void statements_run_or_say_why_not(void **state)
{
    static char parameters[] = PARAMETERS;
    static char script[] = "SELECT 1; " PARAMETERS;
    static char scalar[] = "SELECT 'a text of more than twelve letters'";
    static char changing[] =
        "CREATE OR REPLACE TABLE n AS SELECT 1 AS x; UPDATE n SET x = 2; DROP TABLE n";

    static char keyed[] = "SELECT MAP {['k'::ENUM('k')]: [{'a': 1}]}";
    static char zoned[] = "SET TimeZone = 'Asia/Tokyo'; SELECT TIMESTAMPTZ '2024-01-01 00:00:00Z'";

    (void)state;
    fail_all_allocations(run_and_read, zoned);
    fail_all_allocations(run_and_read, keyed);
    fail_all_allocations(run_with_parameters, parameters);
    fail_all_allocations(run_with_parameters, script);
    fail_all_allocations(run_prepared, parameters);
    fail_all_allocations(ask_scalar, scalar);
    fail_all_allocations(execute, changing);
}

/* ---- First looks ------------------------------------------------------------------------------------- */

static mpdata_status look(int which, mpdata_result **out, mpdata_error *error)
{
    mpdata_breakdown_options options = MPDATA_BREAKDOWN_OPTIONS_INIT;

    switch (which) {
    case 0:
        return mpdata_table_sample(db, "events", 2, 7, out, error);
    case 1:
        return mpdata_table_summarize(db, "events", out, error);
    case 2:
        return mpdata_table_breakdown(db, "events", NULL, out, error);
    case 3:
        options.period = MPDATA_PERIOD_DAY;
        options.time_zone = "Europe/Berlin";
        options.bar_cells = 10;
        return mpdata_table_breakdown(db, "events", &options, out, error);
    case 4:
        return mpdata_table_column_statistics(db, "events", "n", MPDATA_COLUMN_OR_PROPERTY, out,
                                              error);
    case 5:
        return mpdata_table_column_values(db, "events", "n", MPDATA_PROPERTY_ONLY, 3, 10, out,
                                          error);
    case 6:
        return mpdata_table_column_values(db, "events", "event_name", MPDATA_COLUMN_OR_PROPERTY, 0,
                                          0, out, error);
    case 7:
        return mpdata_table_column_statistics(db, "users", "last_seen", MPDATA_COLUMN_OR_PROPERTY,
                                              out, error);
    default:
        return mpdata_table_loads(db, "events", out, error);
    }
}

static mpdata_status look_and_read(void *payload, outcome *out, mpdata_error *error)
{
    mpdata_result *result = NULL;
    mpdata_status status = look(*(const int *)payload, &result, error);

    if (status == MPDATA_OK)
        status = read_cells(result, read_text, out, error);
    mpdata_result_free(result);
    return status;
}

static void looks_are_whole_or_an_error(void **state)
{
    (void)state;
    for (int i = 0; i < 9; i++)
        fail_each_allocation(look_and_read, &i);
}

static mpdata_status read_keys(void *payload, outcome *out, mpdata_error *error)
{
    mpdata_key_list *keys = NULL;
    mpdata_status status = mpdata_table_keys(db, "events", payload, &keys, error);

    for (size_t i = 0; status == MPDATA_OK && i < mpdata_key_list_count(keys); i++) {
        const mpdata_key_info *key = mpdata_key_list_at(keys, i);
        outcome_add(out, key->name.data, key->name.bytes);
        outcome_add(out, key->example.data, key->example.bytes);
        outcome_add(out, &key->rows, sizeof(key->rows));
    }
    mpdata_key_list_free(keys);
    return status;
}

static mpdata_status keep_names(void *payload, outcome *out, mpdata_error *error)
{
    key_table *table = key_table_new();
    mpdata_status status = table == NULL ? error_set_memory(error) : MPDATA_OK;

    (void)payload;
    for (int i = 0; status == MPDATA_OK && i < 300; i++) {
        char name[16];
        int bytes = snprintf(name, sizeof(name), "key %d", i);
        if (key_table_at(table, (mpdata_text){name, (size_t)bytes}) == NULL)
            status = error_set_memory(error);
    }
    if (status == MPDATA_OK)
        *out = key_table_count(table);
    key_table_free(table);
    return status;
}

static void a_table_of_keys_grows_or_says_why_not(void **state)
{
    (void)state;
    fail_all_allocations(keep_names, NULL);
}

static void keys_are_whole_or_an_error(void **state)
{
    static char name[] = "A";

    (void)state;
    fail_all_allocations(read_keys, NULL);
    fail_all_allocations(read_keys, name);
}

/* ---- Files ------------------------------------------------------------------------------------------- */

static int take(const void *data, size_t bytes, void *payload)
{
    outcome_add(payload, data, bytes);
    return 0;
}

static mpdata_status export_table(void *payload, outcome *out, mpdata_error *error)
{
    static const char *const names[] = {"A", "B"};
    mpdata_table_export_options part = MPDATA_TABLE_EXPORT_OPTIONS_INIT;
    const char *table = payload;

    part.where_events = names;
    part.where_event_count = 2;
    part.from_day = 1;
    part.to_day = 30000;
    return mpdata_table_export(db, table, strcmp(table, "events") == 0 ? &part : NULL, take, out,
                               NULL, error);
}

static void exports_are_whole_or_an_error(void **state)
{
    static char events[] = "events";
    static char users[] = "users";

    (void)state;
    fail_all_allocations(export_table, events);
    fail_all_allocations(export_table, users);
}

#define ARROW_ROWS                                                                                 \
    "SELECT 1 AS n, true AS y, [false, NULL] AS z, NULL::BOOLEAN AS u, 'b'::ENUM('a', 'b') AS e, " \
    "{'e': ['x'::ENUM('x')]} AS s, uuid() IS NULL AS g, 'text' AS t, {'h': 7::HUGEINT} AS h, "     \
    "NULL::ENUM('a', 'b') AS o"

static mpdata_status write_arrow(void *payload, outcome *out, mpdata_error *error)
{
    mpdata_result *result = NULL;
    mpdata_status status =
        mpdata_query_run(db, ARROW_ROWS, MPDATA_NUL_TERMINATED, NULL, 0, &result, error);

    if (status == MPDATA_OK)
        status = mpdata_result_write_arrow(result, *(const mpdata_arrow_layout *)payload, take, out,
                                           error);
    mpdata_result_free(result);
    return status;
}

static mpdata_status write_parquet(void *payload, outcome *out, mpdata_error *error)
{
    mpdata_result *result = NULL;
    mpdata_status status = mpdata_query_run(
        db,
        ARROW_ROWS ", [1::UHUGEINT] AS li, array_value(INTERVAL '1 day') AS ai, row(INTERVAL '1 "
                   "day', 2) AS ri, "
                   "[union_value(u := INTERVAL '1 day')] AS ui, {'e': 'x'::ENUM('x'), 'i': "
                   "1::UHUGEINT, 'l': [2]} AS si, "
                   "'x'::BLOB AS b, MAP {'k': 1::UHUGEINT} AS m, array_value(1::HUGEINT, 2) AS a",
        MPDATA_NUL_TERMINATED, NULL, 0, &result, error);

    (void)out;
    if (status == MPDATA_OK)
        status = mpdata_result_write_parquet(result, payload, error);
    mpdata_result_free(result);
    return status;
}

static void files_are_whole_or_an_error(void **state)
{
    mpdata_arrow_layout layout = MPDATA_ARROW_STREAM;
    char *path = path_in(folder, "out.parquet");

    (void)state;
    fail_all_allocations(write_arrow, &layout);
    layout = MPDATA_ARROW_FILE;
    fail_all_allocations(write_arrow, &layout);
    fail_each_allocation(write_parquet, path);
    free(path);
}

static mpdata_status read_stream(struct ArrowArrayStream *stream, outcome *out, mpdata_error *error)
{
    struct ArrowSchema schema = {.release = NULL};
    int failure = stream->get_schema(stream, &schema);

    if (failure == 0)
        outcome_add(out, &schema.n_children, sizeof(schema.n_children));
    if (schema.release != NULL)
        schema.release(&schema);
    while (failure == 0) {
        struct ArrowArray array = {.release = NULL};
        failure = stream->get_next(stream, &array);
        if (failure != 0 || array.release == NULL)
            break;
        outcome_add(out, &array.length, sizeof(array.length));
        array.release(&array);
    }
    if (failure == 0)
        return MPDATA_OK;
    assert_int_equal(failure, ENOMEM);
    assert_string_equal(stream->get_last_error(stream), "memory ran out");
    return mpdata_arrow_stream_error(stream, error);
}

static mpdata_status read_arrow(void *payload, outcome *out, mpdata_error *error)
{
    struct ArrowArrayStream stream = {.release = NULL};
    mpdata_result *result = NULL;
    mpdata_status status =
        mpdata_query_run(db, payload, MPDATA_NUL_TERMINATED, NULL, 0, &result, error);

    if (status == MPDATA_OK)
        status = mpdata_result_arrow_stream(result, &stream, error);
    if (status == MPDATA_OK)
        status = read_stream(&stream, out, error);
    if (stream.release != NULL)
        stream.release(&stream);
    mpdata_result_free(result);
    return status;
}

static void an_arrow_stream_is_whole_or_an_error(void **state)
{
    static char rows[] = ARROW_ROWS;

    (void)state;
    fail_all_allocations(read_arrow, rows);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(each_cell_is_whole_or_an_error),
        cmocka_unit_test(each_array_is_whole_or_an_error),
        cmocka_unit_test(statements_run_or_say_why_not),
        cmocka_unit_test(looks_are_whole_or_an_error),
        cmocka_unit_test(a_table_of_keys_grows_or_says_why_not),
        cmocka_unit_test(keys_are_whole_or_an_error),
        cmocka_unit_test(exports_are_whole_or_an_error),
        cmocka_unit_test(files_are_whole_or_an_error),
        cmocka_unit_test(an_arrow_stream_is_whole_or_an_error),
    };

    return cmocka_run_group_tests(tests, open_tables, close_tables);
}
