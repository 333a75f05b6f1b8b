/*
 * The keys of properties: how often each comes, of which types, how many values.
 */
#include <string.h>

#include "folder_fixture.h"
#include "query/distinct_count.h"
#include "query_fixture.h"

static mpdata_db *loaded(const char *lines)
{
    char *path = path_in(folder, "events.ndjson");
    mpdata_db *db = memory_or_fail();

    file_write_text(path, lines);
    (void)load_or_fail(db, MPDATA_TABLE_EVENTS, "e", path);
    free(path);
    return db;
}

#define EVENT(name, id, properties)                                                                \
    "{\"event\":\"" name "\",\"properties\":{\"time\":1700000000,\"distinct_id\":\"u\","           \
    "\"$insert_id\":\"" id "\"" properties "}}\n"

static mpdata_key_list *keys_or_fail(mpdata_db *db, const char *event)
{
    mpdata_key_list *list = NULL;
    mpdata_error error;

    if (mpdata_table_keys(db, "e", event, &list, &error) != MPDATA_OK)
        fail_msg("%s", error.message);
    return list;
}

static const mpdata_key_info *key_called(const mpdata_key_list *list, const char *name)
{
    static const mpdata_key_info none;

    for (size_t i = 0; i < mpdata_key_list_count(list); i++)
        if (strcmp(mpdata_key_list_at(list, i)->name.data, name) == 0)
            return mpdata_key_list_at(list, i);
    fail_msg("there is no key %s", name);
    return &none;
}

static void keys_are_counted_with_their_types_and_values(void **state)
{
    mpdata_db *db = loaded(EVENT("A", "1", ",\"k\":1,\"t\":\"x\",\"n\":null,\"o\":{\"a\":[1, 2]}")
                               EVENT("A", "2", ",\"k\":\"1\",\"t\":\"x\",\"n\":null")
                                   EVENT("B", "3", ",\"k\":true,\"t\":\"y\",\"\":[]")
                                       EVENT("B", "4", ",\"k\":2.50,\"$s p.a/c~e\":\"\\u00e9\""));
    mpdata_key_list *list = keys_or_fail(db, NULL);

    (void)state;
    assert_int_equal(mpdata_key_list_rows(list), 4);
    assert_int_equal(mpdata_key_list_count(list), 6);
    assert_string_equal(mpdata_key_list_at(list, 0)->name.data, "k");
    assert_string_equal(mpdata_key_list_at(list, 1)->name.data, "t");
    assert_null(mpdata_key_list_at(list, 6));
    const mpdata_key_info *k = key_called(list, "k");
    assert_int_equal(k->rows, 4);
    assert_int_equal(k->numbers, 2);
    assert_int_equal(k->strings, 1);
    assert_int_equal(k->bools, 1);
    assert_int_equal(k->distinct_about, 4);
    assert_string_equal(k->example.data, "1");
    assert_int_equal(key_called(list, "t")->distinct_about, 2);
    assert_int_equal(key_called(list, "n")->nulls, 2);
    assert_int_equal(key_called(list, "n")->distinct_about, 0);
    assert_null(key_called(list, "n")->example.data);
    assert_int_equal(key_called(list, "o")->objects, 1);
    assert_string_equal(key_called(list, "o")->example.data, "{\"a\":[1,2]}");
    assert_int_equal(key_called(list, "")->arrays, 1);
    assert_string_equal(key_called(list, "$s p.a/c~e")->example.data, "\xC3\xA9");
    mpdata_key_list_free(list);
    mpdata_db_free(db);
}

static void the_keys_of_one_event_are_its_own(void **state)
{
    mpdata_db *db = loaded(EVENT("A", "1", ",\"a\":1") EVENT("B'; --", "2", ",\"b\":1"));
    mpdata_key_list *list = keys_or_fail(db, "B'; --");

    (void)state;
    assert_int_equal(mpdata_key_list_rows(list), 1);
    assert_int_equal(mpdata_key_list_count(list), 1);
    (void)key_called(list, "b");
    mpdata_key_list_free(list);
    list = keys_or_fail(db, "nothing");
    assert_int_equal(mpdata_key_list_count(list), 0);
    mpdata_key_list_free(list);
    mpdata_db_free(db);
}

static void thousands_of_keys_are_kept_apart(void **state)
{
    mpdata_db *db = memory_or_fail();
    mpdata_key_list *list = NULL;

    (void)state;
    mpdata_db_free(db);
    db = loaded(EVENT("A", "1", ""));
    (void)ask(db, "INSERT INTO e SELECT 'A', TIMESTAMP '2024-01-01', 'u', 'i' || i,"
                  " ('{\"key' || (i % 3000) || '\":' || i || '}')::JSON FROM range(9000) r(i)");
    list = keys_or_fail(db, NULL);
    assert_int_equal(mpdata_key_list_count(list), 3000);
    for (size_t i = 0; i < 3000; i++) {
        assert_int_equal(mpdata_key_list_at(list, i)->rows, 3);
        assert_int_equal(mpdata_key_list_at(list, i)->distinct_about, 3);
    }
    mpdata_key_list_free(list);
    mpdata_db_free(db);
}

static void a_long_example_is_cut_between_characters(void **state)
{
    mpdata_db *db = loaded(EVENT("A", "1", ""));
    mpdata_key_list *list = NULL;

    (void)state;
    (void)ask(db, "INSERT INTO e SELECT 'A', TIMESTAMP '2024-01-01', 'u', 'i',"
                  " ('{\"k\":\"x' || repeat('\xC3\xA9', 1000) || '\"}')::JSON");
    list = keys_or_fail(db, NULL);
    assert_int_equal(key_called(list, "k")->example.bytes, 199);
    mpdata_key_list_free(list);
    mpdata_db_free(db);
}

static void distinct_values_are_counted_to_a_few_percent(void **state)
{
    static const uint64_t sizes[] = {0, 1, 10, 1000, 10000, 100000, 1000000};

    (void)state;
    for (size_t i = 0; i < sizeof(sizes) / sizeof(sizes[0]); i++) {
        distinct_count *counted = calloc(1, sizeof(*counted));

        assert_non_null(counted);
        for (uint64_t value = 0; value < sizes[i]; value++) {
            distinct_count_add(counted, &value, sizeof(value), 1);
            distinct_count_add(counted, &value, sizeof(value), 1);
        }
        double estimate = (double)distinct_count_estimate(counted);
        assert_true(estimate >= 0.95 * (double)sizes[i]);
        assert_true(estimate <= 1.05 * (double)sizes[i]);
        free(counted);
    }
}

/* SQL may have written it. */
static void a_row_without_properties_has_no_keys(void **state)
{
    mpdata_db *db = loaded(EVENT("A", "1", ",\"k\":1") EVENT("A", "2", ",\"k\":2"));
    mpdata_error error;

    (void)state;
    if (mpdata_query_execute(db, "UPDATE e SET properties = NULL WHERE insert_id = '2'",
                             MPDATA_NUL_TERMINATED, NULL, 0, NULL, &error) != MPDATA_OK)
        fail_msg("%s", error.message);
    mpdata_key_list *list = keys_or_fail(db, NULL);
    assert_int_equal(mpdata_key_list_rows(list), 2);
    assert_int_equal(mpdata_key_list_count(list), 1);
    assert_int_equal(key_called(list, "k")->rows, 1);
    mpdata_key_list_free(list);
    mpdata_db_free(db);
}

static void a_row_whose_properties_are_no_object_is_told(void **state)
{
    static const char *const updates[] = {
        "UPDATE e SET properties = '[1]'", "UPDATE e SET properties = '5'",
        "ALTER TABLE e ALTER properties TYPE VARCHAR; UPDATE e SET properties = '{\"k\":'"};
    mpdata_db *db = loaded(EVENT("A", "1", ",\"k\":1"));
    mpdata_key_list *list = NULL;
    mpdata_error error;

    (void)state;
    for (size_t i = 0; i < sizeof(updates) / sizeof(updates[0]); i++) {
        if (mpdata_query_execute(db, updates[i], MPDATA_NUL_TERMINATED, NULL, 0, NULL, &error) !=
            MPDATA_OK)
            fail_msg("%s", error.message);
        assert_int_equal(mpdata_table_keys(db, "e", NULL, &list, &error), MPDATA_ERROR_INPUT);
        assert_non_null(strstr(error.message, "no JSON object"));
        assert_null(list);
    }
    mpdata_db_free(db);
}

static void what_has_no_keys_is_refused(void **state)
{
    mpdata_db *db = loaded(EVENT("A", "1", ""));
    char *path = path_in(folder, "profiles.ndjson");
    mpdata_key_list *list = NULL;
    mpdata_error error;

    (void)state;
    file_write_text(path, "{\"$distinct_id\":\"ann\",\"$properties\":{\"plan\":\"pro\"}}\n");
    (void)load_or_fail(db, MPDATA_TABLE_PROFILES, "p", path);
    assert_int_equal(mpdata_table_keys(db, "p", NULL, &list, &error), MPDATA_OK);
    assert_string_equal(mpdata_key_list_at(list, 0)->name.data, "plan");
    mpdata_key_list_free(list);
    assert_int_equal(mpdata_table_keys(db, "p", "A", &list, &error), MPDATA_ERROR_ARGUMENT);
    assert_int_equal(mpdata_table_keys(db, "nowhere", NULL, &list, &error),
                     MPDATA_ERROR_TABLE_NOT_FOUND);
    assert_int_equal(mpdata_table_keys(db, "e", NULL, NULL, &error), MPDATA_ERROR_ARGUMENT);
    assert_int_equal(mpdata_table_keys(NULL, "e", NULL, &list, &error), MPDATA_ERROR_ARGUMENT);
    mpdata_key_list_free(NULL);
    free(path);
    mpdata_db_free(db);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(keys_are_counted_with_their_types_and_values),
        cmocka_unit_test(the_keys_of_one_event_are_its_own),
        cmocka_unit_test(thousands_of_keys_are_kept_apart),
        cmocka_unit_test(a_long_example_is_cut_between_characters),
        cmocka_unit_test(distinct_values_are_counted_to_a_few_percent),
        cmocka_unit_test(a_row_without_properties_has_no_keys),
        cmocka_unit_test(a_row_whose_properties_are_no_object_is_told),
        cmocka_unit_test(what_has_no_keys_is_refused),
    };

    return cmocka_run_group_tests(tests, make_folder, remove_folder);
}
