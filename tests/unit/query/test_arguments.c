/*
 * What the public calls refuse before they do anything: missing pointers, options of another size, numbers out of range. And
 * what needs nothing takes NULL.
 */
#include "database_fixture.h"
#include "folder_fixture.h"

#include <errno.h>
#include <stdatomic.h>

/* With an error to fill, and without one. */
#define assert_refused(call)                                                                       \
    do {                                                                                           \
        mpdata_error filled;                                                                       \
        mpdata_error *error = &filled;                                                             \
        assert_int_equal((call), MPDATA_ERROR_ARGUMENT);                                           \
        assert_int_equal(filled.code, MPDATA_ERROR_ARGUMENT);                                      \
        assert_true(filled.message[0] != '\0');                                                    \
        error = NULL;                                                                              \
        assert_int_equal((call), MPDATA_ERROR_ARGUMENT);                                           \
    } while (0)

static mpdata_db *db;
static mpdata_result *result;
static uint64_t count;

static int make_database(void **state)
{
    char *input = NULL;

    (void)make_folder(state);
    db = memory_or_fail();
    input = path_in(folder, "t.ndjson");
    file_write_text(input, "{\"event\":\"A\",\"properties\":{\"time\":1,\"distinct_id\":\"u\"}}\n");
    (void)load_or_fail(db, MPDATA_TABLE_EVENTS, "t", input);
    free(input);
    return 0;
}

static int free_database(void **state)
{
    mpdata_db_free(db);
    return remove_folder(state);
}

static void databases(void **state)
{
    mpdata_open_options options = MPDATA_OPEN_OPTIONS_INIT;
    mpdata_db_info info;
    mpdata_db *out = NULL;
    mpdata_db **nowhere = NULL;

    (void)state;
    assert_refused(mpdata_open(NULL, NULL, &out, error));
    assert_refused(mpdata_open("", NULL, &out, error));
    assert_refused(mpdata_open("x.db", NULL, nowhere, error));
    assert_refused(mpdata_open_project(NULL, 0, NULL, &out, error));
    assert_refused(mpdata_open_project("1", 1, NULL, nowhere, error));
    assert_refused(mpdata_open_memory(NULL, nowhere, error));
    assert_refused(mpdata_open_ephemeral(NULL, nowhere, error));
    assert_refused(mpdata_db_connect(NULL, &out, error));
    assert_refused(mpdata_db_connect(db, nowhere, error));
    assert_refused(mpdata_db_info_read(NULL, &info, error));
    assert_refused(mpdata_db_info_read(db, NULL, error));
    options.struct_bytes = 1;
    assert_refused(mpdata_open("x.db", &options, &out, error));
    assert_refused(mpdata_open_memory(&options, &out, error));
    assert_null(out);
}

static void what_a_database_is_asked(void **state)
{
    mpdata_backup_options options = MPDATA_BACKUP_OPTIONS_INIT;
    mpdata_check *check = NULL;
    mpdata_check **nowhere = NULL;

    (void)state;
    assert_refused(mpdata_db_backup(NULL, "b.db", NULL, NULL, error));
    assert_refused(mpdata_db_backup(db, NULL, NULL, NULL, error));
    assert_refused(mpdata_db_backup(db, "", NULL, NULL, error));
    options.struct_bytes = 1;
    assert_refused(mpdata_db_backup(db, "b.db", &options, NULL, error));
    assert_refused(mpdata_db_compact(NULL, NULL, error));
    assert_refused(mpdata_db_check(NULL, &check, error));
    assert_refused(mpdata_db_check(db, nowhere, error));
    assert_refused(mpdata_db_set_time_limit(NULL, 5, error));
    assert_refused(mpdata_db_set_query_progress(NULL, NULL, NULL, 5, error));
    assert_null(check);
}

static void tables(void **state)
{
    mpdata_table_list *list = NULL;
    mpdata_table_list **no_list = NULL;
    mpdata_table_schema *schema = NULL;
    mpdata_table_schema **no_schema = NULL;
    int32_t day = 0;
    bool exists = false;

    (void)state;
    assert_refused(mpdata_table_list_read(NULL, &list, error));
    assert_refused(mpdata_table_list_read(db, no_list, error));
    assert_refused(mpdata_table_schema_read(NULL, "t", &schema, error));
    assert_refused(mpdata_table_schema_read(db, NULL, &schema, error));
    assert_refused(mpdata_table_schema_read(db, "t", no_schema, error));
    assert_refused(mpdata_table_exists(NULL, "t", &exists, error));
    assert_refused(mpdata_table_exists(db, NULL, &exists, error));
    assert_refused(mpdata_table_exists(db, "t", NULL, error));
    assert_refused(mpdata_table_drop(NULL, "t", error));
    assert_refused(mpdata_table_drop(db, NULL, error));
    assert_refused(mpdata_day_from_text(NULL, &day, error));
    assert_refused(mpdata_day_from_text("2026-01-01", NULL, error));
}

static int write_nothing(const void *data, size_t bytes, void *payload)
{
    (void)data;
    (void)bytes;
    (void)payload;
    return 0;
}

static int write_on_a_full_disk(const void *data, size_t bytes, void *payload)
{
    (void)data;
    (void)bytes;
    (void)payload;
    return ENOSPC;
}

static void exports(void **state)
{
    mpdata_table_export_options options = MPDATA_TABLE_EXPORT_OPTIONS_INIT;
    static const char *const names[] = {"A", NULL};

    (void)state;
    assert_refused(mpdata_table_export(NULL, "t", NULL, write_nothing, NULL, &count, error));
    assert_refused(mpdata_table_export(db, NULL, NULL, write_nothing, NULL, &count, error));
    assert_refused(mpdata_table_export(db, "t", NULL, NULL, NULL, &count, error));
    options.where_event_count = 2;
    assert_refused(mpdata_table_export(db, "t", &options, write_nothing, NULL, NULL, error));
    options.where_events = names;
    assert_refused(mpdata_table_export(db, "t", &options, write_nothing, NULL, NULL, error));
    options.struct_bytes = 1;
    assert_refused(mpdata_table_export(db, "t", &options, write_nothing, NULL, NULL, error));
    assert_int_equal(mpdata_table_export(db, "t", NULL, write_nothing, NULL, NULL, NULL),
                     MPDATA_OK);
    assert_int_equal(mpdata_table_export(db, "t", NULL, write_on_a_full_disk, NULL, NULL, NULL),
                     MPDATA_ERROR_IO);
}

static void looks(void **state)
{
    mpdata_breakdown_options options = MPDATA_BREAKDOWN_OPTIONS_INIT;
    mpdata_key_list *keys = NULL;
    mpdata_key_list **no_keys = NULL;
    mpdata_result **nowhere = NULL;

    (void)state;
    assert_refused(mpdata_table_sample(NULL, "t", 1, 0, &result, error));
    assert_refused(mpdata_table_sample(db, NULL, 1, 0, &result, error));
    assert_refused(mpdata_table_sample(db, "t", 1, 0, nowhere, error));
    assert_refused(mpdata_table_summarize(NULL, "t", &result, error));
    assert_refused(mpdata_table_loads(NULL, "t", &result, error));
    assert_refused(mpdata_table_breakdown(NULL, "t", NULL, &result, error));
    options.bar_cells = 1U << 30;
    assert_refused(mpdata_table_breakdown(db, "t", &options, &result, error));
    options.bar_cells = 0;
    options.period = (mpdata_period)77;
    assert_refused(mpdata_table_breakdown(db, "t", &options, &result, error));
    options.struct_bytes = 1;
    assert_refused(mpdata_table_breakdown(db, "t", &options, &result, error));
    assert_refused(
        mpdata_table_column_statistics(db, "t", NULL, MPDATA_PROPERTY_ONLY, &result, error));
    assert_refused(
        mpdata_table_column_values(db, "t", NULL, MPDATA_PROPERTY_ONLY, 3, 0, &result, error));
    assert_refused(mpdata_table_column_values(db, "t", "n", MPDATA_PROPERTY_ONLY, 3, 1U << 30,
                                              &result, error));
    assert_refused(mpdata_table_keys(NULL, "t", NULL, &keys, error));
    assert_refused(mpdata_table_keys(db, NULL, NULL, &keys, error));
    assert_refused(mpdata_table_keys(db, "t", NULL, no_keys, error));
    assert_null(result);
}

static void queries(void **state)
{
    mpdata_statement *statement = NULL;
    mpdata_statement **no_statement = NULL;
    mpdata_result **nowhere = NULL;
    mpdata_value value = MPDATA_VALUE_INIT;

    (void)state;
    assert_refused(mpdata_query_run(NULL, "SELECT 1", 8, NULL, 0, &result, error));
    assert_refused(mpdata_query_run(db, NULL, 8, NULL, 0, &result, error));
    assert_refused(mpdata_query_run(db, "SELECT 1", 8, NULL, 0, nowhere, error));
    assert_refused(mpdata_query_run(db, "SELECT ?", 8, NULL, 1, &result, error));
    assert_refused(mpdata_query_scalar(db, "SELECT 1", 8, NULL, 0, NULL, error));
    assert_refused(mpdata_query_scalar(NULL, "SELECT 1", 8, NULL, 0, &value, error));
    assert_refused(mpdata_query_execute(NULL, "SELECT 1", 8, NULL, 0, NULL, error));
    assert_refused(mpdata_statement_prepare(NULL, "SELECT 1", 8, &statement, error));
    assert_refused(mpdata_statement_prepare(db, NULL, 8, &statement, error));
    assert_refused(mpdata_statement_prepare(db, "SELECT 1", 8, no_statement, error));
    assert_refused(mpdata_statement_run(NULL, NULL, 0, &result, error));
    assert_refused(mpdata_statement_execute(NULL, NULL, 0, NULL, error));
    assert_null(statement);
    assert_int_equal(mpdata_statement_prepare(db, "SELECT ?", 8, &statement, NULL), MPDATA_OK);
    assert_refused(mpdata_statement_run(statement, NULL, 1, &result, error));
    assert_refused(mpdata_statement_run(statement, &value, 1, nowhere, error));
    mpdata_statement_free(statement);
}

static void results(void **state)
{
    struct ArrowArrayStream stream = {.release = NULL};
    const mpdata_batch *batch = NULL;
    const mpdata_batch **no_batch = NULL;
    mpdata_column column;
    mpdata_value value;
    mpdata_text text;

    (void)state;
    assert_int_equal(mpdata_query_run(db, "SELECT 1", 8, NULL, 0, &result, NULL), MPDATA_OK);
    assert_refused(mpdata_result_next(NULL, &batch, error));
    assert_refused(mpdata_result_next(result, no_batch, error));
    assert_refused(mpdata_result_arrow_stream(NULL, &stream, error));
    assert_refused(mpdata_result_arrow_stream(result, NULL, error));
    assert_refused(mpdata_result_write_arrow(NULL, MPDATA_ARROW_FILE, write_nothing, NULL, error));
    assert_refused(mpdata_result_write_arrow(result, MPDATA_ARROW_FILE, NULL, NULL, error));
    assert_refused(
        mpdata_result_write_arrow(result, (mpdata_arrow_layout)9, write_nothing, NULL, error));
    assert_refused(mpdata_result_write_parquet(NULL, "x", error));
    assert_refused(mpdata_result_write_parquet(result, NULL, error));
    assert_int_equal(mpdata_result_next(result, &batch, NULL), MPDATA_OK);
    assert_refused(mpdata_batch_text(NULL, 0, 0, &text, error));
    assert_refused(mpdata_batch_text(batch, 1, 0, &text, error));
    assert_refused(mpdata_batch_text(batch, 0, 1, &text, error));
    assert_refused(mpdata_batch_text(batch, 0, 0, NULL, error));
    assert_refused(mpdata_batch_json(batch, 0, 0, NULL, error));
    assert_refused(mpdata_batch_value(batch, 0, 0, NULL, error));
    assert_refused(mpdata_batch_value(NULL, 0, 0, &value, error));
    assert_refused(mpdata_batch_column(NULL, 0, &column, error));
    assert_refused(mpdata_batch_column(batch, 1, &column, error));
    assert_refused(mpdata_batch_column(batch, 0, NULL, error));
    mpdata_result_free(result);
    result = NULL;
}

static void loads(void **state)
{
    static const char *const paths[] = {NULL};
    mpdata_ingest_options options = MPDATA_INGEST_OPTIONS_INIT;
    mpdata_load *load = NULL;
    mpdata_load **nowhere = NULL;
    mpdata_record record = {.has_time = false};

    (void)state;
    assert_refused(
        mpdata_ingest_files(NULL, MPDATA_TABLE_EVENTS, "n", paths, 1, NULL, NULL, error));
    assert_refused(mpdata_ingest_files(db, MPDATA_TABLE_EVENTS, "n", NULL, 1, NULL, NULL, error));
    assert_refused(mpdata_ingest_files(db, MPDATA_TABLE_EVENTS, "n", paths, 0, NULL, NULL, error));
    assert_refused(mpdata_ingest_files(db, MPDATA_TABLE_EVENTS, "n", paths, 1, NULL, NULL, error));
    assert_refused(mpdata_ingest_files(db, (mpdata_table_type)9, "n", paths, 1, NULL, NULL, error));
    assert_refused(mpdata_ingest_check(MPDATA_TABLE_EVENTS, NULL, 1, NULL, NULL, error));
    assert_refused(mpdata_load_begin(NULL, MPDATA_TABLE_EVENTS, "n", NULL, &load, error));
    assert_refused(mpdata_load_begin(db, MPDATA_TABLE_EVENTS, NULL, NULL, &load, error));
    assert_refused(mpdata_load_begin(db, MPDATA_TABLE_EVENTS, "n", NULL, nowhere, error));
    assert_refused(mpdata_load_push(NULL, &record, error));
    assert_refused(mpdata_load_push_bytes(NULL, "x", 1, error));
    assert_refused(mpdata_load_commit(NULL, NULL, error));
    assert_refused(
        mpdata_load_records(db, MPDATA_TABLE_EVENTS, "n", NULL, NULL, NULL, NULL, error));
    options.mode = (mpdata_ingest_mode)9;
    assert_refused(mpdata_load_begin(db, MPDATA_TABLE_EVENTS, "n", &options, &load, error));
    options.mode = MPDATA_INGEST_CREATE;
    options.keep = (mpdata_ingest_keep)9;
    assert_refused(mpdata_load_begin(db, MPDATA_TABLE_EVENTS, "n", &options, &load, error));
    options.keep = MPDATA_INGEST_KEEP_FIRST;
    options.primary_key = (mpdata_primary_key)9;
    assert_refused(mpdata_load_begin(db, MPDATA_TABLE_EVENTS, "n", &options, &load, error));
    options.struct_bytes = 1;
    assert_refused(mpdata_load_begin(db, MPDATA_TABLE_EVENTS, "n", &options, &load, error));
    assert_null(load);
}

static void a_load_that_is_open(void **state)
{
    mpdata_load *load = NULL;

    (void)state;
    assert_int_equal(mpdata_load_begin(db, MPDATA_TABLE_EVENTS, "n", NULL, &load, NULL), MPDATA_OK);
    assert_refused(mpdata_load_push(load, NULL, error));
    assert_refused(mpdata_load_push_bytes(load, NULL, 1, error));
    mpdata_load_abort(load);
    mpdata_load_abort(load);
    assert_int_equal(mpdata_load_commit(load, NULL, NULL), MPDATA_ERROR_INTERRUPTED);
    mpdata_load_free(load);
}

static void nothing_is_asked_and_freed(void **state)
{
    (void)state;
    mpdata_db_free(NULL);
    mpdata_db_interrupt(NULL);
    mpdata_result_free(NULL);
    mpdata_statement_free(NULL);
    mpdata_load_abort(NULL);
    mpdata_load_free(NULL);
    mpdata_check_free(NULL);
    mpdata_key_list_free(NULL);
    mpdata_table_list_free(NULL);
    mpdata_table_schema_free(NULL);
    mpdata_value_dispose(NULL);
    assert_int_equal(mpdata_db_close(NULL, NULL), MPDATA_OK);
    assert_null(mpdata_db_path(NULL));
    assert_false(mpdata_db_is_open(NULL));
    assert_false(mpdata_db_is_read_only(NULL));
    assert_false(mpdata_db_is_ephemeral(NULL));
    assert_int_equal(mpdata_result_column_count(NULL), 0);
    assert_null(mpdata_result_column_name(NULL, 0));
    assert_null(mpdata_result_column_type(NULL, 0));
    assert_int_equal(mpdata_result_rows_changed(NULL), 0);
    assert_int_equal(mpdata_batch_rows(NULL), 0);
    assert_int_equal(mpdata_statement_parameter_count(NULL), 0);
    assert_null(mpdata_statement_parameter_name(NULL, 0));
}

static void nothing_is_listed(void **state)
{
    (void)state;
    assert_int_equal(mpdata_key_list_count(NULL), 0);
    assert_int_equal(mpdata_key_list_rows(NULL), 0);
    assert_null(mpdata_key_list_at(NULL, 0));
    assert_int_equal(mpdata_table_list_count(NULL), 0);
    assert_null(mpdata_table_list_at(NULL, 0));
    assert_int_equal(mpdata_table_schema_column_count(NULL), 0);
    assert_null(mpdata_table_schema_column(NULL, 0));
    assert_null(mpdata_table_schema_table(NULL));
    assert_int_equal(mpdata_check_count(NULL), 0);
    assert_int_equal(mpdata_check_tables(NULL), 0);
    assert_int_equal(mpdata_check_rows(NULL), 0);
    assert_null(mpdata_check_at(NULL, 0));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(databases),
        cmocka_unit_test(what_a_database_is_asked),
        cmocka_unit_test(tables),
        cmocka_unit_test(exports),
        cmocka_unit_test(looks),
        cmocka_unit_test(queries),
        cmocka_unit_test(results),
        cmocka_unit_test(loads),
        cmocka_unit_test(a_load_that_is_open),
        cmocka_unit_test(nothing_is_asked_and_freed),
        cmocka_unit_test(nothing_is_listed),
    };

    return cmocka_run_group_tests(tests, make_database, free_database);
}
