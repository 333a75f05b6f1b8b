/*
 * Looks at a table, exports and scripts while DuckDB fails: each question in its turn, and the answer is whole or an error.
 */
#include "fault_fixture.h"
#include "folder_fixture.h"
#include "query/query_fixture.h"

#define EVENTS                                                                                     \
    "{\"event\":\"A\",\"properties\":{\"time\":1700000000,\"distinct_id\":\"u\",\"$insert_id\":"   \
    "\"i1\",\"n\":1}}\n"

static mpdata_db *db;

static int open_table(void **state)
{
    (void)make_folder(state);
    char *path = path_in(folder, "lines");

    db = memory_or_fail();
    file_write_text(path, EVENTS);
    (void)load_or_fail(db, MPDATA_TABLE_EVENTS, "events", path);
    free(path);
    return 0;
}

static int close_table(void **state)
{
    mpdata_db_free(db);
    return remove_folder(state);
}

static mpdata_status count_keys(void *payload, outcome *out, mpdata_error *error)
{
    mpdata_key_list *keys = NULL;
    mpdata_status status = mpdata_table_keys(db, "events", NULL, &keys, error);

    (void)payload;
    if (status == MPDATA_OK)
        *out = mpdata_key_list_count(keys);
    mpdata_key_list_free(keys);
    return status;
}

static int take(const void *data, size_t bytes, void *payload)
{
    outcome_add(payload, data, bytes);
    return 0;
}

static mpdata_status export_events(void *payload, outcome *out, mpdata_error *error)
{
    (void)payload;
    return mpdata_table_export(db, "events", NULL, take, out, NULL, error);
}

static mpdata_status execute(void *payload, outcome *out, mpdata_error *error)
{
    uint64_t changed = 0;
    mpdata_status status =
        mpdata_query_execute(db, payload, MPDATA_NUL_TERMINATED, NULL, 0, &changed, error);

    if (status == MPDATA_OK)
        *out = changed + 1;
    return status;
}

static void each_question_is_answered_whole_or_is_an_error(void **state)
{
    static char rows[] = "SELECT range FROM range(5000)";
    static char change[] = "SELECT 1; CREATE OR REPLACE TEMP TABLE t AS SELECT 1";
    const trial trials[] = {{count_keys, NULL, NULL, NULL},
                            {export_events, NULL, NULL, NULL},
                            {execute, rows, NULL, NULL},
                            {execute, change, NULL, NULL}};

    (void)state;
    for (size_t i = 0; i < sizeof(trials) / sizeof(trials[0]); i++)
        assert_true(fail_each_call("engine", EIO, &trials[i]) >= 3);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(each_question_is_answered_whole_or_is_an_error),
    };

    return cmocka_run_group_tests(tests, open_table, close_table);
}
