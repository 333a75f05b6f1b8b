#include "database_fixture.h"
#include "folder_fixture.h"

#include <unistd.h>

static char *database_path;

static int make_database(void **state)
{
    char *export = path_in(folder, "events.ndjson");
    FILE *file = fopen(export, "w");

    (void)state;
    database_path = path_in(folder, "test.db");
    assert_non_null(file);
    for (int i = 0; i < 5000; i++)
        (void)fprintf(file,
                      "{\"event\":\"A\",\"properties\":{\"time\":%d,\"distinct_id\":\"u%d\","
                      "\"$insert_id\":\"i%d\",\"text\":\"%08x\"}}\n",
                      1700000000 + i * 100, i % 7, i, (unsigned)i * 2654435761U);
    assert_int_equal(fclose(file), 0);
    mpdata_db *db = open_or_fail(database_path);
    load_or_fail(db, MPDATA_TABLE_EVENTS, "events", export);
    mpdata_ingest_options options = MPDATA_INGEST_OPTIONS_INIT;
    options.primary_key = MPDATA_PRIMARY_KEY_NO;
    assert_int_equal(mpdata_ingest_files(db, MPDATA_TABLE_EVENTS, "keyless",
                                         (const char *const[]){export}, 1, &options, NULL, NULL),
                     MPDATA_OK);
    mpdata_db_free(db);
    free(export);
    return 0;
}

static int remove_database(void **state)
{
    (void)state;
    (void)unlink(database_path);
    free(database_path);
    return 0;
}

static void execute(mpdata_db *db, const char *sql)
{
    mpdata_error error;

    if (mpdata_query_execute(db, sql, MPDATA_NUL_TERMINATED, NULL, 0, NULL, &error) != MPDATA_OK)
        fail_msg("%s: %s", sql, error.message);
}

static mpdata_check *check_or_fail(mpdata_db *db)
{
    mpdata_check *check = NULL;
    mpdata_error error;

    if (mpdata_db_check(db, &check, &error) != MPDATA_OK)
        fail_msg("%s", error.message);
    return check;
}

/* The one finding there is. */
static void assert_finding(mpdata_db *db, const char *kind, const char *table, const char *text)
{
    mpdata_check *check = check_or_fail(db);

    assert_int_equal(mpdata_check_count(check), 1);
    const mpdata_finding *finding = mpdata_check_at(check, 0);
    assert_string_equal(mpdata_finding_kind_name(finding->kind), kind);
    assert_string_equal(finding->table, table);
    if (strstr(finding->message, text) == NULL)
        fail_msg("'%s' does not say '%s'", finding->message, text);
    mpdata_check_free(check);
}

static void a_sound_database_has_no_finding(void **state)
{
    mpdata_db *db = open_or_fail(database_path);
    mpdata_check *check = check_or_fail(db);

    (void)state;
    assert_int_equal(mpdata_check_count(check), 0);
    assert_null(mpdata_check_at(check, 0));
    /* With _metadata and _loads. */
    assert_int_equal(mpdata_check_tables(check), 4);
    assert_int_equal(mpdata_check_rows(check), 10004);
    mpdata_check_free(check);
    mpdata_db_free(db);
}

static void rows_that_sql_deleted_are_found(void **state)
{
    mpdata_db *db = open_or_fail(database_path);

    (void)state;
    execute(db, "DELETE FROM events WHERE insert_id = 'i77'");
    assert_finding(db, "changed", "events", "has 4999 rows, and its last load left 5000");
    mpdata_db_free(db);
}

static void events_of_other_days_are_found(void **state)
{
    mpdata_db *db = open_or_fail(database_path);

    (void)state;
    execute(db, "UPDATE keyless SET event_time = '2020-01-01' WHERE insert_id = 'i77'");
    assert_finding(db, "changed", "keyless", "other days");
    mpdata_db_free(db);
}

static void rows_that_are_there_twice_are_found(void **state)
{
    mpdata_db *db = open_or_fail(database_path);

    (void)state;
    execute(db, "DELETE FROM keyless WHERE insert_id = 'i5'");
    execute(db, "INSERT INTO keyless SELECT * FROM keyless WHERE insert_id = 'i6'");
    assert_finding(db, "repeated", "keyless", "'i6'");
    mpdata_db_free(db);
}

static void without_a_key_two_events_may_share_an_id(void **state)
{
    mpdata_db *db = open_or_fail(database_path);
    mpdata_check *check = NULL;

    (void)state;
    execute(db, "UPDATE keyless SET insert_id = 'i5' WHERE insert_id = 'i6'");
    check = check_or_fail(db);
    assert_int_equal(mpdata_check_count(check), 0);
    mpdata_check_free(check);
    mpdata_db_free(db);
}

static void a_table_that_sql_dropped_is_found(void **state)
{
    mpdata_db *db = open_or_fail(database_path);

    (void)state;
    execute(db, "DROP TABLE keyless");
    assert_finding(db, "metadata", "keyless", "SQL dropped it");
    mpdata_db_free(db);
}

static void loads_that_do_not_add_up_are_found(void **state)
{
    mpdata_db *db = open_or_fail(database_path);

    (void)state;
    execute(db, "UPDATE _loads SET rows_kept = 17 WHERE table_name = 'keyless'");
    assert_finding(db, "metadata", "keyless", "17 rows by its loads");
    mpdata_db_free(db);
}

/* As in a database of an older tool. */
static void a_table_without_a_history_has_no_finding(void **state)
{
    mpdata_db *db = open_or_fail(database_path);

    (void)state;
    execute(db, "DELETE FROM _loads WHERE table_name = 'keyless'");
    mpdata_check *check = check_or_fail(db);
    assert_int_equal(mpdata_check_count(check), 0);
    mpdata_check_free(check);
    mpdata_db_free(db);
}

static void a_stage_is_found(void **state)
{
    mpdata_db *db = open_or_fail(database_path);

    (void)state;
    execute(db, "CREATE TABLE _mpdata_stage_x (a INTEGER); COMMENT ON TABLE _mpdata_stage_x IS "
                "'made by mpdata for a load: not a table to keep'");
    assert_finding(db, "left_over", "_mpdata_stage_x", "died");
    mpdata_db_free(db);
}

/* In a block of rows: three headers come before the first block. */
static void flip_a_bit(void)
{
    mpdata_db *db = open_or_fail(database_path);
    const char *block = ask(db, "SELECT max(block_id) FROM pragma_storage_info('events')"
                                " WHERE column_name = 'properties' AND persistent");
    long place = 3 * 4096 + strtol(block, NULL, 10) * 262144 + 777;
    FILE *file = fopen(database_path, "r+");

    mpdata_db_free(db);
    assert_non_null(file);
    assert_int_equal(fseek(file, place, SEEK_SET), 0);
    int byte = fgetc(file);
    assert_int_equal(fseek(file, place, SEEK_SET), 0);
    assert_int_not_equal(fputc(byte ^ 0x10, file), EOF);
    assert_int_equal(fclose(file), 0);
}

static void a_bit_that_is_not_what_was_written_is_found(void **state)
{
    mpdata_open_options options = MPDATA_OPEN_OPTIONS_INIT;
    mpdata_db *db = NULL;
    mpdata_error error;

    (void)state;
    flip_a_bit();
    options.read_only = true;
    if (mpdata_open(database_path, &options, &db, &error) != MPDATA_OK)
        fail_msg("%s", error.message);
    mpdata_check *check = check_or_fail(db);
    assert_true(mpdata_check_count(check) > 0);
    assert_int_equal(mpdata_check_at(check, 0)->kind, MPDATA_FINDING_DAMAGE);
    mpdata_check_free(check);
    mpdata_db_free(db);
}

static void keep_checksums(mpdata_db *db, size_t findings)
{
    mpdata_check *check = NULL;
    mpdata_error error;

    if (mpdata_db_check_and_keep(db, &check, &error) != MPDATA_OK)
        fail_msg("%s", error.message);
    assert_int_equal(mpdata_check_count(check), findings);
    mpdata_check_free(check);
}

static void assert_no_finding(mpdata_db *db)
{
    mpdata_check *check = check_or_fail(db);

    if (mpdata_check_count(check) > 0)
        fail_msg("%s", mpdata_check_at(check, 0)->message);
    mpdata_check_free(check);
}

/* In the rows' number, their days and their ids nothing is another. */
static const char change_a_letter[] =
    "UPDATE keyless SET properties = replace(properties, 'text', 'tExt') WHERE insert_id = 'i77'";

static void a_letter_that_changed_is_found_where_a_checksum_was_kept(void **state)
{
    mpdata_db *db = open_or_fail(database_path);

    (void)state;
    execute(db, change_a_letter);
    assert_no_finding(db);
    execute(db, "UPDATE keyless SET properties = replace(properties, 'tExt', 'text')"
                " WHERE insert_id = 'i77'");
    keep_checksums(db, 0);
    mpdata_db_free(db);
    db = open_or_fail(database_path);
    assert_no_finding(db);
    execute(db, change_a_letter);
    assert_finding(db, "changed", "keyless", "when its checksum was kept");
    /* And once more where it is kept anew. */
    keep_checksums(db, 1);
    assert_no_finding(db);
    mpdata_db_free(db);
}

static void what_rows_have_told_is_not_told_twice(void **state)
{
    mpdata_db *db = open_or_fail(database_path);

    (void)state;
    keep_checksums(db, 0);
    execute(db, "DELETE FROM keyless WHERE insert_id = 'i77'");
    assert_finding(db, "changed", "keyless", "has 4999 rows");
    mpdata_db_free(db);
}

static void a_load_and_a_compaction_leave_no_checksum_that_differs(void **state)
{
    char *export = path_in(folder, "events.ndjson");
    mpdata_ingest_options options = MPDATA_INGEST_OPTIONS_INIT;
    mpdata_db *db = open_or_fail(database_path);

    (void)state;
    keep_checksums(db, 0);
    assert_int_equal(mpdata_db_compact(db, NULL, NULL), MPDATA_OK);
    assert_no_finding(db);
    assert_answer(db, "SELECT count(checksum) FROM _metadata", "2");
    execute(db, change_a_letter);
    options.mode = MPDATA_INGEST_APPEND;
    options.primary_key = MPDATA_PRIMARY_KEY_AUTO;
    assert_int_equal(mpdata_ingest_files(db, MPDATA_TABLE_EVENTS, "keyless",
                                         (const char *const[]){export}, 1, &options, NULL, NULL),
                     MPDATA_OK);
    assert_no_finding(db);
    assert_answer(db, "SELECT count(checksum) FROM _metadata", "1");
    mpdata_db_free(db);
    free(export);
}

static void checksums_of_another_duckdb_and_files_without_a_place_for_them_are_let_be(void **state)
{
    mpdata_open_options options = MPDATA_OPEN_OPTIONS_INIT;
    mpdata_db *db = open_or_fail(database_path);
    mpdata_check *check = NULL;

    (void)state;
    keep_checksums(db, 0);
    execute(db, "UPDATE _metadata SET checksum = 'v0.0.1:1'");
    assert_no_finding(db);
    execute(db, "ALTER TABLE _metadata DROP COLUMN checksum");
    mpdata_db_free(db);
    options.read_only = true;
    assert_int_equal(mpdata_open(database_path, &options, &db, NULL), MPDATA_OK);
    assert_no_finding(db);
    assert_int_equal(mpdata_db_check_and_keep(db, &check, NULL), MPDATA_ERROR_READ_ONLY);
    mpdata_db_free(db);
}

static void checksums_are_not_kept_in_a_transaction_of_the_callers(void **state)
{
    mpdata_db *db = open_or_fail(database_path);
    mpdata_check *check = NULL;

    (void)state;
    execute(db, "BEGIN");
    assert_int_equal(mpdata_db_check_and_keep(db, &check, NULL), MPDATA_ERROR_ARGUMENT);
    execute(db, "ROLLBACK");
    keep_checksums(db, 0);
    mpdata_db_free(db);
}

static void a_database_of_others_is_checked_too(void **state)
{
    mpdata_db *db = memory_or_fail();

    (void)state;
    execute(db, "DROP TABLE _metadata; DROP TABLE _loads; CREATE TABLE t AS FROM range(10);"
                "CREATE SCHEMA s; CREATE TABLE s.t AS FROM range(5)");
    mpdata_check *check = check_or_fail(db);
    assert_int_equal(mpdata_check_count(check), 0);
    assert_int_equal(mpdata_check_rows(check), 15);
    mpdata_check_free(check);
    mpdata_db_free(db);
}

static void arguments_that_make_no_sense_are_refused(void **state)
{
    mpdata_check *check = NULL;
    mpdata_db *db = memory_or_fail();

    (void)state;
    assert_int_equal(mpdata_db_check(NULL, &check, NULL), MPDATA_ERROR_ARGUMENT);
    assert_int_equal(mpdata_db_check(db, NULL, NULL), MPDATA_ERROR_ARGUMENT);
    assert_int_equal(mpdata_db_check_and_keep(NULL, &check, NULL), MPDATA_ERROR_ARGUMENT);
    assert_int_equal(mpdata_db_check_and_keep(db, NULL, NULL), MPDATA_ERROR_ARGUMENT);
    assert_int_equal(mpdata_db_close(db, NULL), MPDATA_OK);
    assert_int_equal(mpdata_db_check(db, &check, NULL), MPDATA_ERROR_CLOSED);
    assert_int_equal(mpdata_check_count(NULL), 0);
    assert_string_equal(mpdata_finding_kind_name((mpdata_finding_kind)99), "unknown");
    mpdata_check_free(NULL);
    mpdata_db_free(db);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, make_database, remove_database)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(a_sound_database_has_no_finding),
        TEST(rows_that_sql_deleted_are_found),
        TEST(events_of_other_days_are_found),
        TEST(rows_that_are_there_twice_are_found),
        TEST(without_a_key_two_events_may_share_an_id),
        TEST(a_table_that_sql_dropped_is_found),
        TEST(loads_that_do_not_add_up_are_found),
        TEST(a_table_without_a_history_has_no_finding),
        TEST(a_stage_is_found),
        TEST(a_bit_that_is_not_what_was_written_is_found),
        TEST(a_letter_that_changed_is_found_where_a_checksum_was_kept),
        TEST(what_rows_have_told_is_not_told_twice),
        TEST(a_load_and_a_compaction_leave_no_checksum_that_differs),
        TEST(checksums_of_another_duckdb_and_files_without_a_place_for_them_are_let_be),
        TEST(checksums_are_not_kept_in_a_transaction_of_the_callers),
        cmocka_unit_test(a_database_of_others_is_checked_too),
        cmocka_unit_test(arguments_that_make_no_sense_are_refused),
    };

    return cmocka_run_group_tests(tests, make_folder, remove_folder);
}
