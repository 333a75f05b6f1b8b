#include "store/database_wait.h"

#include <time.h>

#include "base/clock.h"
#include "base/error.h"
#include "store/database_attempt.h"
#include "store/lock_holder.h"
#include "store/wait_queue.h"

/* Between two looks at the lock, and between two words about it. */
#define LOOK_MS 10
#define TELL_MS 100

/* So long a free database is left to those before in the line; who leaves it so long is stopped, or does not get on. */
#define PATIENCE_MS 2000

typedef struct waiting {
    mpdata_db *db;
    const mpdata_open_options *options;
    wait_queue queue;
    int64_t started_ms;
    int64_t told_ms;
    /* Since when nobody has been seen to have it; 0: somebody has. */
    int64_t free_since_ms;
    /* Who does not wait for the database waits all the same for those who do, to take it. */
    bool gives_way_only;
} waiting;

static mpdata_status describe_queue(const mpdata_db *db, mpdata_error *error)
{
    return error_set(error, MPDATA_ERROR_DATABASE_LOCKED,
                     "%s: database is locked: other processes wait for it, and come first",
                     db->instance->path);
}

/* A file that came in the place of the one that was looked at is tried rather than looked at. */
static void look_at_lock(waiting *w, bool is_listed)
{
    if (is_listed && lock_holder_is_there(w->db->instance->path, false))
        w->free_since_ms = 0;
    else if (w->free_since_ms == 0)
        w->free_since_ms = clock_monotonic_ms();
}

static bool is_my_turn(const waiting *w)
{
    if (wait_queue_is_first(&w->queue))
        return true;
    return w->free_since_ms > 0 && clock_monotonic_ms() - w->free_since_ms > PATIENCE_MS;
}

/* Tries only where there is hope: a try that fails costs as much as one that succeeds. */
static mpdata_status try_in_turn(waiting *w, bool *goes_on, mpdata_error *error)
{
    const char *path = w->db->instance->path;
    bool is_listed = database_is_listed_file(w->db);

    *goes_on = true;
    look_at_lock(w, is_listed);
    if (is_listed && w->free_since_ms == 0 && lock_holder_is_there(path, w->options->read_only)) {
        *goes_on = !w->gives_way_only;
        return lock_holder_name(path, error);
    }
    if (!is_my_turn(w))
        return describe_queue(w->db, error);
    return database_attempt(w->db, w->options, goes_on, error);
}

/* False where the caller has had enough. */
static bool tell(waiting *w, const mpdata_error *locked, int64_t now_ms)
{
    if (w->options->on_wait == NULL || now_ms - w->told_ms < TELL_MS)
        return true;
    w->told_ms = now_ms;
    return w->options->on_wait(locked, (uint64_t)(now_ms - w->started_ms),
                               w->options->wait_payload) == 0;
}

static bool is_over(const waiting *w, int64_t now_ms)
{
    uint64_t limit_ms = w->gives_way_only ? 2 * PATIENCE_MS : w->options->wait_ms;

    return (uint64_t)(now_ms - w->started_ms) >= limit_ms;
}

static mpdata_status wait_for_turn(waiting *w, mpdata_error *error)
{
    const struct timespec pause = {0, LOOK_MS * 1000000};
    mpdata_error locked;
    bool goes_on = true;

    for (;;) {
        mpdata_status status = try_in_turn(w, &goes_on, &locked);
        int64_t now_ms = clock_monotonic_ms();

        if (status == MPDATA_OK)
            return status;
        if (!goes_on || is_over(w, now_ms)) {
            if (error != NULL)
                *error = locked;
            return status;
        }
        if (!w->gives_way_only && !tell(w, &locked, now_ms))
            return error_set(error, MPDATA_ERROR_INTERRUPTED,
                             "interrupted while waiting for the database");
        (void)nanosleep(&pause, NULL);
    }
}

mpdata_status database_open_in_turn(mpdata_db *db, const mpdata_open_options *options,
                                    mpdata_error *error)
{
    bool waits = options->wait_ms > 0;
    waiting w = {.db = db,
                 .options = options,
                 .queue = WAIT_QUEUE_INIT,
                 .started_ms = clock_monotonic_ms(),
                 .told_ms = INT64_MIN / 2,
                 .gives_way_only = !waits};
    bool stands_in_line = (waits || !options->read_only) && wait_queue_is_there(db->instance->path);
    bool goes_on = true;
    mpdata_status status = stands_in_line ? database_find(db, options, error)
                                          : database_attempt(db, options, &goes_on, error);

    if (stands_in_line ? status != MPDATA_OK : !goes_on || !waits)
        return status;
    wait_queue_join(&w.queue, db->instance->path);
    status = wait_for_turn(&w, error);
    wait_queue_leave(&w.queue);
    return status;
}
