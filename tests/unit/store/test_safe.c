/*
 * The safe mode: SQL that is not the user's own reads the database, and has no effect whatever.
 */
#include <dirent.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "database_fixture.h"
#include "folder_fixture.h"

static mpdata_db *open_safe(const char *path)
{
    mpdata_open_options options = MPDATA_OPEN_OPTIONS_INIT;
    mpdata_db *db = NULL;
    mpdata_error error;

    options.safe = true;
    if (mpdata_open(path, &options, &db, &error) != MPDATA_OK)
        fail_msg("%s", error.message);
    return db;
}

static char *make_database(void)
{
    char *path = path_in(folder, "safe.db");
    mpdata_db *db = open_or_fail(path);

    (void)ask(db, "CREATE OR REPLACE TABLE t AS SELECT * FROM range(1000) AS r(x)");
    mpdata_db_free(db);
    return path;
}

/* Names and sizes of what the folder holds, and when it was written. */
static void describe_folder(char *out, size_t out_bytes)
{
    struct dirent **names = NULL;
    int count = scandir(folder, &names, NULL, alphasort);
    size_t used = 0;

    for (int i = 0; i < count; i++) {
        char *path = path_in(folder, names[i]->d_name);
        struct stat facts;

        if (names[i]->d_name[0] != '.' || strlen(names[i]->d_name) > 2) {
            assert_int_equal(stat(path, &facts), 0);
            used += (size_t)snprintf(out + used, out_bytes - used, "%s %lld %lld.%09ld\n",
                                     names[i]->d_name, (long long)facts.st_size,
                                     (long long)facts.st_mtim.tv_sec, facts.st_mtim.tv_nsec);
        }
        free(path);
        free(names[i]);
    }
    free(names);
    out[used] = '\0';
}

/* Whatever the statement begins with, {} is the folder. */
static mpdata_status try(mpdata_db *db, const char *pattern, mpdata_error *error)
{
    char sql[2048];
    const char *at = strstr(pattern, "{}");

    if (at == NULL)
        (void)snprintf(sql, sizeof(sql), "%s", pattern);
    else
        (void)snprintf(sql, sizeof(sql), "%.*s%s%s", (int)(at - pattern), pattern, folder, at + 2);
    return mpdata_query_execute(db, sql, MPDATA_NUL_TERMINATED, NULL, 0, NULL, error);
}

static void nothing_beyond_the_database_is_reached(void **state)
{
    static const char *const statements[] = {
        "COPY t TO '{}/out.csv'",
        "COPY (SELECT 1) TO '{}/out.parquet' (FORMAT parquet)",
        "EXPLAIN ANALYZE COPY t TO '{}/out.csv'",
        "EXPORT DATABASE '{}/out'",
        "IMPORT DATABASE '{}/out'",
        "COPY t FROM '{}/safe.db'",
        "SELECT * FROM read_text('{}/safe.db')",
        "SELECT * FROM read_text('/etc/passwd')",
        "SELECT * FROM read_blob('{}/*')",
        "SELECT * FROM read_csv('/etc/passwd')",
        "SELECT * FROM '/etc/passwd'",
        "SELECT * FROM '{}/safe.db'",
        "SELECT * FROM read_json('/etc/hostname')",
        "SELECT * FROM sniff_csv('/etc/passwd')",
        "SELECT * FROM read_parquet('{}/x.parquet')",
        "SELECT * FROM glob('/etc/*')",
        "SELECT * FROM glob('{}/*')",
        "SELECT * FROM read_csv('https://127.0.0.1:1/x.csv')",
        "ATTACH '{}/other.db'",
        "ATTACH '{}/safe.db' AS again; CREATE TABLE again.u (a INT)",
        "ATTACH '{}/safe.db' AS third (READ_WRITE); CREATE TABLE third.u (a INT)",
        "INSTALL httpfs",
        "LOAD httpfs",
        "LOAD '{}/x.duckdb_extension'",
        "CREATE TABLE u (a INT)",
        "INSERT INTO t VALUES (1)",
        "UPDATE t SET x = 0",
        "DELETE FROM t",
        "DROP TABLE t",
        "ALTER TABLE t ADD COLUMN y INT",
        "CREATE PERSISTENT SECRET s (TYPE http, BEARER_TOKEN 'x')",
        "SET threads = 1",
        "SET memory_limit = '100GB'",
        "SET enable_external_access = true",
        "SET lock_configuration = false",
        "RESET lock_configuration",
        "SET temp_directory = '{}/temp'",
        "SET TimeZone = 'Asia/Tokyo'",
        "SET profiling_output = '{}/profile.json'",
        "PRAGMA enable_profiling = 'json'",
        "PRAGMA profiling_output = '{}/profile.json'",
        "SET log_query_path = '{}/log'",
        "SET home_directory = '{}'",
        "SET extension_directory = '{}/extensions'",
        "SET secret_directory = '{}/secrets'",
        "SET allowed_directories = ['/']",
        "CHECKPOINT",
        "FORCE CHECKPOINT",
    };
    char *path = make_database();
    char before[4096];
    char after[4096];
    mpdata_error error;

    (void)state;
    assert_int_equal(setenv("HOME", folder, 1), 0);
    describe_folder(before, sizeof(before));
    mpdata_db *db = open_safe(path);
    for (size_t i = 0; i < sizeof(statements) / sizeof(statements[0]); i++) {
        mpdata_status status = try(db, statements[i], &error);

        if (status == MPDATA_OK && strstr(statements[i], "CHECKPOINT") == NULL)
            fail_msg("%s: was done", statements[i]);
        if (status == MPDATA_ERROR_INTERNAL || strcmp(error.engine_type, "Parser") == 0)
            fail_msg("%s: %s", statements[i], error.message);
    }
    describe_folder(after, sizeof(after));
    assert_string_equal(after, before);
    assert_string_equal(ask(db, "SELECT count(*)::VARCHAR FROM t"), "1000");
    mpdata_db_free(db);
    describe_folder(after, sizeof(after));
    assert_string_equal(after, before);
    free(path);
}

/* DuckDB 1.5 lets this setting through its lock. It then fails at the file, and so do the statements that come after. */
static void a_log_is_written_nowhere(void **state)
{
    static const char *const statements[] = {
        "CALL enable_logging('QueryLog', storage = 'file', storage_config = {'path': '{}/log'})",
        "SELECT * FROM enable_logging('QueryLog', storage_path = '{}/log')",
    };
    char *path = make_database();
    char before[4096];
    char after[4096];
    mpdata_error error;

    (void)state;
    describe_folder(before, sizeof(before));
    for (size_t i = 0; i < sizeof(statements) / sizeof(statements[0]); i++) {
        mpdata_db *db = open_safe(path);

        (void)try(db, statements[i], &error);
        (void)try(db, "SELECT 1", &error);
        (void)try(db, "SELECT count(*) FROM t", &error);
        mpdata_db_free(db);
    }
    describe_folder(after, sizeof(after));
    assert_string_equal(after, before);
    free(path);
}

static void a_further_handle_is_as_safe(void **state)
{
    char *path = make_database();
    mpdata_db *db = open_safe(path);
    mpdata_db *further = NULL;
    mpdata_error error;

    (void)state;
    assert_int_equal(mpdata_db_connect(db, &further, &error), MPDATA_OK);
    assert_true(mpdata_db_is_read_only(further));
    assert_int_equal(try(further, "SELECT * FROM read_text('/etc/passwd')", &error),
                     MPDATA_ERROR_QUERY);
    assert_int_equal(try(further, "SET threads = 1", &error), MPDATA_ERROR_QUERY);
    assert_string_equal(ask(further, "SELECT prop('{\"a\":1}', 'a')"), "1");
    mpdata_db_free(further);
    mpdata_db_free(db);
    free(path);
}

static void memory_and_time_have_limits(void **state)
{
    char *path = make_database();
    mpdata_open_options options = MPDATA_OPEN_OPTIONS_INIT;
    mpdata_db *db = NULL;
    mpdata_db *further = NULL;
    mpdata_error error;

    (void)state;
    options.safe = true;
    options.memory_limit_bytes = 64 << 20;
    /* The memory is what ends it, however busy the machine is. */
    options.time_limit_ms = 60000;
    assert_int_equal(mpdata_open(path, &options, &db, &error), MPDATA_OK);
    assert_int_equal(
        try(db, "SELECT count(*) FROM (SELECT DISTINCT hash(x) || x FROM range(50000000) r(x))",
            &error),
        MPDATA_ERROR_MEMORY);
    mpdata_db_free(db);
    options.time_limit_ms = 2000;
    assert_int_equal(mpdata_open(path, &options, &db, &error), MPDATA_OK);
    assert_int_equal(mpdata_db_set_time_limit(db, 50, &error), MPDATA_OK);
    assert_int_equal(
        try(db, "SELECT count(*) FROM range(100000000000) r(x) WHERE x * x % 7 = 3", &error),
        MPDATA_ERROR_TIMEOUT);
    assert_int_equal(mpdata_db_connect(db, &further, &error), MPDATA_OK);
    assert_int_equal(
        try(further, "SELECT count(*) FROM range(100000000000) r(x) WHERE x * x % 7 = 3", &error),
        MPDATA_ERROR_TIMEOUT);
    mpdata_db_free(further);
    mpdata_db_free(db);
    free(path);
}

static int stop(const mpdata_query_progress *progress, void *payload)
{
    (void)payload;
    return progress->elapsed_ms > 0;
}

static void progress_is_told_in_the_safe_mode_too(void **state)
{
    char *path = make_database();
    mpdata_db *db = open_safe(path);
    mpdata_error error;

    (void)state;
    assert_int_equal(mpdata_db_set_query_progress(db, stop, NULL, 1, &error), MPDATA_OK);
    assert_int_equal(
        try(db, "SELECT count(*) FROM range(100000000000) r(x) WHERE x * x % 7 = 3", &error),
        MPDATA_ERROR_INTERRUPTED);
    mpdata_db_free(db);
    free(path);
}

static void a_database_in_memory_has_nothing_to_protect(void **state)
{
    mpdata_open_options options = MPDATA_OPEN_OPTIONS_INIT;
    mpdata_db *db = NULL;

    (void)state;
    options.safe = true;
    assert_int_equal(mpdata_open_memory(&options, &db, NULL), MPDATA_ERROR_ARGUMENT);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(nothing_beyond_the_database_is_reached),
        cmocka_unit_test(a_log_is_written_nowhere),
        cmocka_unit_test(a_further_handle_is_as_safe),
        cmocka_unit_test(memory_and_time_have_limits),
        cmocka_unit_test(progress_is_told_in_the_safe_mode_too),
        cmocka_unit_test(a_database_in_memory_has_nothing_to_protect),
    };

    return cmocka_run_group_tests(tests, make_folder, remove_folder);
}
