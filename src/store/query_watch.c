#include "store/query_watch.h"

#include <time.h>

#include "base/clock.h"
#include "base/error.h"
#include "base/thread.h"
#include "store/checkpoint.h"
#include "store/database.h"

#define DEFAULT_INTERVAL_MS 100

bool query_watch_init(query_watch *w)
{
    pthread_condattr_t attributes;

    atomic_init(&w->has_timed_out, false);
    if (pthread_mutex_init(&w->mutex, NULL) != 0)
        return false;
    if (pthread_condattr_init(&attributes) == 0) {
        bool done = pthread_condattr_setclock(&attributes, CLOCK_MONOTONIC) == 0 &&
                    pthread_cond_init(&w->changed, &attributes) == 0;
        (void)pthread_condattr_destroy(&attributes);
        if (done)
            return true;
    }
    (void)pthread_mutex_destroy(&w->mutex);
    return false;
}

void query_watch_dispose(query_watch *w)
{
    if (w->has_thread) {
        (void)pthread_mutex_lock(&w->mutex);
        w->is_ending = true;
        (void)pthread_cond_signal(&w->changed);
        (void)pthread_mutex_unlock(&w->mutex);
        (void)pthread_join(w->thread, NULL);
    }
    (void)pthread_cond_destroy(&w->changed);
    (void)pthread_mutex_destroy(&w->mutex);
}

static void wait_for_deadline(query_watch *w)
{
    struct timespec at = {(time_t)(w->deadline_ms / 1000), (long)(w->deadline_ms % 1000) * 1000000};

    if (w->is_armed)
        (void)pthread_cond_timedwait(&w->changed, &w->mutex, &at);
    else
        (void)pthread_cond_wait(&w->changed, &w->mutex);
}

/*
 * The query is interrupted under the mutex that its end takes, too: so that it is this query and not the next one.
 */
static void *watch_deadlines(void *handle)
{
    mpdata_db *db = handle;
    query_watch *w = &db->watch;

    (void)pthread_mutex_lock(&w->mutex);
    while (!w->is_ending) {
        if (w->is_armed && clock_monotonic_ms() >= w->deadline_ms) {
            w->is_armed = false;
            atomic_store(&w->has_timed_out, true);
            database_interrupt_engine(db);
        }
        wait_for_deadline(w);
    }
    (void)pthread_mutex_unlock(&w->mutex);
    return NULL;
}

static void set_alarm(query_watch *w, bool is_armed, int64_t deadline_ms)
{
    (void)pthread_mutex_lock(&w->mutex);
    w->is_armed = is_armed;
    w->deadline_ms = deadline_ms;
    (void)pthread_cond_signal(&w->changed);
    (void)pthread_mutex_unlock(&w->mutex);
}

void database_begin_query(mpdata_db *db)
{
    database_end_streams(db);
    database_forget_interruption(db);
    db->watch.spent_ms = 0;
    db->watch.told_ms = clock_monotonic_ms();
}

void database_enter_query(mpdata_db *db)
{
    query_watch *w = &db->watch;

    w->entered_ms = clock_monotonic_ms();
    if (w->limit_ms > 0)
        set_alarm(w, true, w->entered_ms + (int64_t)(w->limit_ms - w->spent_ms));
}

void database_leave_query(mpdata_db *db)
{
    query_watch *w = &db->watch;

    /* Its first change has made it. */
    if (!db->instance->read_only)
        database_restrict_log(db);
    if (engine_connection_take_written(db->connection))
        checkpoint_run_if_due(db);
    w->spent_ms += (uint64_t)(clock_monotonic_ms() - w->entered_ms);
    if (w->limit_ms == 0)
        return;
    set_alarm(w, false, 0);
    if (w->spent_ms > w->limit_ms)
        w->spent_ms = w->limit_ms;
}

int database_watch_query(void *handle)
{
    mpdata_db *db = handle;
    query_watch *w = &db->watch;

    if (w->callback != NULL && !database_is_interrupted(db)) {
        int64_t now_ms = clock_monotonic_ms();

        if (now_ms - w->told_ms >= w->interval_ms) {
            mpdata_query_progress progress = {engine_connection_progress(db->connection),
                                              w->spent_ms + (uint64_t)(now_ms - w->entered_ms)};

            w->told_ms = now_ms;
            if (w->callback(&progress, w->payload) != 0)
                atomic_store(&db->interrupted, true);
        }
    }
    return database_is_interrupted(db);
}

mpdata_status database_name_stop(const mpdata_db *db, mpdata_error *error)
{
    if (atomic_load(&db->interrupted) || !atomic_load(&db->watch.has_timed_out))
        return error_set(error, MPDATA_ERROR_INTERRUPTED, "interrupted");
    return error_set(error, MPDATA_ERROR_TIMEOUT,
                     "the query took longer than its time limit of %llu ms",
                     (unsigned long long)db->watch.limit_ms);
}

mpdata_status mpdata_db_set_time_limit(mpdata_db *db, uint64_t limit_ms, mpdata_error *error)
{
    mpdata_status status = database_check_open(db, error);

    if (status != MPDATA_OK)
        return status;
    if (limit_ms > INT64_MAX / 2)
        return error_set(error, MPDATA_ERROR_ARGUMENT,
                         "a time limit of %llu ms is longer than any query can take: 0 is for none",
                         (unsigned long long)limit_ms);
    if (limit_ms > 0 && !db->watch.has_thread) {
        if (!thread_start(&db->watch.thread, watch_deadlines, db))
            return error_set(error, MPDATA_ERROR_MEMORY,
                             "the system refused a thread for the time limit");
        db->watch.has_thread = true;
    }
    database_end_streams(db);
    db->watch.limit_ms = limit_ms;
    return MPDATA_OK;
}

mpdata_status mpdata_db_set_query_progress(mpdata_db *db, mpdata_query_progress_callback callback,
                                           void *payload, uint32_t interval_ms, mpdata_error *error)
{
    mpdata_status status = database_check_open(db, error);

    if (status != MPDATA_OK)
        return status;
    database_end_streams(db);
    status = engine_connection_count_progress(db->connection, callback != NULL, error);
    if (status != MPDATA_OK)
        return status;
    db->watch.callback = callback;
    db->watch.payload = payload;
    db->watch.interval_ms = interval_ms == 0 ? DEFAULT_INTERVAL_MS : interval_ms;
    return MPDATA_OK;
}
