#include "parse/block_queue.h"

#include <errno.h>
#include <pthread.h>
#include <stdlib.h>
#include <time.h>

#include "base/error.h"

/* How often a waiting thread looks whether it was interrupted. */
#define LOOK_NS 50000000L

struct block_queue {
    pthread_mutex_t mutex;
    pthread_cond_t changed;
    const atomic_bool *interrupted;
    /* A ring: `count` blocks from `first` on. The others are empty, and keep their memory. */
    block *blocks;
    size_t capacity;
    size_t first;
    size_t count;
    bool has_ended;
    bool is_stopped;
    mpdata_status status;
    mpdata_error error;
};

block_queue *block_queue_new(size_t capacity_blocks, const atomic_bool *interrupted)
{
    block_queue *q = calloc(1, sizeof(*q));

    if (q == NULL)
        return NULL;
    q->blocks = calloc(capacity_blocks, sizeof(*q->blocks));
    if (q->blocks == NULL || pthread_mutex_init(&q->mutex, NULL) != 0) {
        free(q->blocks);
        free(q);
        return NULL;
    }
    (void)pthread_cond_init(&q->changed, NULL);
    q->capacity = capacity_blocks;
    q->interrupted = interrupted;
    return q;
}

void block_queue_free(block_queue *q)
{
    if (q == NULL)
        return;
    for (size_t i = 0; i < q->capacity; i++)
        block_dispose(&q->blocks[i]);
    (void)pthread_cond_destroy(&q->changed);
    (void)pthread_mutex_destroy(&q->mutex);
    free(q->blocks);
    free(q);
}

static bool is_interrupted(const block_queue *q)
{
    return q->interrupted != NULL && atomic_load(q->interrupted);
}

static void wait_a_little(block_queue *q)
{
    struct timespec until;

    (void)clock_gettime(CLOCK_REALTIME, &until);
    until.tv_nsec += LOOK_NS;
    if (until.tv_nsec >= 1000000000L) {
        until.tv_nsec -= 1000000000L;
        until.tv_sec++;
    }
    (void)pthread_cond_timedwait(&q->changed, &q->mutex, &until);
}

static void swap(block *a, block *b)
{
    block kept = *a;

    *a = *b;
    *b = kept;
}

bool block_queue_put(block_queue *q, block *b)
{
    (void)pthread_mutex_lock(&q->mutex);
    while (q->count == q->capacity && !q->is_stopped && !is_interrupted(q))
        wait_a_little(q);
    bool is_wanted = !q->is_stopped && !is_interrupted(q);
    if (is_wanted) {
        swap(&q->blocks[(q->first + q->count) % q->capacity], b);
        q->count++;
        (void)pthread_cond_broadcast(&q->changed);
    }
    (void)pthread_mutex_unlock(&q->mutex);
    return is_wanted;
}

void block_queue_end(block_queue *q, mpdata_status status, const mpdata_error *error)
{
    (void)pthread_mutex_lock(&q->mutex);
    q->has_ended = true;
    q->status = status;
    if (status != MPDATA_OK && error != NULL)
        q->error = *error;
    (void)pthread_cond_broadcast(&q->changed);
    (void)pthread_mutex_unlock(&q->mutex);
}

/* Under the mutex. */
static mpdata_status take_first(block_queue *q, block *b, bool *more, mpdata_error *error)
{
    *more = q->count > 0;
    if (*more) {
        swap(&q->blocks[q->first], b);
        q->first = (q->first + 1) % q->capacity;
        q->count--;
        (void)pthread_cond_broadcast(&q->changed);
        return MPDATA_OK;
    }
    if (!q->has_ended)
        return error_set(error, MPDATA_ERROR_INTERRUPTED, "interrupted");
    if (q->status != MPDATA_OK && error != NULL)
        *error = q->error;
    return q->status;
}

mpdata_status block_queue_take(block_queue *q, block *b, bool *more, mpdata_error *error)
{
    (void)pthread_mutex_lock(&q->mutex);
    while (q->count == 0 && !q->has_ended && !q->is_stopped && !is_interrupted(q))
        wait_a_little(q);
    mpdata_status status = take_first(q, b, more, error);
    (void)pthread_mutex_unlock(&q->mutex);
    return status;
}

void block_queue_stop(block_queue *q)
{
    (void)pthread_mutex_lock(&q->mutex);
    q->is_stopped = true;
    (void)pthread_cond_broadcast(&q->changed);
    (void)pthread_mutex_unlock(&q->mutex);
}

bool block_queue_is_stopped(block_queue *q)
{
    (void)pthread_mutex_lock(&q->mutex);
    bool is_stopped = q->is_stopped;
    (void)pthread_mutex_unlock(&q->mutex);
    return is_stopped;
}
