/*
 * What is remembered of loads takes as little after hundreds of them as after a few.
 */
#include "folder_fixture.h"
#include "push_fixture.h"

#include <stdlib.h>

#define LOADS 40

/* The i-th load has i records. */
static void load_once(mpdata_db *db, mpdata_ingest_mode mode, int records)
{
    mpdata_ingest_options options = MPDATA_INGEST_OPTIONS_INIT;
    mpdata_error error;

    options.mode = mode;
    mpdata_load *load = begin_or_fail(db, &options);
    for (int i = 0; i < records; i++)
        push_or_fail(load, numbered(i));
    if (mpdata_load_commit(load, NULL, &error) != MPDATA_OK)
        fail_msg("%s", error.message);
    mpdata_load_free(load);
}

static void assert_no_finding(mpdata_db *db)
{
    mpdata_check *check = NULL;

    assert_int_equal(mpdata_db_check(db, &check, NULL), MPDATA_OK);
    if (mpdata_check_count(check) > 0)
        fail_msg("%s", mpdata_check_at(check, 0)->message);
    mpdata_check_free(check);
}

static void the_history_of_many_loads_is_in_few_pieces_and_in_order(void **state)
{
    char *path = path_in(folder, "history.db");
    mpdata_db *db = open_or_fail(path);
    char wanted[LOADS * 4] = "1";

    (void)state;
    load_once(db, MPDATA_INGEST_CREATE, 1);
    for (int i = 2; i <= LOADS; i++) {
        load_once(db, i % 10 == 0 ? MPDATA_INGEST_REPLACE : MPDATA_INGEST_APPEND, i);
        (void)snprintf(wanted + strlen(wanted), sizeof(wanted) - strlen(wanted), " %d", i);
    }
    for (int i = 0; i < 2; i++) {
        assert_answer(db, "SELECT string_agg(rows_in::VARCHAR, ' ' ORDER BY rowid) FROM _loads",
                      wanted);
        int pieces = atoi(ask(db, "SELECT count(DISTINCT row_group_id)"
                                  " FROM pragma_storage_info('_loads')"));
        assert_in_range(pieces, 1, 16);
        assert_no_finding(db);
        mpdata_db_free(db);
        db = open_or_fail(path);
    }
    assert_answer(db, "SELECT count(*) FROM t", "40");
    mpdata_db_free(db);
    free(path);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_history_of_many_loads_is_in_few_pieces_and_in_order),
    };

    return cmocka_run_group_tests(tests, make_folder, remove_folder);
}
