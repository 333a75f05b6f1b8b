/*
 * Results written as Parquet and as Arrow's IPC format.
 */
#include "query_fixture.h"

#include <dirent.h>
#include <errno.h>
#include <sys/stat.h>
#include <unistd.h>

#include "mpdata/arrow.h"

#define ROWS                                                                                       \
    "SELECT range AS n, TIMESTAMP '1969-12-31 23:59:59.123456' + to_microseconds(range) AS t, "    \
    "('{\"n\": ' || range || '}')::JSON AS j, range::VARCHAR || chr(0) || '\xf0\x9f\x98\x80' AS "  \
    "s, "                                                                                          \
    "CASE WHEN mod(range, 3) = 0 THEN NULL ELSE [range, NULL] END AS l, {'a': range::DOUBLE / 7} " \
    "AS "                                                                                          \
    "d, "                                                                                          \
    "sum(range) OVER () AS h FROM range(10000)"

typedef struct folder_and_db {
    char *folder;
    mpdata_db *db;
    char path[512];
} folder_and_db;

static int open_both(void **state)
{
    folder_and_db *f = calloc(1, sizeof(*f));

    assert_non_null(f);
    f->folder = folder_make();
    f->db = memory_or_fail();
    (void)snprintf(f->path, sizeof(f->path), "%s/rows.parquet", f->folder);
    *state = f;
    return 0;
}

static int free_both(void **state)
{
    folder_and_db *f = *state;

    mpdata_db_free(f->db);
    folder_remove(f->folder);
    free(f);
    return 0;
}

static mpdata_status write_parquet(folder_and_db *f, const char *sql, mpdata_error *error)
{
    mpdata_result *result = run(f->db, sql);
    mpdata_status status = mpdata_result_write_parquet(result, f->path, error);

    mpdata_result_free(result);
    return status;
}

static size_t files_in(const char *folder)
{
    DIR *listing = opendir(folder);
    size_t count = 0;

    assert_non_null(listing);
    for (struct dirent *entry = NULL; (entry = readdir(listing)) != NULL;)
        count += entry->d_name[0] == '.' ? 0 : 1;
    (void)closedir(listing);
    return count;
}

static void assert_old_file(const folder_and_db *f)
{
    char text[16] = "";
    FILE *stream = fopen(f->path, "r");

    assert_non_null(stream);
    assert_non_null(fgets(text, sizeof(text), stream));
    (void)fclose(stream);
    assert_string_equal(text, "old");
    assert_int_equal(files_in(f->folder), 1);
}

static void parquet_gives_back_every_value(void **state)
{
    folder_and_db *f = *state;
    mpdata_error error;
    char sql[2048];

    if (write_parquet(f, ROWS, &error) != MPDATA_OK)
        fail_msg("%s", error.message);
    (void)snprintf(sql, sizeof(sql),
                   "SELECT count(*) || ' ' || count(*) FILTER (typeof(j) = 'JSON') || ' ' || "
                   "count(*) FILTER (typeof(t) = 'TIMESTAMP') FROM '%s'",
                   f->path);
    assert_answer(f->db, sql, "10000 10000 10000");
    (void)snprintf(sql, sizeof(sql),
                   "SELECT count(*)::BIGINT FROM (SELECT * FROM '%s' EXCEPT ALL (" ROWS "))",
                   f->path);
    assert_answer(f->db, sql, "0");
    (void)snprintf(sql, sizeof(sql), "SELECT n FROM '%s' OFFSET 5000 LIMIT 1", f->path);
    assert_answer(f->db, sql, "5000");
    assert_int_equal(files_in(f->folder), 1);
}

static void what_parquet_would_change_is_text_there(void **state)
{
    folder_and_db *f = *state;
    mpdata_error error;
    char sql[1024];

    if (write_parquet(
            f,
            "SELECT 340282366920938463463374607431768211455::UHUGEINT AS u, "
            "[{'a \"b\"': INTERVAL '3.000123 seconds'}] AS i, "
            "'12:00:00+05:30'::TIMETZ AS z, 170141183460469231731687303715884105::HUGEINT "
            "AS h, MAP {1::HUGEINT: INTERVAL '1 day'} AS m",
            &error) != MPDATA_OK)
        fail_msg("%s", error.message);
    (void)snprintf(sql, sizeof(sql), "SELECT (u, i, z, h, m[1] || '!')::VARCHAR FROM '%s'",
                   f->path);
    assert_answer(f->db, sql,
                  "(340282366920938463463374607431768211455, [{'a \"b\"': '00:00:03.000123'}], "
                  "'12:00:00+05:30', 170141183460469231731687303715884105, 1 day!)");
}

static void columns_of_one_name_get_names_of_their_own(void **state)
{
    folder_and_db *f = *state;
    mpdata_error error;
    char sql[1024];

    assert_int_equal(write_parquet(f, "SELECT 1 AS a, 2 AS a, 3 AS \"x \"\"y\"", &error),
                     MPDATA_OK);
    (void)snprintf(sql, sizeof(sql), "SELECT a || a_1 || \"x \"\"y\" FROM '%s'", f->path);
    assert_answer(f->db, sql, "123");
}

static void a_failure_leaves_the_old_file(void **state)
{
    folder_and_db *f = *state;
    mpdata_error error;

    file_write_text(f->path, "old");
    assert_int_equal(write_parquet(f,
                                   "SELECT CASE WHEN range = 300000 THEN error('in the middle') "
                                   "ELSE 'ok' END FROM range(400000)",
                                   &error),
                     MPDATA_ERROR_QUERY);
    assert_says(error.message, "in the middle");
    assert_says(error.query, "SELECT CASE");
    assert_old_file(f);
    assert_int_equal(write_parquet(f, "SET threads = 1", &error), MPDATA_ERROR_ARGUMENT);
    assert_says(error.message, "no columns");
    assert_old_file(f);

    mpdata_result *result = run(f->db, ROWS);
    mpdata_db_interrupt(f->db);
    assert_int_equal(mpdata_result_write_parquet(result, f->path, &error),
                     MPDATA_ERROR_INTERRUPTED);
    mpdata_result_free(result);
    assert_old_file(f);
    assert_answer(f->db, "SELECT 'works'", "works");
}

static void nobody_has_to_ask_why_the_rows_failed(void **state)
{
    folder_and_db *f = *state;

    file_write_text(f->path, "old");
    assert_int_equal(write_parquet(f,
                                   "SELECT CASE WHEN range = 300000 THEN error('here') END AS c "
                                   "FROM range(400000)",
                                   NULL),
                     MPDATA_ERROR_QUERY);
    assert_old_file(f);
}

static void a_file_that_is_replaced_keeps_its_mode(void **state)
{
    folder_and_db *f = *state;
    struct stat facts;
    mpdata_error error;

    file_write_text(f->path, "old");
    assert_int_equal(chmod(f->path, 0640), 0);
    assert_int_equal(write_parquet(f, "SELECT 1", &error), MPDATA_OK);
    assert_int_equal(stat(f->path, &facts), 0);
    assert_int_equal(facts.st_mode & 07777, 0640);
}

static void a_full_disk_and_a_folder_that_is_missing_are_told(void **state)
{
    folder_and_db *f = *state;
    mpdata_error error;

    (void)snprintf(f->path, sizeof(f->path), "/dev/full");
    assert_int_equal(write_parquet(f, ROWS, &error), MPDATA_ERROR_IO);
    assert_says(error.message, "No space left on device");
    (void)snprintf(f->path, sizeof(f->path), "%s/missing/x.parquet", f->folder);
    assert_int_equal(write_parquet(f, ROWS, &error), MPDATA_ERROR_IO);
    assert_says(error.message, "No such file or directory");
    (void)snprintf(f->path, sizeof(f->path), "%s", f->folder);
    assert_int_equal(write_parquet(f, ROWS, &error), MPDATA_ERROR_ARGUMENT);
    assert_says(error.message, "is a folder");
}

static void rows_of_a_safe_database_can_be_written(void **state)
{
    folder_and_db *f = *state;
    mpdata_open_options options = MPDATA_OPEN_OPTIONS_INIT;
    mpdata_error error;
    char path[600];

    (void)snprintf(path, sizeof(path), "%s/safe.db", f->folder);
    mpdata_db_free(f->db);
    mpdata_db_free(open_or_fail(path));
    options.safe = true;
    options.read_only = true;
    if (mpdata_open(path, &options, &f->db, &error) != MPDATA_OK)
        fail_msg("%s", error.message);
    assert_int_equal(write_parquet(f, ROWS, &error), MPDATA_OK);
    assert_int_equal(files_in(f->folder), 2);
}

typedef struct sink {
    char *data;
    size_t bytes;
    size_t most_bytes;
} sink;

static int take(const void *data, size_t bytes, void *payload)
{
    sink *s = payload;

    if (s->bytes + bytes > s->most_bytes)
        return ENOSPC;
    s->data = realloc(s->data, s->bytes + bytes + 1);
    assert_non_null(s->data);
    if (bytes > 0)
        memcpy(s->data + s->bytes, data, bytes);
    s->bytes += bytes;
    return 0;
}

static mpdata_status write_arrow(folder_and_db *f, const char *sql, mpdata_arrow_layout layout,
                                 sink *s, mpdata_error *error)
{
    mpdata_result *result = run(f->db, sql);
    mpdata_status status = mpdata_result_write_arrow(result, layout, take, s, error);

    mpdata_result_free(result);
    return status;
}

/* What other programs read from them is looked at in tests/arrow. */
static void both_of_arrows_layouts_begin_and_end_as_they_should(void **state)
{
    static const char end_of_stream[] = {'\xff', '\xff', '\xff', '\xff', 0, 0, 0, 0};
    sink stream = {.most_bytes = SIZE_MAX};
    sink file = {.most_bytes = SIZE_MAX};
    mpdata_error error;

    if (write_arrow(*state, ROWS, MPDATA_ARROW_STREAM, &stream, &error) != MPDATA_OK ||
        write_arrow(*state, ROWS, MPDATA_ARROW_FILE, &file, &error) != MPDATA_OK)
        fail_msg("%s", error.message);
    assert_memory_equal(stream.data, end_of_stream, 4);
    assert_memory_equal(stream.data + stream.bytes - 8, end_of_stream, 8);
    assert_memory_equal(file.data, "ARROW1", 6);
    assert_memory_equal(file.data + file.bytes - 6, "ARROW1", 6);
    /* Where values are NULL the bytes may be any: DuckDB leaves them as they are. */
    assert_memory_equal(file.data + 8, stream.data, 512);
    free(stream.data);
    free(file.data);
}

static void an_enum_is_plain_text_in_arrow(void **state)
{
    sink stream = {.most_bytes = SIZE_MAX};
    mpdata_error error;

    if (write_arrow(*state, "SELECT [{'e': 'second'::ENUM('first', 'second')}, NULL] AS l",
                    MPDATA_ARROW_STREAM, &stream, &error) != MPDATA_OK)
        fail_msg("%s", error.message);
    assert_non_null(memmem(stream.data, stream.bytes, "second", 6));
    assert_null(memmem(stream.data, stream.bytes, "first", 5));
    free(stream.data);
}

static void a_write_that_fails_ends_arrow(void **state)
{
    sink small = {.most_bytes = 100000};
    mpdata_error error;

    assert_int_equal(write_arrow(*state, ROWS, MPDATA_ARROW_STREAM, &small, &error),
                     MPDATA_ERROR_IO);
    assert_says(error.message, "No space left on device");
    free(small.data);
}

/* Of the few writes of a small result each one. */
static void each_write_that_fails_ends_arrow(void **state)
{
    static const mpdata_arrow_layout layouts[] = {MPDATA_ARROW_STREAM, MPDATA_ARROW_FILE};

    for (size_t i = 0; i < sizeof(layouts) / sizeof(layouts[0]); i++) {
        mpdata_status status = MPDATA_ERROR_IO;
        size_t tries = 0;

        for (size_t room = 0; status == MPDATA_ERROR_IO; room += 4, tries++) {
            sink small = {.most_bytes = room};
            mpdata_error error;

            status = write_arrow(*state, "SELECT 1 AS n, 2::TINYINT AS t, true AS b", layouts[i],
                                 &small, &error);
            if (status == MPDATA_ERROR_IO)
                assert_says(error.message, "No space left on device");
            free(small.data);
        }
        assert_int_equal(status, MPDATA_OK);
        assert_true(tries > 50);
    }
}

/* DuckDB gives such lists where its setting wants them. */
static void what_arrows_files_can_not_hold_is_told(void **state)
{
    folder_and_db *f = *state;
    sink stream = {.most_bytes = SIZE_MAX};
    mpdata_error error;

    (void)ask(f->db, "SET arrow_output_version = '1.4'; SET arrow_output_list_view = true");
    assert_int_equal(write_arrow(f, "SELECT [1, 2] AS l", MPDATA_ARROW_STREAM, &stream, &error),
                     MPDATA_ERROR_QUERY);
    assert_says(error.message, "Arrow's format can't hold the result");
    free(stream.data);
}

static void a_query_that_fails_ends_arrow(void **state)
{
    sink stream = {.most_bytes = SIZE_MAX};
    mpdata_error error;

    assert_int_equal(write_arrow(*state,
                                 "SELECT CASE WHEN range = 300000 THEN error('here') END FROM "
                                 "range(400000)",
                                 MPDATA_ARROW_FILE, &stream, &error),
                     MPDATA_ERROR_QUERY);
    assert_says(error.message, "here");
    free(stream.data);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(parquet_gives_back_every_value, open_both, free_both),
        cmocka_unit_test_setup_teardown(what_parquet_would_change_is_text_there, open_both,
                                        free_both),
        cmocka_unit_test_setup_teardown(columns_of_one_name_get_names_of_their_own, open_both,
                                        free_both),
        cmocka_unit_test_setup_teardown(a_failure_leaves_the_old_file, open_both, free_both),
        cmocka_unit_test_setup_teardown(a_file_that_is_replaced_keeps_its_mode, open_both,
                                        free_both),
        cmocka_unit_test_setup_teardown(a_full_disk_and_a_folder_that_is_missing_are_told,
                                        open_both, free_both),
        cmocka_unit_test_setup_teardown(rows_of_a_safe_database_can_be_written, open_both,
                                        free_both),
        cmocka_unit_test_setup_teardown(both_of_arrows_layouts_begin_and_end_as_they_should,
                                        open_both, free_both),
        cmocka_unit_test_setup_teardown(an_enum_is_plain_text_in_arrow, open_both, free_both),
        cmocka_unit_test_setup_teardown(a_write_that_fails_ends_arrow, open_both, free_both),
        cmocka_unit_test_setup_teardown(each_write_that_fails_ends_arrow, open_both, free_both),
        cmocka_unit_test_setup_teardown(nobody_has_to_ask_why_the_rows_failed, open_both,
                                        free_both),
        cmocka_unit_test_setup_teardown(what_arrows_files_can_not_hold_is_told, open_both,
                                        free_both),
        cmocka_unit_test_setup_teardown(a_query_that_fails_ends_arrow, open_both, free_both),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
