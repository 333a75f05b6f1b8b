/*
 * Watches over the queries of a handle: ends the one that works longer than it may, and tells how far it is.
 */
#ifndef STORE_QUERY_WATCH_H
#define STORE_QUERY_WATCH_H

#include <pthread.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stdint.h>

#include "mpdata/limits.h"

typedef struct query_watch {
    /* 0: none. */
    uint64_t limit_ms;
    /* By the query that runs, in the calls that came before this one. */
    uint64_t spent_ms;
    int64_t entered_ms;
    atomic_bool has_timed_out;

    mpdata_query_progress_callback callback;
    void *payload;
    uint32_t interval_ms;
    int64_t told_ms;

    /* DuckDB can work for long within one call: a thread of its own looks at the clock meanwhile. */
    bool has_thread;
    pthread_t thread;
    /* Guards what follows. Taken before the handle's own mutex, never after it. */
    pthread_mutex_t mutex;
    pthread_cond_t changed;
    bool is_armed;
    bool is_ending;
    int64_t deadline_ms;
} query_watch;

bool query_watch_init(query_watch *w);
/* While no query runs. */
void query_watch_dispose(query_watch *w);

#endif
