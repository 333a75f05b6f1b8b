/*
 * The same rows, whole and to the byte, and the same report, whatever number of threads reads the export and whatever it
 * comes out of.
 */
#include "store/load_fixture.h"

#include "compress_fixture.h"

/* Several ranges of 1 MiB for every thread's luck. */
#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
#define LINES 6000
#else
#define LINES 12000
#endif

static const int thread_counts[] = {1, 2, 8};
#define THREAD_COUNTS (sizeof(thread_counts) / sizeof(thread_counts[0]))

/* Numbers that look like chance, and are the same on every machine. */
static uint32_t chance(uint32_t *seed, uint32_t below)
{
    *seed = *seed * 1664525U + 1013904223U;
    return (*seed >> 8) % below;
}

/* Repeats, ids that different events share, and events without one; every line has a number of its own. */
static buffer event_lines(uint32_t seed)
{
    buffer out = BUFFER_INIT;

    for (int i = 0; i < LINES; i++) {
        uint32_t what = chance(&seed, 10);
        uint32_t id = chance(&seed, LINES / 2);
        char insert_id[48] = "";
        if (what > 0)
            (void)snprintf(insert_id, sizeof(insert_id), ",\"$insert_id\":\"i%u\"", id);
        /* An id has one event most of the time, and one of four else. */
        uint32_t other = what < 7 ? id : id + chance(&seed, 4);
        assert_true(buffer_append_format(
            &out,
            "{\"event\":\"E%u\",\"properties\":{\"time\":%u,\"distinct_id\":\"u%u\"%s,\"n\":%d,"
            "\"filler\":\"%0250d\"}}\n",
            other % 2, 1600000000U + other % 4 * 100000U, other % 8, insert_id,
            what == 0 && id % 2 == 0 ? 0 : i, 0));
    }
    return out;
}

/* The same profiles again and again: newer, older, as old, and without a time. */
static buffer profile_lines(uint32_t seed)
{
    buffer out = BUFFER_INIT;

    for (int i = 0; i < LINES; i++) {
        char last_seen[64] = "";
        uint32_t id = chance(&seed, LINES / 4);
        if (chance(&seed, 5) > 0)
            (void)snprintf(last_seen, sizeof(last_seen), "\"$last_seen\":\"2026-01-0%uT00:00:00\",",
                           1 + chance(&seed, 9));
        assert_true(buffer_append_format(&out,
                                         "{\"$distinct_id\":\"u%u\",\"$properties\":{%s\"n\":%d,"
                                         "\"filler\":\"%0250d\"}}\n",
                                         id, last_seen, i, 0));
    }
    return out;
}

typedef struct variant {
    mpdata_table_type type;
    mpdata_ingest_options options;
} variant;

static mpdata_ingest_report load_table(mpdata_db *db, const variant *v, mpdata_ingest_mode mode,
                                       const char *table, const char *path)
{
    mpdata_ingest_options options = v->options;
    mpdata_ingest_report report;
    mpdata_error error;

    options.mode = mode;
    if (mpdata_ingest_files(db, v->type, table, &path, 1, &options, &report, &error) != MPDATA_OK)
        fail_msg("%s", error.message);
    return report;
}

static void assert_same_report(const mpdata_ingest_report *found,
                               const mpdata_ingest_report *wanted)
{
    assert_int_equal(found->records, wanted->records);
    assert_int_equal(found->rows, wanted->rows);
    assert_int_equal(found->table_rows, wanted->table_rows);
    assert_int_equal(found->duplicates, wanted->duplicates);
    assert_int_equal(found->updated, wanted->updated);
    assert_int_equal(found->shared_ids, wanted->shared_ids);
    assert_int_equal(found->missing_ids, wanted->missing_ids);
}

static void assert_same_table(mpdata_db *db, const char *table, const char *wanted)
{
    char sql[256];

    for (int i = 0; i < 2; i++) {
        (void)snprintf(sql, sizeof(sql), "SELECT count(*) FROM (FROM %s EXCEPT ALL FROM %s)",
                       i == 0 ? table : wanted, i == 0 ? wanted : table);
        if (strcmp(ask(db, sql), "0") != 0)
            fail_msg("%s rows of one of %s and %s alone", ask(db, sql), table, wanted);
    }
}

/* Creates from the first file, then appends the second, with 1, 2 and 8 threads. */
static void check_variant(const variant *v, const char *const paths[2])
{
    mpdata_db *db = memory_or_fail();
    mpdata_ingest_report wanted[2];
    char table[16];
    char sql[64];

    for (size_t i = 0; i < THREAD_COUNTS; i++) {
        mpdata_ingest_report found[2];
        (void)snprintf(sql, sizeof(sql), "SET threads = %d", thread_counts[i]);
        (void)ask(db, sql);
        (void)snprintf(table, sizeof(table), "t%d", thread_counts[i]);
        found[0] = load_table(db, v, MPDATA_INGEST_CREATE, table, paths[0]);
        found[1] = load_table(db, v, MPDATA_INGEST_APPEND, table, paths[1]);
        if (i == 0)
            memcpy(wanted, found, sizeof(wanted));
        for (size_t step = 0; step < 2; step++)
            assert_same_report(&found[step], &wanted[step]);
        assert_same_table(db, table, "t1");
    }
    /* All that is compared is there. */
    assert_true(wanted[0].duplicates > 100 && wanted[1].duplicates > 100);
    assert_true(wanted[1].rows > 100);
    if (v->type == MPDATA_TABLE_EVENTS)
        assert_true(wanted[0].shared_ids > 100 && wanted[0].missing_ids > 100);
    else
        assert_true(wanted[1].updated > 100);
    mpdata_db_free(db);
}

static void write_and_dispose(const char *path, buffer content)
{
    file_write(path, content.data, content.bytes);
    buffer_dispose(&content);
}

static void check_events(mpdata_ingest_keep keep, mpdata_primary_key key)
{
    variant v = {MPDATA_TABLE_EVENTS, MPDATA_INGEST_OPTIONS_INIT};
    char *first = path_in(folder, "1.ndjson");
    char *second = path_in(folder, "2.ndjson");
    const char *const paths[2] = {first, second};

    v.options.keep = keep;
    v.options.primary_key = key;
    write_and_dispose(first, event_lines(1));
    write_and_dispose(second, event_lines(2));
    check_variant(&v, paths);
    free(first);
    free(second);
}

static void threads_make_the_same_events_keeping_the_first(void **state)
{
    (void)state;
    check_events(MPDATA_INGEST_KEEP_FIRST, MPDATA_PRIMARY_KEY_YES);
}

static void threads_make_the_same_events_keeping_the_last(void **state)
{
    (void)state;
    check_events(MPDATA_INGEST_KEEP_LAST, MPDATA_PRIMARY_KEY_YES);
}

static void threads_make_the_same_events_without_a_key_keeping_the_first(void **state)
{
    (void)state;
    check_events(MPDATA_INGEST_KEEP_FIRST, MPDATA_PRIMARY_KEY_NO);
}

static void threads_make_the_same_events_without_a_key_keeping_the_last(void **state)
{
    (void)state;
    check_events(MPDATA_INGEST_KEEP_LAST, MPDATA_PRIMARY_KEY_NO);
}

static void threads_make_the_same_profiles(void **state)
{
    variant v = {MPDATA_TABLE_PROFILES, MPDATA_INGEST_OPTIONS_INIT};
    char *first = path_in(folder, "1.ndjson");
    char *second = path_in(folder, "2.ndjson");
    const char *const paths[2] = {first, second};

    (void)state;
    write_and_dispose(first, profile_lines(1));
    write_and_dispose(second, profile_lines(2));
    for (int key = MPDATA_PRIMARY_KEY_YES; key <= MPDATA_PRIMARY_KEY_NO; key++) {
        v.options.primary_key = (mpdata_primary_key)key;
        check_variant(&v, paths);
    }
    free(first);
    free(second);
}

static void load_pushed(mpdata_db *db, const char *table, const buffer *lines)
{
    mpdata_load *load = NULL;
    mpdata_error error;

    assert_int_equal(mpdata_load_begin(db, MPDATA_TABLE_EVENTS, table, NULL, &load, NULL),
                     MPDATA_OK);
    for (size_t at = 0; at < lines->bytes; at += 10007) {
        size_t left = lines->bytes - at;
        assert_int_equal(
            mpdata_load_push_bytes(load, lines->data + at, left < 10007 ? left : 10007, NULL),
            MPDATA_OK);
    }
    if (mpdata_load_commit(load, NULL, &error) != MPDATA_OK)
        fail_msg("%s", error.message);
    mpdata_load_free(load);
}

static void sources_of_every_kind_make_the_same_table(void **state)
{
    variant v = {MPDATA_TABLE_EVENTS, MPDATA_INGEST_OPTIONS_INIT};
    char *path = path_in(folder, "source");
    mpdata_db *db = memory_or_fail();
    buffer lines = event_lines(3);
    buffer gzip = BUFFER_INIT;
    buffer zstd = BUFFER_INIT;

    (void)state;
    (void)ask(db, "SET threads = 8");
    file_write(path, lines.data, lines.bytes);
    (void)load_table(db, &v, MPDATA_INGEST_CREATE, "plain", path);
    add_gzip(&gzip, lines.data, lines.bytes);
    file_write(path, gzip.data, gzip.bytes);
    (void)load_table(db, &v, MPDATA_INGEST_CREATE, "gzip", path);
    add_zstd(&zstd, lines.data, lines.bytes);
    file_write(path, zstd.data, zstd.bytes);
    (void)load_table(db, &v, MPDATA_INGEST_CREATE, "zstd", path);
    load_pushed(db, "pushed", &lines);
    assert_same_table(db, "gzip", "plain");
    assert_same_table(db, "zstd", "plain");
    assert_same_table(db, "pushed", "plain");
    mpdata_db_free(db);
    buffer_dispose(&lines);
    buffer_dispose(&gzip);
    buffer_dispose(&zstd);
    free(path);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(threads_make_the_same_events_keeping_the_first),
        cmocka_unit_test(threads_make_the_same_events_keeping_the_last),
        cmocka_unit_test(threads_make_the_same_events_without_a_key_keeping_the_first),
        cmocka_unit_test(threads_make_the_same_events_without_a_key_keeping_the_last),
        cmocka_unit_test(threads_make_the_same_profiles),
        cmocka_unit_test(sources_of_every_kind_make_the_same_table),
    };

    return cmocka_run_group_tests(tests, make_folder, remove_folder);
}
