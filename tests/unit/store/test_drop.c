#include "load_fixture.h"

#include <pthread.h>
#include <stdatomic.h>

/* A drop that says it was interrupted has dropped nothing; one that has dropped says so. */

#define ROUNDS 60

typedef struct interrupter {
    mpdata_db *db;
    atomic_bool is_over;
} interrupter;

static void *interrupt_all_the_time(void *payload)
{
    interrupter *i = payload;

    while (!atomic_load(&i->is_over))
        mpdata_db_interrupt(i->db);
    return NULL;
}

/* The drop alone, with interruptions from its beginning to its end. */
static mpdata_status drop_under_interruptions(mpdata_db *db)
{
    interrupter i = {.db = db};
    pthread_t thread;
    mpdata_error error;

    atomic_init(&i.is_over, false);
    assert_int_equal(pthread_create(&thread, NULL, interrupt_all_the_time, &i), 0);
    mpdata_status status = mpdata_table_drop(db, "t", &error);
    atomic_store(&i.is_over, true);
    assert_int_equal(pthread_join(thread, NULL), 0);
    return status;
}

static void what_a_drop_says_is_what_it_did(void **state)
{
    char *input = path_in(folder, "drop.ndjson");
    char *path = path_in(folder, "drop.db");
    mpdata_db *db = open_or_fail(path);
    bool exists = false;

    (void)state;
    file_write_text(input, EVENT("A", "1600000000", "u", "1", ""));
    for (int round = 0; round < ROUNDS; round++) {
        (void)load_or_fail(db, MPDATA_TABLE_EVENTS, "t", input);
        mpdata_status status = drop_under_interruptions(db);

        assert_int_equal(mpdata_table_exists(db, "t", &exists, NULL), MPDATA_OK);
        assert_int_equal(exists, status != MPDATA_OK);
        if (exists)
            assert_int_equal(mpdata_table_drop(db, "t", NULL), MPDATA_OK);
    }
    mpdata_db_free(db);
    free(path);
    free(input);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(what_a_drop_says_is_what_it_did)};

    return cmocka_run_group_tests(tests, make_folder, remove_folder);
}
