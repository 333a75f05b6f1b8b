#include "store/load_fixture.h"

static void events_become_rows(void **state)
{
    mpdata_ingest_report report;
    mpdata_db *db = loaded(MPDATA_TABLE_EVENTS,
                           EVENT("A", "1602611311", "u1", "i1", ",\"p\":1")
                               EVENT("B", "1602611312.5", "u2", "i2", ",\"p\":\"\\u0000\""),
                           &report);

    (void)state;
    assert_int_equal(report.records, 2);
    assert_int_equal(report.rows, 2);
    assert_int_equal(report.duplicates, 0);
    assert_answer(db, "SELECT string_agg(t::VARCHAR, ' ' ORDER BY insert_id) FROM t",
                  "{'event_name': A, 'event_time': '2020-10-13 17:48:31', 'distinct_id': u1, "
                  "'insert_id': i1, 'properties': '{\"p\":1}'} {'event_name': B, 'event_time': "
                  "'2020-10-13 17:48:32.5', 'distinct_id': u2, 'insert_id': i2, 'properties': "
                  "'{\"p\":\"\\\\u0000\"}'}");
    mpdata_db_free(db);
}

static void the_schema_is_that_of_the_design(void **state)
{
    mpdata_ingest_report report;
    mpdata_db *db = loaded(MPDATA_TABLE_EVENTS, EVENT("A", "1", "u", "i", ""), &report);
    MPDATA_AUTO(table_schema) schema = NULL;
    static const mpdata_column_info wanted[] = {{"event_name", "VARCHAR", false, false},
                                                {"event_time", "TIMESTAMP", false, false},
                                                {"distinct_id", "VARCHAR", false, false},
                                                {"insert_id", "VARCHAR", false, true},
                                                {"properties", "JSON", true, false}};

    (void)state;
    assert_int_equal(mpdata_table_schema_read(db, "T", &schema, NULL), MPDATA_OK);
    assert_string_equal(mpdata_table_schema_table(schema)->name, "t");
    assert_int_equal(mpdata_table_schema_column_count(schema), 5);
    for (size_t i = 0; i < 5; i++) {
        const mpdata_column_info *column = mpdata_table_schema_column(schema, i);
        assert_string_equal(column->name, wanted[i].name);
        assert_string_equal(column->type, wanted[i].type);
        assert_int_equal(column->nullable, wanted[i].nullable);
        assert_int_equal(column->primary_key, wanted[i].primary_key);
    }
    assert_null(mpdata_table_schema_column(schema, 5));
    mpdata_db_free(db);
}

static void metadata_tells_rows_days_and_sources(void **state)
{
    mpdata_ingest_report report;
    mpdata_db *db = loaded(
        MPDATA_TABLE_EVENTS,
        EVENT("A", "1602611311", "u", "i", "") EVENT("A", "1602700000", "u", "j", ""), &report);
    MPDATA_AUTO(table_list) list = NULL;

    (void)state;
    assert_int_equal(mpdata_table_list_read(db, &list, NULL), MPDATA_OK);
    assert_int_equal(mpdata_table_list_count(list), 1);
    const mpdata_table_info *table = mpdata_table_list_at(list, 0);
    assert_string_equal(table->name, "t");
    assert_int_equal(table->type, MPDATA_TABLE_EVENTS);
    assert_int_equal(table->rows, 2);
    assert_int_equal(table->from_day, 18548);
    assert_int_equal(table->to_day, 18549);
    assert_true(table->fetched_at_us > INT64_C(1700000000000000));
    assert_null(mpdata_table_list_at(list, 1));
    assert_answer(db,
                  "SELECT type || ' ' || json_array_length(sources) || ' ' || mpdata_version"
                  " FROM _metadata",
                  "events 1 " MPDATA_VERSION_STRING);
    mpdata_db_free(db);
}

static void an_exact_repeat_is_one_event_and_the_first_stays(void **state)
{
    mpdata_ingest_report report;
    mpdata_db *db =
        loaded(MPDATA_TABLE_EVENTS,
               EVENT("A", "1", "u", "i", ",\"n\":1") EVENT("A", "1", "u", "j", "")
                   EVENT("A", "1.0", "u", "i", ",\"n\":2") EVENT("A", "1", "u", "i", ",\"n\":1"),
               &report);

    (void)state;
    assert_int_equal(report.records, 4);
    assert_int_equal(report.rows, 2);
    assert_int_equal(report.duplicates, 2);
    assert_int_equal(report.shared_ids, 0);
    assert_answer(db, "SELECT properties::VARCHAR FROM t WHERE insert_id = 'i'", "{\"n\":1}");
    mpdata_db_free(db);
}

static void different_events_under_one_id_are_all_kept(void **state)
{
    mpdata_ingest_report report;
    mpdata_db *db = loaded(MPDATA_TABLE_EVENTS,
                           EVENT("B", "5", "u", "i", "") EVENT("A", "5", "u", "i", "")
                               EVENT("A", "5", "v", "i", "") EVENT("A", "5", "v", "i", "")
                                   EVENT("A", "6", "a", "i", ""),
                           &report);

    (void)state;
    assert_int_equal(report.rows, 4);
    assert_int_equal(report.duplicates, 1);
    assert_int_equal(report.shared_ids, 3);
    assert_answer(db, "SELECT event_name || distinct_id FROM t WHERE insert_id = 'i'", "Au");
    assert_answer(db, "SELECT count(*) FROM t WHERE regexp_full_match(insert_id, 'i#[0-9a-f]{16}')",
                  "3");
    /* Part of the format of the database: this value never changes. */
    assert_answer(db, "SELECT insert_id FROM t WHERE event_name = 'B'", "i#2d2668acaca88b5e");
    mpdata_db_free(db);
}

static void events_without_an_id_are_kept_and_counted(void **state)
{
    mpdata_ingest_report report;
    mpdata_db *db = loaded(MPDATA_TABLE_EVENTS,
                           "{\"event\":\"A\",\"properties\":{\"time\":1,\"distinct_id\":\"u\"}}\n"
                           "{\"event\":\"A\",\"properties\":{\"time\":1,\"distinct_id\":\"u\"}}\n"
                           "{\"event\":\"A\",\"properties\":{\"time\":2,\"distinct_id\":\"u\"}}\n",
                           &report);

    (void)state;
    assert_int_equal(report.missing_ids, 3);
    assert_int_equal(report.duplicates, 1);
    assert_int_equal(report.rows, 2);
    assert_answer(db, "SELECT count(*) FROM t WHERE starts_with(insert_id, 'mp:')", "2");
    mpdata_db_free(db);
}

#define PROFILE(id, last_seen, n)                                                                  \
    "{\"$distinct_id\":\"" id "\",\"$properties\":{\"$last_seen\":" last_seen ",\"n\":" n "}}\n"

static void the_newest_profile_wins_else_the_later_one(void **state)
{
    mpdata_ingest_report report;
    mpdata_db *db =
        loaded(MPDATA_TABLE_PROFILES,
               PROFILE("newest", "\"2026-01-02T00:00:00\"",
                       "1") PROFILE("newest", "\"2026-01-03T00:00:00\"", "2")
                   PROFILE("newest", "\"2026-01-01T00:00:00\"", "3")
                       PROFILE("equal", "\"2026-01-01T00:00:00\"", "1")
                           PROFILE("equal", "\"2026-01-01T00:00:00\"", "2")
                               PROFILE("absent", "null", "1") PROFILE("absent", "null", "2")
                                   PROFILE("reset", "\"2026-01-09T00:00:00\"", "1")
                                       PROFILE("reset", "null", "2")
                                           PROFILE("reset", "\"2026-01-02T00:00:00\"", "3")
                                               PROFILE("reset", "\"2026-01-01T00:00:00\"", "4")
                                                   PROFILE("last", "\"2026-01-09T00:00:00\"", "1")
                                                       PROFILE("last", "null", "2"),
               &report);

    (void)state;
    assert_int_equal(report.records, 13);
    assert_int_equal(report.rows, 5);
    assert_int_equal(report.duplicates, 8);
    assert_answer(db,
                  "SELECT string_agg(distinct_id || (properties->>'$.n'), ' ' ORDER BY distinct_id)"
                  " FROM t",
                  "absent2 equal2 last2 newest2 reset3");
    mpdata_db_free(db);
}

static void an_empty_file_makes_an_empty_table(void **state)
{
    mpdata_ingest_report report;
    mpdata_db *db = loaded(MPDATA_TABLE_EVENTS, "", &report);
    MPDATA_AUTO(table_list) list = NULL;

    (void)state;
    assert_int_equal(report.records, 0);
    assert_int_equal(report.rows, 0);
    assert_int_equal(mpdata_table_list_read(db, &list, NULL), MPDATA_OK);
    assert_int_equal(mpdata_table_list_at(list, 0)->rows, 0);
    assert_int_equal(mpdata_table_list_at(list, 0)->from_day, MPDATA_NO_DAY);
    mpdata_db_free(db);
}

static void several_files_make_one_table(void **state)
{
    char *first = path_in(folder, "a.ndjson");
    char *second = path_in(folder, "b.ndjson");
    const char *const paths[] = {first, second};
    mpdata_ingest_report report;
    mpdata_db *db = memory_or_fail();

    (void)state;
    file_write_text(first, EVENT("A", "1", "u", "i", ",\"n\":1") "\n");
    file_write_text(second, EVENT("A", "1", "u", "i", ",\"n\":2") EVENT("A", "2", "u", "j", ""));
    assert_int_equal(
        mpdata_ingest_files(db, MPDATA_TABLE_EVENTS, "t", paths, 2, NULL, &report, NULL),
        MPDATA_OK);
    assert_int_equal(report.rows, 2);
    assert_int_equal(report.duplicates, 1);
    assert_answer(db, "SELECT properties::VARCHAR FROM t WHERE insert_id = 'i'", "{\"n\":1}");
    mpdata_db_free(db);
    free(first);
    free(second);
}

static void a_parallel_load_loses_and_doubles_nothing(void **state)
{
    char *path = large_file("large.ndjson", NULL, -1);
    mpdata_db *db = memory_or_fail();

    (void)state;
    assert_int_equal(load_or_fail(db, MPDATA_TABLE_EVENTS, "t", path).rows, 60000);
    assert_answer(db,
                  "SELECT count(DISTINCT insert_id)::VARCHAR || ' ' ||"
                  " sum((properties->>'$.filler')::BIGINT)::VARCHAR FROM t",
                  "60000 1799970000");
    mpdata_db_free(db);
    free(path);
}

static void tables_live_side_by_side_and_are_dropped_alone(void **state)
{
    char *events = path_in(folder, "e.ndjson");
    char *profiles = path_in(folder, "p.ndjson");
    mpdata_db *db = memory_or_fail();
    MPDATA_AUTO(table_list) list = NULL;
    mpdata_error error;
    bool exists = false;

    (void)state;
    file_write_text(events, EVENT("A", "1", "u", "i", ""));
    file_write_text(profiles, PROFILE("u", "null", "1"));
    (void)load_or_fail(db, MPDATA_TABLE_EVENTS, "B_events", events);
    (void)load_or_fail(db, MPDATA_TABLE_PROFILES, "a_profiles", profiles);
    (void)load_or_fail(db, MPDATA_TABLE_EVENTS, "select", events);
    assert_int_equal(mpdata_table_list_read(db, &list, NULL), MPDATA_OK);
    assert_int_equal(mpdata_table_list_count(list), 3);
    assert_string_equal(mpdata_table_list_at(list, 0)->name, "a_profiles");
    assert_int_equal(mpdata_table_list_at(list, 0)->type, MPDATA_TABLE_PROFILES);
    assert_string_equal(mpdata_table_list_at(list, 1)->name, "B_events");
    assert_int_equal(mpdata_table_drop(db, "b_EVENTS", &error), MPDATA_OK);
    assert_int_equal(mpdata_table_exists(db, "B_events", &exists, &error), MPDATA_OK);
    assert_false(exists);
    assert_int_equal(mpdata_table_exists(db, "A_Profiles", &exists, &error), MPDATA_OK);
    assert_true(exists);
    assert_answer(db, "SELECT count(*) FROM _metadata", "2");
    assert_int_equal(mpdata_table_drop(db, "B_events", &error), MPDATA_ERROR_TABLE_NOT_FOUND);
    assert_int_equal(mpdata_table_drop(db, "_metadata", &error), MPDATA_ERROR_ARGUMENT);
    (void)load_or_fail(db, MPDATA_TABLE_EVENTS, "B_events", events);
    mpdata_db_free(db);
    free(events);
    free(profiles);
}

static void the_scan_is_no_table_for_anyone_else(void **state)
{
    mpdata_ingest_report report;
    mpdata_db *db = loaded(MPDATA_TABLE_EVENTS, EVENT("A", "1", "u", "i", ""), &report);
    mpdata_result *result = NULL;
    mpdata_error error;

    (void)state;
    assert_int_equal(mpdata_query_run(db, "SELECT * FROM mpdata_scan()", MPDATA_NUL_TERMINATED,
                                      NULL, 0, &result, &error),
                     MPDATA_ERROR_QUERY);
    assert_non_null(strstr(error.message, "mpdata's own"));
    mpdata_db_free(db);
}

static void the_report_tells_the_size_of_the_file(void **state)
{
    char *path = path_in(folder, "size.ndjson");
    char *database = path_in(folder, "size.db");
    mpdata_db *db = open_or_fail(database);

    (void)state;
    file_write_text(path, EVENT("A", "1", "u", "i", ""));
    mpdata_ingest_report report = load_or_fail(db, MPDATA_TABLE_EVENTS, "t", path);
    assert_int_equal(report.bytes, 73);
    assert_true(report.file_bytes > 4096);
    mpdata_db_free(db);
    free(path);
    free(database);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(events_become_rows),
        cmocka_unit_test(the_schema_is_that_of_the_design),
        cmocka_unit_test(metadata_tells_rows_days_and_sources),
        cmocka_unit_test(an_exact_repeat_is_one_event_and_the_first_stays),
        cmocka_unit_test(different_events_under_one_id_are_all_kept),
        cmocka_unit_test(events_without_an_id_are_kept_and_counted),
        cmocka_unit_test(the_newest_profile_wins_else_the_later_one),
        cmocka_unit_test(an_empty_file_makes_an_empty_table),
        cmocka_unit_test(several_files_make_one_table),
        cmocka_unit_test(a_parallel_load_loses_and_doubles_nothing),
        cmocka_unit_test(tables_live_side_by_side_and_are_dropped_alone),
        cmocka_unit_test(the_scan_is_no_table_for_anyone_else),
        cmocka_unit_test(the_report_tells_the_size_of_the_file),
    };

    return cmocka_run_group_tests(tests, make_folder, remove_folder);
}
