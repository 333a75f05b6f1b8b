/*
 * How a load of records works with the program that feeds it: what is told and who can cancel.
 */
#include "store/push_fixture.h"

#include <pthread.h>

/* What a callback saw. It cancels from so many records on. */
typedef struct watcher {
    uint64_t cancel_at;
    int calls;
    int calls_while_reading;
    bool went_back;
    bool has_total;
    mpdata_ingest_progress last;
} watcher;

static int watch(const mpdata_ingest_progress *progress, void *payload)
{
    watcher *w = payload;

    w->calls++;
    w->calls_while_reading += progress->phase == MPDATA_INGEST_READING && progress->rows > 0;
    if (progress->rows < w->last.rows || progress->bytes < w->last.bytes ||
        progress->phase < w->last.phase || progress->elapsed_ms < w->last.elapsed_ms)
        w->went_back = true;
    w->has_total = w->has_total || progress->total_bytes != 0;
    w->last = *progress;
    return w->cancel_at > 0 && progress->rows >= w->cancel_at;
}

static mpdata_ingest_options watched_by(watcher *w)
{
    mpdata_ingest_options options = MPDATA_INGEST_OPTIONS_INIT;

    options.batch_records = 100;
    options.progress = watch;
    options.progress_payload = w;
    options.progress_interval_ms = 0;
    return options;
}

#define MANY_RECORDS 60000

static void assert_watched_to_the_end(const watcher *w)
{
    assert_true(w->calls_while_reading > 0);
    assert_false(w->went_back);
    /* Nobody knows how much there will be. */
    assert_false(w->has_total);
    assert_int_equal(w->last.phase, MPDATA_INGEST_DONE);
    assert_int_equal(w->last.rows, MANY_RECORDS);
    assert_true(w->last.bytes > MANY_RECORDS);
}

static void progress_is_told_while_records_are_pushed_and_at_the_end(void **state)
{
    mpdata_db *db = memory_or_fail();
    watcher w = {0};
    mpdata_ingest_options options = watched_by(&w);
    mpdata_load *load = begin_or_fail(db, &options);

    (void)state;
    for (int i = 0; i < MANY_RECORDS; i++)
        push_or_fail(load, numbered(i));
    assert_int_equal(commit_or_fail(load).rows, MANY_RECORDS);
    assert_watched_to_the_end(&w);
    mpdata_db_free(db);
}

static void progress_is_told_while_records_are_pulled_and_at_the_end(void **state)
{
    mpdata_db *db = memory_or_fail();
    counted_source source = {.count = MANY_RECORDS};
    watcher w = {0};
    mpdata_ingest_options options = watched_by(&w);

    (void)state;
    assert_int_equal(mpdata_load_records(db, MPDATA_TABLE_EVENTS, "t", next_counted, &source,
                                         &options, NULL, NULL),
                     MPDATA_OK);
    assert_watched_to_the_end(&w);
    mpdata_db_free(db);
}

static void a_callback_cancels_what_is_pushed(void **state)
{
    mpdata_db *db = memory_or_fail();
    watcher w = {.cancel_at = 1};
    mpdata_ingest_options options = watched_by(&w);
    mpdata_load *load = begin_or_fail(db, &options);
    mpdata_status status = MPDATA_OK;
    mpdata_error error;

    (void)state;
    for (int i = 0; status == MPDATA_OK && i < 10000000; i++) {
        mpdata_record added = numbered(i);
        status = mpdata_load_push(load, &added, &error);
    }
    assert_int_equal(status, MPDATA_ERROR_INTERRUPTED);
    assert_int_equal(mpdata_load_commit(load, NULL, &error), MPDATA_ERROR_INTERRUPTED);
    mpdata_load_free(load);
    assert_no_table(db);
    mpdata_db_free(db);
}

static void a_callback_cancels_what_is_pulled(void **state)
{
    mpdata_db *db = memory_or_fail();
    counted_source source = {.count = 10000000};
    watcher w = {.cancel_at = 1};
    mpdata_ingest_options options = watched_by(&w);
    mpdata_error error;

    (void)state;
    assert_int_equal(mpdata_load_records(db, MPDATA_TABLE_EVENTS, "t", next_counted, &source,
                                         &options, NULL, &error),
                     MPDATA_ERROR_INTERRUPTED);
    assert_true(source.next < source.count);
    assert_no_table(db);
    mpdata_db_free(db);
}

/* What a callback saw that is called after so many batches. */
typedef struct batch_watcher {
    pthread_t pusher;
    int calls_while_reading;
    uint64_t wanted_rows;
    uint64_t step_rows;
    int calls_at_the_end;
} batch_watcher;

static int watch_batches(const mpdata_ingest_progress *progress, void *payload)
{
    batch_watcher *w = payload;

    w->calls_at_the_end += progress->phase == MPDATA_INGEST_DONE;
    if (progress->phase != MPDATA_INGEST_READING)
        return 0;
    w->wanted_rows += w->step_rows;
    w->calls_while_reading++;
    assert_true(pthread_equal(w->pusher, pthread_self()));
    assert_int_equal(progress->rows, w->wanted_rows);
    assert_true(progress->bytes >= progress->rows);
    return progress->rows == 99900;
}

static void progress_is_told_every_so_many_batches_by_who_pushes(void **state)
{
    mpdata_db *db = memory_or_fail();
    batch_watcher w = {.pusher = pthread_self(), .step_rows = 300};
    mpdata_ingest_options options = MPDATA_INGEST_OPTIONS_INIT;

    (void)state;
    options.batch_records = 100;
    options.progress = watch_batches;
    options.progress_payload = &w;
    options.progress_batches = 3;
    mpdata_load *load = begin_or_fail(db, &options);
    for (int i = 0; i < 3050; i++)
        push_or_fail(load, numbered(i));
    assert_int_equal(w.calls_while_reading, 10);
    assert_int_equal(commit_or_fail(load).rows, 3050);
    assert_int_equal(w.calls_while_reading, 10);
    assert_int_equal(w.calls_at_the_end, 1);
    mpdata_db_free(db);
}

static void who_pushes_can_cancel_after_a_batch(void **state)
{
    mpdata_db *db = memory_or_fail();
    batch_watcher w = {.pusher = pthread_self(), .step_rows = 100};
    mpdata_ingest_options options = MPDATA_INGEST_OPTIONS_INIT;
    counted_source source = {.count = 200000};
    mpdata_error error;

    (void)state;
    options.batch_records = 100;
    options.progress = watch_batches;
    options.progress_payload = &w;
    options.progress_batches = 1;
    assert_int_equal(mpdata_load_records(db, MPDATA_TABLE_EVENTS, "t", next_counted, &source,
                                         &options, NULL, &error),
                     MPDATA_ERROR_INTERRUPTED);
    assert_int_equal(source.next, 99900);
    assert_int_equal(w.calls_at_the_end, 0);
    assert_no_table(db);
    mpdata_db_free(db);
}

/* Of the batch that the commit hands over. */
typedef struct last_word {
    mpdata_load *load;
    bool aborts;
} last_word;

static int say_last_word(const mpdata_ingest_progress *progress, void *payload)
{
    const last_word *w = payload;

    if (progress->phase != MPDATA_INGEST_READING)
        return 0;
    if (w->aborts)
        mpdata_load_abort(w->load);
    return w->aborts ? 0 : 1;
}

static void a_callback_cancels_or_aborts_at_the_commit(void **state)
{
    mpdata_db *db = memory_or_fail();

    (void)state;
    for (int aborts = 0; aborts < 2; aborts++) {
        last_word w = {NULL, aborts != 0};
        mpdata_ingest_options options = MPDATA_INGEST_OPTIONS_INIT;
        mpdata_error error;

        options.progress = say_last_word;
        options.progress_payload = &w;
        options.progress_batches = 1;
        w.load = begin_or_fail(db, &options);
        push_or_fail(w.load, numbered(0));
        assert_int_equal(mpdata_load_commit(w.load, NULL, &error), MPDATA_ERROR_INTERRUPTED);
        assert_non_null(strstr(error.message, aborts ? "was aborted" : "interrupted"));
        mpdata_load_free(w.load);
        assert_no_table(db);
    }
    mpdata_db_free(db);
}

static void a_sources_own_error_comes_out_in_all_its_members(void **state)
{
    const mpdata_error failure = {.code = MPDATA_ERROR_QUERY,
                                  .message = "page 7: the API said 429",
                                  .source = "https://example.com/engage",
                                  .record = 7001,
                                  .byte_offset = UINT64_C(1) << 40,
                                  .has_byte_offset = true,
                                  .query = "page=7",
                                  .engine_type = "Http"};
    mpdata_db *db = memory_or_fail();
    mpdata_error error;

    (void)state;
    for (int count = 0; count <= 5000; count += 2500) {
        counted_source source = {.count = count, .failure = &failure};
        memset(&error, 'x', sizeof(error));
        assert_int_equal(mpdata_load_records(db, MPDATA_TABLE_EVENTS, "t", next_counted, &source,
                                             NULL, NULL, &error),
                         failure.code);
        assert_int_equal(error.code, failure.code);
        assert_string_equal(error.message, failure.message);
        assert_string_equal(error.source, failure.source);
        assert_int_equal(error.record, failure.record);
        assert_int_equal(error.byte_offset, failure.byte_offset);
        assert_true(error.has_byte_offset);
        assert_string_equal(error.query, failure.query);
        assert_string_equal(error.engine_type, failure.engine_type);
        assert_no_table(db);
    }
    mpdata_db_free(db);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(progress_is_told_while_records_are_pushed_and_at_the_end),
        cmocka_unit_test(progress_is_told_while_records_are_pulled_and_at_the_end),
        cmocka_unit_test(progress_is_told_every_so_many_batches_by_who_pushes),
        cmocka_unit_test(who_pushes_can_cancel_after_a_batch),
        cmocka_unit_test(a_callback_cancels_what_is_pushed),
        cmocka_unit_test(a_callback_cancels_what_is_pulled),
        cmocka_unit_test(a_callback_cancels_or_aborts_at_the_commit),
        cmocka_unit_test(a_sources_own_error_comes_out_in_all_its_members),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
