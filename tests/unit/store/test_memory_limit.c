/*
 * DuckDB's memory limit, and what is forgotten by setting it for a moment.
 */
#include "database_fixture.h"
#include "folder_fixture.h"

#include <unistd.h>

#include "store/memory_limit.h"

#define FILE_BYTES "SELECT memory_usage_bytes FROM duckdb_memory() WHERE tag = 'BASE_TABLE'"

static void load_one(mpdata_db *db, const char *table)
{
    char *input = path_in(folder, "input.ndjson");

    file_write_text(input, "{\"event\":\"A\",\"properties\":{\"time\":1,\"distinct_id\":\"u\"}}\n");
    (void)load_or_fail(db, MPDATA_TABLE_EVENTS, table, input);
    free(input);
}

/* A database with more of its file in memory than it needs. */
static mpdata_db *open_read(const char *name, const mpdata_open_options *options)
{
    char *path = path_in(folder, name);
    mpdata_db *db = NULL;

    assert_int_equal(mpdata_open(path, options, &db, NULL), MPDATA_OK);
    assert_answer(db, "CREATE TABLE much AS SELECT md5(i::VARCHAR) AS h FROM range(200000) AS r(i)",
                  "NULL");
    assert_answer(db, "CHECKPOINT", "NULL");
    assert_answer(db, "SELECT count(DISTINCT length(h)) FROM much", "1");
    assert_true(atoll(ask(db, FILE_BYTES)) > 1 << 20);
    free(path);
    return db;
}

static bool has_spilled(const char *name)
{
    char *path = path_in(folder, name);
    bool has = access(path, F_OK) == 0;

    free(path);
    return has;
}

static void forgotten_buffers_are_read_again(void **state)
{
    mpdata_db *db = open_read("forgotten.db", NULL);
    char *before = strdup(ask(db, "SELECT current_setting('memory_limit')"));

    (void)state;
    assert_true(memory_limit_forget_buffers(db));
    assert_true(atoll(ask(db, FILE_BYTES)) < 1 << 20);
    assert_answer(db, "SELECT current_setting('memory_limit')", before);
    assert_answer(db, "SELECT count(DISTINCT h) FROM much", "200000");
    assert_false(has_spilled("forgotten.db.tmp"));
    mpdata_db_free(db);
    free(before);
}

static void a_limit_that_was_asked_for_holds_afterwards(void **state)
{
    mpdata_open_options options = MPDATA_OPEN_OPTIONS_INIT;

    (void)state;
    options.memory_limit_bytes = UINT64_C(300) << 20;
    mpdata_db *db = open_read("limited.db", &options);
    assert_true(memory_limit_forget_buffers(db));
    assert_answer(db, "SELECT current_setting('memory_limit')", "300.0 MiB");
    mpdata_db_free(db);
}

static void a_limit_that_was_set_is_the_same_after_any_number_of_loads(void **state)
{
    static const char *const limits[] = {"19.9 GiB", "1.0 TiB", "953.6 MiB", "16383.9 PiB"};
    static const char *const sqls[] = {"SET memory_limit = '19.99GiB'", "SET memory_limit = '1TiB'",
                                       "SET memory_limit = '1GB'", "SET memory_limit = '-1'"};
    char *path = path_in(folder, "set.db");
    mpdata_db *db = open_or_fail(path);

    (void)state;
    for (size_t i = 0; i < 4; i++) {
        assert_answer(db, sqls[i], "NULL");
        for (int times = 0; times < 3; times++) {
            char table[16];
            (void)snprintf(table, sizeof(table), "t_%zu_%d", i, times);
            load_one(db, table);
            assert_answer(db, "SELECT current_setting('memory_limit')", limits[i]);
        }
    }
    mpdata_db_free(db);
    free(path);
}

static void rows_that_are_in_no_file_stay_in_memory(void **state)
{
    mpdata_db *db = open_read("temporary.db", NULL);

    (void)state;
    assert_answer(db, "CREATE TEMP TABLE own AS SELECT i FROM range(100000) AS r(i)", "NULL");
    assert_false(memory_limit_forget_buffers(db));
    assert_false(has_spilled("temporary.db.tmp"));
    assert_true(atoll(ask(db, FILE_BYTES)) > 1 << 20);
    mpdata_db_free(db);
}

/* Its hash table is in no file either. */
static void what_another_handle_asks_stays_in_memory(void **state)
{
    static const char sql[] = "SELECT a.h FROM much a JOIN much b ON a.h = b.h";
    mpdata_db *db = open_read("asked.db", NULL);
    const mpdata_batch *batch = NULL;
    mpdata_result *result = NULL;
    mpdata_db *other = NULL;

    (void)state;
    assert_int_equal(mpdata_db_connect(db, &other, NULL), MPDATA_OK);
    assert_int_equal(mpdata_query_run(other, sql, MPDATA_NUL_TERMINATED, NULL, 0, &result, NULL),
                     MPDATA_OK);
    assert_int_equal(mpdata_result_next(result, &batch, NULL), MPDATA_OK);
    assert_non_null(batch);
    assert_false(memory_limit_forget_buffers(db));
    assert_true(atoll(ask(db, FILE_BYTES)) > 1 << 20);
    mpdata_result_free(result);
    mpdata_db_free(other);
    mpdata_db_free(db);
}

static void loads_forget_now_and_then(void **state)
{
    mpdata_db *db = open_read("loads.db", NULL);

    (void)state;
    load_one(db, "a");
    assert_int_equal(db->instance->loads, 1);
    assert_true(atoll(ask(db, FILE_BYTES)) > 1 << 20);
    db->instance->loads = MEMORY_LIMIT_LOADS_BETWEEN - 1;
    load_one(db, "b");
    assert_int_equal(db->instance->loads, 0);
    assert_true(atoll(ask(db, FILE_BYTES)) < 1 << 20);
    mpdata_db_free(db);
}

static void a_database_in_memory_forgets_nothing(void **state)
{
    mpdata_db *db = memory_or_fail();

    (void)state;
    db->instance->loads = MEMORY_LIMIT_LOADS_BETWEEN - 1;
    load_one(db, "t");
    load_one(db, "u");
    assert_answer(db, "SELECT count(*) FROM t JOIN u USING (distinct_id)", "1");
    assert_int_equal(db->instance->loads, MEMORY_LIMIT_LOADS_BETWEEN - 1);
    mpdata_db_free(db);
}

static void a_limit_that_sql_set_is_not_that_of_the_open(void **state)
{
    static const char *const sqls[] = {"SET memory_limit = '300MiB'",
                                       "SET memory_limit = '700MiB'"};
    static const char *const limits[] = {"300.0 MiB", "700.0 MiB"};
    mpdata_open_options options = MPDATA_OPEN_OPTIONS_INIT;

    (void)state;
    options.memory_limit_bytes = UINT64_C(4) << 30;
    mpdata_db *db = open_read("own.db", &options);
    for (size_t i = 0; i < 2; i++) {
        char table[] = {'o', (char)('0' + i), '\0'};

        assert_answer(db, sqls[i], "NULL");
        load_one(db, table);
        assert_answer(db, "SELECT current_setting('memory_limit')", limits[i]);
        assert_true(memory_limit_forget_buffers(db));
        assert_answer(db, "SELECT current_setting('memory_limit')", limits[i]);
    }
    mpdata_db_free(db);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(forgotten_buffers_are_read_again),
        cmocka_unit_test(a_limit_that_was_asked_for_holds_afterwards),
        cmocka_unit_test(a_limit_that_was_set_is_the_same_after_any_number_of_loads),
        cmocka_unit_test(rows_that_are_in_no_file_stay_in_memory),
        cmocka_unit_test(what_another_handle_asks_stays_in_memory),
        cmocka_unit_test(a_limit_that_sql_set_is_not_that_of_the_open),
        cmocka_unit_test(loads_forget_now_and_then),
        cmocka_unit_test(a_database_in_memory_forgets_nothing),
    };

    return cmocka_run_group_tests(tests, make_folder, remove_folder);
}
