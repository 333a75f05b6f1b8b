/*
 * What is told of a database that SQL has changed: wide tables, types and histories that make no sense, several handles.
 */
#include "store/load_fixture.h"

#include "store/database.h"
#include "store/row_cursor.h"

static void execute(mpdata_db *db, const char *sql)
{
    mpdata_error error;

    if (mpdata_query_execute(db, sql, MPDATA_NUL_TERMINATED, NULL, 0, NULL, &error) != MPDATA_OK)
        fail_msg("%s: %s", sql, error.message);
}

static mpdata_db *one_event(void)
{
    mpdata_ingest_report report;

    return loaded(MPDATA_TABLE_EVENTS, EVENT("A", "1", "u", "i", ""), &report);
}

static void a_cell_of_another_type_or_none_is_nothing(void **state)
{
    mpdata_db *db = one_event();
    mpdata_status status = MPDATA_OK;
    row_cursor row;

    (void)state;
    assert_int_equal(
        row_cursor_open(&row, db->connection,
                        "SELECT NULL::VARCHAR, NULL::BIGINT, 1.5::DOUBLE, true, 7::INTEGER", NULL,
                        0, NULL),
        MPDATA_OK);
    assert_true(row_cursor_next(&row, &status, NULL));
    assert_int_equal(row_cursor_text(&row, 0).bytes, 0);
    assert_int_equal(row_cursor_int64(&row, 1), 0);
    assert_int_equal(row_cursor_int64(&row, 2), 0);
    assert_int_equal(row_cursor_int64(&row, 3), 1);
    assert_int_equal(row_cursor_int64(&row, 4), 7);
    assert_false(row_cursor_next(&row, &status, NULL));
    row_cursor_close(&row);
    mpdata_db_free(db);
}

static void a_wide_table_has_all_its_columns(void **state)
{
    mpdata_db *db = one_event();
    mpdata_table_schema *schema = NULL;

    (void)state;
    for (int i = 0; i < 20; i++) {
        char sql[64];

        (void)snprintf(sql, sizeof(sql), "ALTER TABLE t ADD COLUMN c%d INTEGER", i);
        execute(db, sql);
    }
    assert_int_equal(mpdata_table_schema_read(db, "t", &schema, NULL), MPDATA_OK);
    assert_int_equal(mpdata_table_schema_column_count(schema), 25);
    assert_string_equal(mpdata_table_schema_column(schema, 24)->name, "c19");
    mpdata_table_schema_free(schema);
    mpdata_db_free(db);
}

static void a_type_that_is_none_is_events(void **state)
{
    mpdata_db *db = one_event();
    mpdata_table_list *tables = NULL;

    (void)state;
    execute(db, "UPDATE _metadata SET type = 'articles'");
    assert_int_equal(mpdata_table_list_read(db, &tables, NULL), MPDATA_OK);
    assert_int_equal(mpdata_table_list_at(tables, 0)->type, MPDATA_TABLE_EVENTS);
    mpdata_table_list_free(tables);
    mpdata_db_free(db);
    assert_string_equal(mpdata_table_type_name((mpdata_table_type)9), "unknown");
}

static void all_other_handles_are_counted(void **state)
{
    static const char *const paths[] = {"/nowhere"};
    mpdata_db *db = one_event();
    mpdata_db *others[2];
    mpdata_error error;

    (void)state;
    for (size_t i = 0; i < 2; i++)
        assert_int_equal(mpdata_db_connect(db, &others[i], NULL), MPDATA_OK);
    assert_int_equal(
        mpdata_ingest_files(db, MPDATA_TABLE_EVENTS, "x", paths, 1, NULL, NULL, &error),
        MPDATA_ERROR_DATABASE_LOCKED);
    assert_non_null(strstr(error.message, "2 other handles of this database are open: close them"));
    mpdata_db_free(others[0]);
    assert_int_equal(
        mpdata_ingest_files(db, MPDATA_TABLE_EVENTS, "x", paths, 1, NULL, NULL, &error),
        MPDATA_ERROR_DATABASE_LOCKED);
    assert_non_null(strstr(error.message, "1 other handle of this database is open: close it"));
    mpdata_db_free(others[1]);
    mpdata_db_free(db);
}

static size_t findings_after(const char *sql)
{
    mpdata_db *db = one_event();
    mpdata_check *check = NULL;
    mpdata_error error;

    execute(db, sql);
    if (mpdata_db_check(db, &check, &error) != MPDATA_OK)
        fail_msg("%s: %s", sql, error.message);
    size_t count = mpdata_check_count(check);
    mpdata_check_free(check);
    mpdata_db_free(db);
    return count;
}

static void a_history_that_makes_no_sense_is_found(void **state)
{
    (void)state;
    assert_int_equal(findings_after("SELECT 1"), 0);
    /* There is none to make sense. */
    assert_int_equal(findings_after("DROP TABLE _loads"), 0);
    assert_true(findings_after("UPDATE _metadata SET to_date = to_date + 1") > 0);
    assert_true(findings_after("UPDATE _metadata SET row_count = 5") > 0);
    assert_true(findings_after("DELETE FROM t") > 0);
    assert_true(findings_after("DROP TABLE t") > 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_cell_of_another_type_or_none_is_nothing),
        cmocka_unit_test(a_wide_table_has_all_its_columns),
        cmocka_unit_test(a_type_that_is_none_is_events),
        cmocka_unit_test(all_other_handles_are_counted),
        cmocka_unit_test(a_history_that_makes_no_sense_is_found),
    };

    return cmocka_run_group_tests(tests, make_folder, remove_folder);
}
