#include "database_fixture.h"
#include "folder_fixture.h"

/* A database in a file; the load's only record is good or bad. */
static mpdata_db *load_into_file(const char *name, const mpdata_open_options *options,
                                 const char *record, mpdata_status wanted)
{
    char *input = path_in(folder, "input.ndjson");
    char *path = path_in(folder, name);
    const char *const paths[] = {input};
    mpdata_db *db = NULL;

    file_write_text(input, record);
    assert_int_equal(mpdata_open(path, options, &db, NULL), MPDATA_OK);
    assert_int_equal(mpdata_ingest_files(db, MPDATA_TABLE_EVENTS, "t", paths, 1, NULL, NULL, NULL),
                     wanted);
    free(input);
    free(path);
    return db;
}

static const char good_record[] =
    "{\"event\":\"A\",\"properties\":{\"time\":1,\"distinct_id\":\"u\"}}\n";

/* More memory than a load reads with, and no disk to give way to. The setting's value alone proves nothing:
 * DuckDB's RESET changes that and leaves the limit. */
static void run_with_much_memory(mpdata_db *db, mpdata_status wanted)
{
    static const char *const sqls[] = {
        "SET temp_directory = ''",
        "CREATE TEMP TABLE much AS SELECT random() AS x FROM range(45000000)",
    };
    mpdata_status status = MPDATA_OK;
    mpdata_error error;

    for (size_t i = 0; status == MPDATA_OK && i < 2; i++) {
        mpdata_value value = MPDATA_VALUE_INIT;
        status = mpdata_query_scalar(db, sqls[i], MPDATA_NUL_TERMINATED, NULL, 0, &value, &error);
        mpdata_value_dispose(&value);
    }
    if (status != wanted)
        fail_msg("%s", status == MPDATA_OK ? "it fits" : error.message);
}

static void after_a_load_queries_have_the_memory_they_had(void **state)
{
    mpdata_db *db = load_into_file("after-load.db", NULL, good_record, MPDATA_OK);

    (void)state;
    run_with_much_memory(db, MPDATA_OK);
    assert_answer(db, "SELECT current_setting('preserve_insertion_order')::VARCHAR", "true");
    mpdata_db_free(db);
}

static void after_a_failed_load_queries_have_the_memory_they_had(void **state)
{
    mpdata_db *db = load_into_file("after-failure.db", NULL, "[]\n", MPDATA_ERROR_INPUT);

    (void)state;
    run_with_much_memory(db, MPDATA_OK);
    assert_answer(db, "SELECT current_setting('preserve_insertion_order')::VARCHAR", "true");
    mpdata_db_free(db);
}

static void a_limit_that_was_asked_for_holds_after_a_load(void **state)
{
    mpdata_open_options options = MPDATA_OPEN_OPTIONS_INIT;

    (void)state;
    options.memory_limit_bytes = UINT64_C(300) << 20;
    mpdata_db *db = load_into_file("limited.db", &options, good_record, MPDATA_OK);
    assert_answer(db, "SELECT current_setting('memory_limit')", "300.0 MiB");
    run_with_much_memory(db, MPDATA_ERROR_MEMORY);
    mpdata_db_free(db);
}

/* For two threads that write eight full row groups between them, and two of the few rows that are left. */
#define MANY_EVENTS 1000000

static void write_many_events(const char *path)
{
    FILE *file = fopen(path, "w");

    assert_non_null(file);
    for (int i = 0; i < MANY_EVENTS; i++)
        (void)fprintf(file,
                      "{\"event\":\"A\",\"properties\":{\"time\":1,\"distinct_id\":\"u\","
                      "\"$insert_id\":\"%d\"}}\n",
                      i % 100 < 4 ? i - i % 100 : i);
    assert_int_equal(fclose(file), 0);
}

static void no_row_is_written_twice_because_repeats_are_dropped(void **state)
{
    char *input = path_in(folder, "many.ndjson");
    char *path = path_in(folder, "many.db");
    const char *const paths[] = {input};
    mpdata_ingest_options options = MPDATA_INGEST_OPTIONS_INIT;
    mpdata_db *db = open_or_fail(path);

    (void)state;
    write_many_events(input);
    options.primary_key = MPDATA_PRIMARY_KEY_NO;
    assert_answer(db, "SET threads = 2", "NULL");
    assert_int_equal(
        mpdata_ingest_files(db, MPDATA_TABLE_EVENTS, "t", paths, 1, &options, NULL, NULL),
        MPDATA_OK);
    assert_answer(db, "SELECT count(*) FROM t", "970000");
    assert_answer(db,
                  "SELECT sum(count)::BIGINT FROM pragma_storage_info('t') WHERE"
                  " column_name = 'insert_id' AND segment_type = 'VARCHAR'",
                  "1000000");
    assert_answer(db, "SELECT current_setting('max_vacuum_tasks')::BIGINT", "100");
    mpdata_db_free(db);
    free(input);
    free(path);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(no_row_is_written_twice_because_repeats_are_dropped),
        cmocka_unit_test(after_a_load_queries_have_the_memory_they_had),
        cmocka_unit_test(after_a_failed_load_queries_have_the_memory_they_had),
        cmocka_unit_test(a_limit_that_was_asked_for_holds_after_a_load),
    };

    return cmocka_run_group_tests(tests, make_folder, remove_folder);
}
