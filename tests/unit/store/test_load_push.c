/*
 * How a load of records works with the program that feeds it: progress, a queue that does not grow, and the threads that
 * mpdata/load.h allows.
 */
#include "store/push_fixture.h"

#include <pthread.h>
#include <stdatomic.h>
#include <unistd.h>

/* Record i of a load. The texts are good until the next call. */
static mpdata_record numbered(int i)
{
    static _Thread_local char id[16];

    (void)snprintf(id, sizeof(id), "i%d", i);
    return event("A", i, "u", id, "{\"n\":1}");
}

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

typedef struct counted_source {
    int next;
    int count;
    /* What it fails with at the end, where it does. */
    const mpdata_error *failure;
} counted_source;

static mpdata_next next_counted(void *payload, mpdata_record *out, mpdata_error *error)
{
    counted_source *source = payload;

    if (source->next < source->count) {
        *out = numbered(source->next++);
        return MPDATA_NEXT_RECORD;
    }
    if (source->failure == NULL)
        return MPDATA_NEXT_END;
    *error = *source->failure;
    return MPDATA_NEXT_ERROR;
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

/* A callback that holds the load up where it begins to read. */
typedef struct gate {
    pthread_mutex_t mutex;
    pthread_cond_t changed;
    bool is_open;
} gate;

static int wait_at_gate(const mpdata_ingest_progress *progress, void *payload)
{
    gate *g = payload;

    (void)progress;
    (void)pthread_mutex_lock(&g->mutex);
    while (!g->is_open)
        (void)pthread_cond_wait(&g->changed, &g->mutex);
    (void)pthread_mutex_unlock(&g->mutex);
    return 0;
}

static void open_gate(gate *g)
{
    (void)pthread_mutex_lock(&g->mutex);
    g->is_open = true;
    (void)pthread_cond_broadcast(&g->changed);
    (void)pthread_mutex_unlock(&g->mutex);
}

/* A program that pushes as fast as it can, and counts what it could. */
typedef struct pusher {
    mpdata_load *load;
    int count;
    /* NDJSON of so many bytes at once, or records with properties of so many bytes. */
    bool pushes_bytes;
    size_t bytes;
    atomic_uint_fast64_t pushed;
    mpdata_status status;
} pusher;

static mpdata_status push_one(pusher *p, const char *filler, int i)
{
    char line[256];

    if (!p->pushes_bytes) {
        mpdata_record added = numbered(i);
        added.properties = (mpdata_text){filler, p->bytes};
        return mpdata_load_push(p->load, &added, NULL);
    }
    int bytes = snprintf(
        line, sizeof(line),
        "{\"event\":\"A\",\"properties\":{\"time\":%d,\"$insert_id\":\"i%d\",\"filler\":\"", i, i);
    mpdata_status status = mpdata_load_push_bytes(p->load, line, (size_t)bytes, NULL);
    if (status == MPDATA_OK)
        status = mpdata_load_push_bytes(p->load, filler + 6, p->bytes - 6, NULL);
    return status == MPDATA_OK ? mpdata_load_push_bytes(p->load, "}\n", 2, NULL) : status;
}

static void *push_on(void *payload)
{
    pusher *p = payload;
    char *filler = malloc(p->bytes);

    memset(filler, 'x', p->bytes);
    memcpy(filler, "{\"f\":\"", 6);
    memcpy(filler + p->bytes - 2, "\"}", 2);
    /* As NDJSON: the string ends where the properties do. */
    for (int i = 0; p->status == MPDATA_OK && i < p->count; i++) {
        p->status = push_one(p, filler, i);
        atomic_fetch_add(&p->pushed, 1);
    }
    free(filler);
    return NULL;
}

/* Until nothing has been pushed for a while: then the program waits, for nobody else holds it up. */
static uint64_t wait_until_it_waits(pusher *p)
{
    uint64_t before = 0;
    int quiet = 0;

    while (quiet < 30) {
        (void)usleep(10000);
        uint64_t now = atomic_load(&p->pushed);
        quiet = now == before && now > 0 ? quiet + 1 : 0;
        before = now;
    }
    return before;
}

static void check_queue(pusher p, uint32_t batch_records, uint64_t most)
{
    gate g = {PTHREAD_MUTEX_INITIALIZER, PTHREAD_COND_INITIALIZER, false};
    mpdata_db *db = memory_or_fail();
    mpdata_ingest_options options = MPDATA_INGEST_OPTIONS_INIT;
    pthread_t thread;

    options.batch_records = batch_records;
    options.progress = wait_at_gate;
    options.progress_payload = &g;
    p.load = begin_or_fail(db, &options);
    assert_int_equal(pthread_create(&thread, NULL, push_on, &p), 0);
    uint64_t waiting = wait_until_it_waits(&p);
    open_gate(&g);
    assert_int_equal(pthread_join(thread, NULL), 0);
    assert_int_equal(p.status, MPDATA_OK);
    if (waiting > most)
        fail_msg("%d were pushed and %d wanted", (int)waiting, (int)most);
    assert_int_equal(commit_or_fail(p.load).rows, p.count);
    mpdata_db_free(db);
}

/* Four batches wait, and the fifth is full and can't be handed over. */
static void a_program_that_pushes_waits_for_a_load_that_does_not_read(void **state)
{
    (void)state;
    check_queue((pusher){.count = 3000, .bytes = 20}, 100, 500);
    check_queue((pusher){.count = 12000, .bytes = 20}, 1000, 5000);
}

/* Of large records and of bytes, 4 MiB and 1 MiB are a batch. */
static void what_waits_is_bounded_in_bytes_too(void **state)
{
    (void)state;
    check_queue((pusher){.count = 60, .bytes = 1 << 20}, 100000, 5 * 4);
    check_queue((pusher){.count = 3000, .bytes = 10000, .pushes_bytes = true}, 100, 5 * 105 + 1);
}

/* Interrupts once, after a while. */
typedef struct interrupter {
    mpdata_db *db;
    useconds_t pause;
} interrupter;

static void *interrupt_once(void *payload)
{
    const interrupter *self = payload;

    (void)usleep(self->pause);
    mpdata_db_interrupt(self->db);
    return NULL;
}

static mpdata_status push_until_interrupted(mpdata_db *db, useconds_t pause, bool *exists)
{
    interrupter other = {db, pause};
    mpdata_status status = MPDATA_OK;
    pthread_t thread;
    mpdata_ingest_options options = MPDATA_INGEST_OPTIONS_INIT;

    options.batch_records = 100;
    mpdata_load *load = begin_or_fail(db, &options);
    assert_int_equal(pthread_create(&thread, NULL, interrupt_once, &other), 0);
    for (int i = 0; status == MPDATA_OK && i < 3000; i++) {
        mpdata_record added = numbered(i);
        status = mpdata_load_push(load, &added, NULL);
    }
    if (status == MPDATA_OK)
        status = mpdata_load_commit(load, NULL, NULL);
    assert_int_equal(pthread_join(thread, NULL), 0);
    mpdata_load_free(load);
    assert_int_equal(mpdata_table_exists(db, "t", exists, NULL), MPDATA_OK);
    return status;
}

static void an_interrupt_from_another_thread_ends_the_load_or_comes_too_late(void **state)
{
    mpdata_db *db = memory_or_fail();
    int interrupted = 0;

    (void)state;
    for (useconds_t pause = 0; pause < 30000; pause += 1000) {
        bool exists = false;
        mpdata_status status = push_until_interrupted(db, pause, &exists);
        if (status != MPDATA_OK)
            assert_int_equal(status, MPDATA_ERROR_INTERRUPTED);
        assert_int_equal(exists, status == MPDATA_OK);
        interrupted += status != MPDATA_OK;
        if (exists)
            assert_int_equal(mpdata_table_drop(db, "t", NULL), MPDATA_OK);
        else
            assert_no_table(db);
    }
    assert_true(interrupted > 0);
    mpdata_db_free(db);
}

/* A load may be handed from thread to thread, as long as one uses it at a time. */
static void *push_a_part(void *payload)
{
    pusher *p = payload;

    for (int i = 0; p->status == MPDATA_OK && i < p->count; i++) {
        mpdata_record added = numbered(i + (int)atomic_load(&p->pushed));
        p->status = mpdata_load_push(p->load, &added, NULL);
    }
    atomic_fetch_add(&p->pushed, (uint64_t)p->count);
    return NULL;
}

static void a_load_may_be_handed_on_between_threads(void **state)
{
    mpdata_db *db = memory_or_fail();
    pusher p = {.load = begin_or_fail(db, NULL), .count = 1500};

    (void)state;
    for (int part = 0; part < 4; part++) {
        pthread_t thread;
        assert_int_equal(pthread_create(&thread, NULL, push_a_part, &p), 0);
        assert_int_equal(pthread_join(thread, NULL), 0);
        assert_int_equal(p.status, MPDATA_OK);
    }
    assert_int_equal(commit_or_fail(p.load).rows, 6000);
    mpdata_db_free(db);
}

/* A thread with a database of its own. */
typedef struct owner {
    mpdata_db *db;
    int records;
    mpdata_status status;
} owner;

static void *load_several_tables(void *payload)
{
    static const char *const tables[] = {"a", "b", "c"};
    owner *self = payload;

    for (size_t i = 0; self->status == MPDATA_OK && i < 3; i++) {
        counted_source source = {.count = self->records};
        self->status = mpdata_load_records(self->db, MPDATA_TABLE_EVENTS, tables[i], next_counted,
                                           &source, NULL, NULL, NULL);
    }
    return NULL;
}

static void databases_may_load_each_in_a_thread_of_its_own(void **state)
{
    owner owners[2] = {{memory_or_fail(), 5000, MPDATA_OK}, {memory_or_fail(), 7000, MPDATA_OK}};
    pthread_t threads[2];

    (void)state;
    for (size_t i = 0; i < 2; i++)
        assert_int_equal(pthread_create(&threads[i], NULL, load_several_tables, &owners[i]), 0);
    for (size_t i = 0; i < 2; i++) {
        assert_int_equal(pthread_join(threads[i], NULL), 0);
        assert_int_equal(owners[i].status, MPDATA_OK);
    }
    assert_answer(owners[0].db, "SELECT count(*) FROM (FROM a UNION ALL FROM b UNION ALL FROM c)",
                  "15000");
    assert_answer(owners[1].db, "SELECT count(*) FROM (FROM a UNION ALL FROM b UNION ALL FROM c)",
                  "21000");
    mpdata_db_free(owners[0].db);
    mpdata_db_free(owners[1].db);
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
        cmocka_unit_test(a_sources_own_error_comes_out_in_all_its_members),
        cmocka_unit_test(a_program_that_pushes_waits_for_a_load_that_does_not_read),
        cmocka_unit_test(what_waits_is_bounded_in_bytes_too),
        cmocka_unit_test(an_interrupt_from_another_thread_ends_the_load_or_comes_too_late),
        cmocka_unit_test(a_load_may_be_handed_on_between_threads),
        cmocka_unit_test(databases_may_load_each_in_a_thread_of_its_own),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
