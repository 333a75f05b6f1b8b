/*
 * Records of 130 kB: DuckDB holds the blocks of 2,048 of them at once, more than a load of common records has memory for.
 */
#include "folder_fixture.h"
#include "push_fixture.h"

#include <stdlib.h>

#include "engine/connection.h"
#include "store/database.h"

/* Each has a block of 256 KiB to itself. */
#define WIDE_BYTES ((size_t)131200)
#define WIDE_RECORDS 1000
#define COMMON_RECORDS 20000
#define LOADED_SQL "SELECT count(*) || ' ' || sum((length(properties) > 130000)::INT) FROM t"

static mpdata_db *open_in_folder(const char *name, const mpdata_open_options *options)
{
    char *path = path_in(folder, name);
    mpdata_db *db = NULL;
    mpdata_error error;

    if (mpdata_open(path, options, &db, &error) != MPDATA_OK)
        fail_msg("%s", error.message);
    free(path);
    return db;
}

static char *wide_text(void)
{
    char *text = malloc(WIDE_BYTES + 1);

    assert_non_null(text);
    memset(text, 'x', WIDE_BYTES);
    text[WIDE_BYTES] = '\0';
    return text;
}

static void write_common(FILE *file, char kind)
{
    for (int i = 0; i < COMMON_RECORDS; i++)
        (void)fprintf(file,
                      "{\"event\":\"A\",\"properties\":{\"time\":1,\"distinct_id\":\"u\","
                      "\"$insert_id\":\"%c%d\"}}\n",
                      kind, i);
}

/* Wide records amid common ones. */
static char *mixed_file(const char *name)
{
    char *path = path_in(folder, name);
    char *text = wide_text();
    FILE *file = fopen(path, "w");

    assert_non_null(file);
    write_common(file, 'a');
    for (int i = 0; i < WIDE_RECORDS; i++)
        (void)fprintf(file,
                      "{\"event\":\"A\",\"properties\":{\"time\":1,\"distinct_id\":\"u\","
                      "\"$insert_id\":\"w%d\",\"v\":\"%s\"}}\n",
                      i, text);
    write_common(file, 'b');
    assert_int_equal(fclose(file), 0);
    free(text);
    return path;
}

static void wide_records_amid_common_ones_are_loaded(void **state)
{
    char *input = mixed_file("mixed.ndjson");
    const char *const paths[] = {input};

    (void)state;
    for (int has_key = 0; has_key < 2; has_key++) {
        mpdata_open_options one_thread = MPDATA_OPEN_OPTIONS_INIT;
        mpdata_ingest_options options = MPDATA_INGEST_OPTIONS_INIT;
        mpdata_error error;

        one_thread.threads = 1;
        mpdata_db *db = open_in_folder(has_key ? "key.db" : "no-key.db", &one_thread);

        options.primary_key = has_key ? MPDATA_PRIMARY_KEY_YES : MPDATA_PRIMARY_KEY_NO;
        if (mpdata_ingest_files(db, MPDATA_TABLE_EVENTS, "t", paths, 1, &options, NULL, &error) !=
            MPDATA_OK)
            fail_msg("%s", error.message);
        assert_answer(db, LOADED_SQL, "41000 1000");
        mpdata_db_free(db);
    }
    free(input);
}

static mpdata_status push_wide(mpdata_db *db, const mpdata_ingest_options *options, int count,
                               mpdata_error *error)
{
    mpdata_load *load = begin_or_fail(db, options);
    char *text = wide_text();
    char *properties = malloc(WIDE_BYTES + 16);
    mpdata_status status = MPDATA_OK;

    assert_non_null(properties);
    (void)snprintf(properties, WIDE_BYTES + 16, "{\"v\":\"%s\"}", text);
    for (int i = 0; status == MPDATA_OK && i < count; i++) {
        mpdata_record added = numbered(i);

        added.properties = text_of(properties);
        status = mpdata_load_push(load, &added, error);
    }
    if (status == MPDATA_OK)
        status = mpdata_load_commit(load, NULL, error);
    mpdata_load_free(load);
    free(properties);
    free(text);
    return status;
}

static void wide_records_that_are_pushed_go_into_a_new_table_and_into_an_old_one(void **state)
{
    (void)state;
    for (int has_key = 0; has_key < 2; has_key++) {
        mpdata_ingest_options options = MPDATA_INGEST_OPTIONS_INIT;
        mpdata_db *db = open_in_folder(has_key ? "push-key.db" : "push.db", NULL);
        mpdata_error error;

        options.primary_key = has_key ? MPDATA_PRIMARY_KEY_YES : MPDATA_PRIMARY_KEY_NO;
        if (push_wide(db, &options, WIDE_RECORDS, &error) != MPDATA_OK)
            fail_msg("%s", error.message);
        options.mode = MPDATA_INGEST_APPEND;
        options.primary_key = MPDATA_PRIMARY_KEY_AUTO;
        if (push_wide(db, &options, WIDE_RECORDS + 500, &error) != MPDATA_OK)
            fail_msg("%s", error.message);
        assert_answer(db, LOADED_SQL, "1500 1500");
        mpdata_db_free(db);
    }
}

static void after_a_load_of_wide_records_the_limit_is_what_it_was(void **state)
{
    mpdata_open_options options = MPDATA_OPEN_OPTIONS_INIT;
    mpdata_error error;

    (void)state;
    options.memory_limit_bytes = UINT64_C(3) << 30;
    mpdata_db *db = open_in_folder("limit.db", &options);
    if (push_wide(db, NULL, WIDE_RECORDS, &error) != MPDATA_OK)
        fail_msg("%s", error.message);
    assert_answer(db, "SELECT current_setting('memory_limit')", "3.0 GiB");
    mpdata_db_free(db);
}

/* The limit that the error asks for is enough. */
static void a_limit_that_does_not_suffice_is_named_with_one_that_does(void **state)
{
    mpdata_open_options options = MPDATA_OPEN_OPTIONS_INIT;
    unsigned long long wanted_mib = 0;
    mpdata_error error;

    (void)state;
    options.threads = 1;
    options.memory_limit_bytes = UINT64_C(250) << 20;
    mpdata_db *db = open_in_folder("lack.db", &options);
    if (push_wide(db, NULL, WIDE_RECORDS, &error) != MPDATA_ERROR_MEMORY)
        fail_msg("%s", error.message);
    assert_no_table(db);
    mpdata_db_free(db);
    const char *take = strstr(error.message, "they take about ");
    if (strstr(error.message, "limit of 250 MiB does not suffice") == NULL || take == NULL)
        fail_msg("%s", error.message);
    wanted_mib = strtoull(take + strlen("they take about "), NULL, 10);
    assert_in_range(wanted_mib, 300, 800);
    options.memory_limit_bytes = wanted_mib << 20;
    db = open_in_folder("lack.db", &options);
    if (push_wide(db, NULL, WIDE_RECORDS, &error) != MPDATA_OK)
        fail_msg("%s", error.message);
    assert_answer(db, LOADED_SQL, "1000 1000");
    mpdata_db_free(db);
}

typedef struct takes_memory {
    mpdata_db *db;
    bool is_done;
} takes_memory;

/* Once the rows are about to be copied. */
static int take_memory(const mpdata_ingest_progress *progress, void *payload)
{
    takes_memory *t = payload;
    engine_connection *beside = NULL;

    if (progress->phase != MPDATA_INGEST_COMMITTING || t->is_done)
        return 0;
    t->is_done = true;
    assert_int_equal(engine_connection_share(t->db->connection, &beside, NULL), MPDATA_OK);
    assert_int_equal(engine_execute(beside, "SET memory_limit = '230MB'", NULL), MPDATA_OK);
    engine_connection_close(beside);
    return 0;
}

static void an_append_that_memory_fails_is_tried_again_with_all_there_is(void **state)
{
    mpdata_open_options one_thread = MPDATA_OPEN_OPTIONS_INIT;
    mpdata_ingest_options options = MPDATA_INGEST_OPTIONS_INIT;
    mpdata_error error;

    (void)state;
    one_thread.threads = 1;
    mpdata_db *db = open_in_folder("again.db", &one_thread);
    takes_memory taken = {db, false};
    if (push_wide(db, &options, 1, &error) != MPDATA_OK)
        fail_msg("%s", error.message);
    options.mode = MPDATA_INGEST_APPEND;
    options.progress = take_memory;
    options.progress_payload = &taken;
    if (push_wide(db, &options, WIDE_RECORDS, &error) != MPDATA_OK)
        fail_msg("%s", error.message);
    assert_true(taken.is_done);
    assert_answer(db, LOADED_SQL, "1000 1000");
    mpdata_db_free(db);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(wide_records_amid_common_ones_are_loaded),
        cmocka_unit_test(wide_records_that_are_pushed_go_into_a_new_table_and_into_an_old_one),
        cmocka_unit_test(after_a_load_of_wide_records_the_limit_is_what_it_was),
        cmocka_unit_test(an_append_that_memory_fails_is_tried_again_with_all_there_is),
        cmocka_unit_test(a_limit_that_does_not_suffice_is_named_with_one_that_does),
    };

    return cmocka_run_group_tests(tests, make_folder, remove_folder);
}
