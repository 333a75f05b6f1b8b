/*
 * The names that Tab knows of a database.
 */
#include "harness.h"

#include "database_fixture.h"
#include "folder_fixture.h"
#include "no_time_limit.h"
#include "shell_database.h"
#include "shell_names.h"

/* More than are looked at, all with one key, and of three events. */
#define MANY_EVENTS 60000

static void write_events(const char *path)
{
    FILE *file = fopen(path, "w");

    assert_non_null(file);
    for (int i = 0; i < MANY_EVENTS; i++)
        (void)fprintf(
            file, "{\"event\":\"E%d\",\"properties\":{\"time\":1,\"$insert_id\":\"%d\",\"k\":1}}\n",
            i % 3, i);
    assert_int_equal(fclose(file), 0);
}

static void assert_names(name_catalog *c, name_kind kind, const char *wanted, size_t count)
{
    const name_set *set = name_catalog_get(c, kind);
    size_t found = 0;

    for (size_t i = 0; i < set->count; i++)
        found += strcmp(set->names[i], wanted) == 0;
    assert_int_equal(found, 1);
    assert_int_equal(set->count, count);
}

static void of_a_large_table_a_sample_is_looked_at(void **state)
{
    char *path = path_in(folder, "events");
    target where = TARGET_INIT;
    shell_database d = {.where = &where, .db = memory_or_fail()};
    name_catalog names = {.fetch = shell_names_fetch, .payload = &d};

    (void)state;
    write_events(path);
    (void)load_or_fail(d.db, MPDATA_TABLE_EVENTS, "events", path);
    assert_names(&names, NAME_KEY, "k", 1);
    assert_names(&names, NAME_EVENT, "E1", 3);
    name_catalog_forget(&names);
    mpdata_db_free(d.db);
    free(path);
}

/* As SQL can leave it. */
static void what_has_no_name_is_left_out(void **state)
{
    char *path = path_in(folder, "few");
    target where = TARGET_INIT;
    shell_database d = {.where = &where, .db = memory_or_fail()};
    name_catalog names = {.fetch = shell_names_fetch, .payload = &d};

    (void)state;
    file_write_text(path, "{\"event\":\"A\",\"properties\":{\"time\":1,\"$insert_id\":\"a\"}}\n");
    (void)load_or_fail(d.db, MPDATA_TABLE_EVENTS, "events", path);
    (void)ask(d.db, "ALTER TABLE events ALTER event_name DROP NOT NULL");
    (void)ask(d.db, "INSERT INTO events (insert_id, event_time, distinct_id, properties)"
                    " SELECT 'b', event_time, 'u', '{}' FROM events");
    assert_names(&names, NAME_EVENT, "A", 1);
    name_catalog_forget(&names);
    mpdata_db_free(d.db);
    free(path);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(of_a_large_table_a_sample_is_looked_at),
        cmocka_unit_test(what_has_no_name_is_left_out),
    };

    return cmocka_run_group_tests(tests, make_folder, remove_folder);
}
