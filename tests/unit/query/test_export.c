/*
 * Tables written back as Mixpanel's lines: which part, and what becomes of writes that fail.
 */
#include "store/load_fixture.h"

#include <errno.h>

#include "query_fixture.h"

/* Of 1970-01-01, -02 and -03. */
#define EVENTS                                                                                     \
    EVENT("A", "5", "u", "1", ",\"k\":1")                                                          \
    EVENT("A", "86405", "u", "2", ",\"k\":1") EVENT("A", "172805", "u", "3", ",\"k\":1")

static mpdata_db *loaded_events(void)
{
    mpdata_ingest_report report;

    return loaded(MPDATA_TABLE_EVENTS, EVENTS, &report);
}

typedef struct taken {
    size_t calls;
    size_t bytes;
    /* Given back. */
    int error_number;
} taken;

static int take(const void *data, size_t bytes, void *payload)
{
    taken *t = payload;

    assert_non_null(data);
    assert_true(bytes > 0);
    t->calls++;
    t->bytes += bytes;
    return t->error_number;
}

static uint64_t exported(mpdata_db *db, const mpdata_table_export_options *options, taken *t)
{
    uint64_t rows = 99;
    mpdata_error error;

    if (mpdata_table_export(db, "t", options, take, t, &rows, &error) != MPDATA_OK)
        fail_msg("%s", error.message);
    return rows;
}

static void the_last_day_is_a_part_by_itself(void **state)
{
    mpdata_db *db = loaded_events();
    mpdata_table_export_options part = MPDATA_TABLE_EXPORT_OPTIONS_INIT;
    taken t = {0};

    (void)state;
    assert_int_equal(exported(db, NULL, &t), 3);
    for (int32_t day = 0; day < 3; day++) {
        part.to_day = day;
        assert_int_equal(exported(db, &part, &t), day + 1);
    }
    mpdata_db_free(db);
}

static void profiles_have_no_last_day(void **state)
{
    mpdata_ingest_report report;
    mpdata_db *db =
        loaded(MPDATA_TABLE_PROFILES, "{\"$distinct_id\":\"u\",\"$properties\":{}}\n", &report);
    mpdata_table_export_options part = MPDATA_TABLE_EXPORT_OPTIONS_INIT;
    taken t = {0};
    mpdata_error error;

    (void)state;
    assert_int_equal(exported(db, &part, &t), 1);
    part.to_day = 5;
    assert_int_equal(mpdata_table_export(db, "t", &part, take, &t, NULL, &error),
                     MPDATA_ERROR_ARGUMENT);
    assert_non_null(strstr(error.message, "holds profiles"));
    mpdata_db_free(db);
}

static void nothing_is_written_where_there_are_no_rows(void **state)
{
    mpdata_db *db = loaded_events();
    taken t = {0};

    (void)state;
    (void)ask(db, "DELETE FROM t");
    assert_int_equal(exported(db, NULL, &t), 0);
    assert_int_equal(t.calls, 0);
    mpdata_db_free(db);
}

/* More than is written at once, of fewer rows than DuckDB gives at once. */
static void a_write_that_fails_ends_the_export(void **state)
{
    mpdata_db *db = loaded_events();
    taken t = {.error_number = ENOSPC};
    mpdata_error error;
    uint64_t rows = 0;

    (void)state;
    (void)ask(db, "INSERT INTO t SELECT 'A', TIMESTAMP '2020-01-01', 'u', i::VARCHAR, "
                  "('{\"t\":\"' || repeat('x', 1000) || '\"}')::JSON FROM range(10, 1500) r(i)");
    assert_int_equal(mpdata_table_export(db, "t", NULL, take, &t, &rows, &error), MPDATA_ERROR_IO);
    assert_non_null(strstr(error.message, "No space left"));
    assert_int_equal(t.calls, 1);
    assert_true(rows < 1400);
    t.error_number = 0;
    assert_int_equal(exported(db, NULL, &t), 1493);
    assert_true(t.bytes > 1490000);
    mpdata_db_free(db);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_last_day_is_a_part_by_itself),
        cmocka_unit_test(profiles_have_no_last_day),
        cmocka_unit_test(nothing_is_written_where_there_are_no_rows),
        cmocka_unit_test(a_write_that_fails_ends_the_export),
    };

    return cmocka_run_group_tests(tests, make_folder, remove_folder);
}
