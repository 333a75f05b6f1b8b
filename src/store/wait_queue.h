/*
 * The line of those who wait for a database that another process has locked.
 *
 * It is a file beside the database, PATH.wait, with nothing in it: who waits holds a lock on one byte of it, at the offset
 * that is the time of his coming. The first is he before whom nobody holds one. A lock dies with its process, so that nobody
 * waits behind the dead; the last who leaves removes the file, and one that was killed leaves an empty one, which the
 * next who waits or writes removes.
 */
#ifndef STORE_WAIT_QUEUE_H
#define STORE_WAIT_QUEUE_H

#include <stdbool.h>
#include <sys/types.h>

typedef struct wait_queue {
    /* -1: not in it. */
    int descriptor;
    /* Owned. */
    char *path;
    off_t place;
} wait_queue;

#define WAIT_QUEUE_INIT                                                                            \
    {                                                                                              \
        -1, NULL, 0                                                                                \
    }

/* Whether others wait for the database at `database_path`. */
bool wait_queue_is_there(const char *database_path);

/*
 * Takes the last place. Where there can't be a line, as in a folder that one can't write to, everybody is the first. The
 * caller calls wait_queue_leave.
 */
void wait_queue_join(wait_queue *q, const char *database_path);
bool wait_queue_is_first(const wait_queue *q);
void wait_queue_leave(wait_queue *q);

/* Removes the file where nobody waits. */
void wait_queue_sweep(const char *database_path);

#endif
