/*
 * A load of records and the threads around it: a queue that does not grow, and what mpdata/load.h allows.
 */
#include "store/push_fixture.h"

#include <pthread.h>
#include <stdatomic.h>
#include <unistd.h>

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
        cmocka_unit_test(a_program_that_pushes_waits_for_a_load_that_does_not_read),
        cmocka_unit_test(what_waits_is_bounded_in_bytes_too),
        cmocka_unit_test(an_interrupt_from_another_thread_ends_the_load_or_comes_too_late),
        cmocka_unit_test(a_load_may_be_handed_on_between_threads),
        cmocka_unit_test(databases_may_load_each_in_a_thread_of_its_own),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
