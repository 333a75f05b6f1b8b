/*
 * A check whose questions to DuckDB fail: whatever it tells, the database answers after it.
 */
#include "database_fixture.h"
#include "fault_fixture.h"
#include "folder_fixture.h"

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

static void the_database_answers_after_a_check_that_failed(void **state)
{
    char *path = path_in(folder, "events.ndjson");
    mpdata_db *db = memory_or_fail();
    const trial t = {check, db, NULL, assert_answers};

    (void)state;
    file_write_text(path, "{\"event\":\"A\",\"properties\":{\"time\":1,\"distinct_id\":\"u\",\"$"
                          "insert_id\":\"i\"}}\n");
    (void)load_or_fail(db, MPDATA_TABLE_EVENTS, "events", path);
    assert_true(fail_each_call("engine", EIO, &t) > 10);
    mpdata_db_free(db);
    free(path);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_database_answers_after_a_check_that_failed),
    };

    return cmocka_run_group_tests(tests, make_folder, remove_folder);
}
