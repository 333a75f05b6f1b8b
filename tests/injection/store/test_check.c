/*
 * A check whose questions to DuckDB fail: whatever it tells, the database answers after it.
 */
#include "base/error.h"
#include "database_fixture.h"
#include "fault_fixture.h"
#include "folder_fixture.h"
#include "store/stage.h"

static mpdata_status check(void *payload, outcome *out, mpdata_error *error)
{
    mpdata_check *check = NULL;
    mpdata_status status = mpdata_db_check(payload, &check, error);

    /* What DuckDB can't read is a finding, and no failure. */
    (void)out;
    mpdata_check_free(check);
    return status;
}

static void assert_answers(void *payload, const fault *f, mpdata_status status)
{
    (void)f;
    (void)status;
    assert_answer(payload, "SELECT count(*) FROM events", "1");
}

static mpdata_db *loaded_or_fail(void)
{
    char *path = path_in(folder, "events.ndjson");
    mpdata_db *db = memory_or_fail();

    file_write_text(path, "{\"event\":\"A\",\"properties\":{\"time\":1,\"distinct_id\":\"u\",\"$"
                          "insert_id\":\"i\"}}\n");
    (void)load_or_fail(db, MPDATA_TABLE_EVENTS, "events", path);
    free(path);
    return db;
}

static void the_database_answers_after_a_check_that_failed(void **state)
{
    mpdata_db *db = loaded_or_fail();
    const trial t = {check, db, NULL, assert_answers};

    (void)state;
    assert_true(fail_each_call("engine", EIO, &t) > 10);
    mpdata_db_free(db);
}

/* What is found is counted: there is one thing to be found, whatever fails. */
static mpdata_status find_stage(void *payload, outcome *out, mpdata_error *error)
{
    mpdata_check *check = NULL;
    mpdata_status status = mpdata_db_check(payload, &check, error);

    for (size_t i = 0; status == MPDATA_OK && i < mpdata_check_count(check); i++)
        outcome_add_text(out, mpdata_check_at(check, i)->table);
    mpdata_check_free(check);
    return status;
}

/* It was once taken for damage of the file. */
static void a_disk_without_room_for_what_a_check_spills_is_no_damage(void **state)
{
    mpdata_db *db = loaded_or_fail();
    const trial t = {find_stage, db, NULL, assert_answers};

    (void)state;
    assert_true(fail_each_call("engine", ENOSPC, &t) > 10);
    mpdata_db_free(db);
}

/* Without somebody who wants to know why, too. */
static mpdata_status find_stage_in_silence(void *payload, outcome *out, mpdata_error *error)
{
    mpdata_status status = find_stage(payload, out, NULL);

    return status == MPDATA_OK ? status : error_set(error, status, "it says why to nobody");
}

static void without_memory_a_check_is_an_error_or_whole(void **state)
{
    mpdata_db *db = loaded_or_fail();

    (void)state;
    assert_int_equal(
        mpdata_query_execute(db,
                             "CREATE TABLE _mpdata_stage_x (a INTEGER); COMMENT ON TABLE "
                             "_mpdata_stage_x IS '" STAGE_COMMENT "'; CREATE SCHEMA s;"
                             "CREATE TABLE s.t AS FROM range(3)",
                             MPDATA_NUL_TERMINATED, NULL, 0, NULL, NULL),
        MPDATA_OK);
    fail_each_allocation(find_stage, db);
    fail_each_allocation(find_stage_in_silence, db);
    mpdata_db_free(db);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_database_answers_after_a_check_that_failed),
        cmocka_unit_test(a_disk_without_room_for_what_a_check_spills_is_no_damage),
        cmocka_unit_test(without_memory_a_check_is_an_error_or_whole),
    };

    return cmocka_run_group_tests(tests, make_folder, remove_folder);
}
