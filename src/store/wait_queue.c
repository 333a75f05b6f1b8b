#include "store/wait_queue.h"

#include <errno.h>
#include <fcntl.h>
#include <stdint.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include "base/buffer.h"

#define ENDING ".wait"
/* Others may remove the file while it is joined. */
#define JOIN_TRIES 1000
#define JOIN_PAUSE_NS 1000000L

/* NULL where memory ran out. */
static char *path_for(const char *database_path)
{
    buffer path = BUFFER_INIT;

    if (!buffer_append_text(&path, database_path) || !buffer_append_text(&path, ENDING) ||
        !buffer_terminate(&path)) {
        buffer_dispose(&path);
        return NULL;
    }
    return path.data;
}

/* A regular file, or -1. */
static int open_file(const char *path, int flags)
{
    struct stat facts;
    int descriptor = open(path, flags | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC, 0600);

    if (descriptor < 0 || (fstat(descriptor, &facts) == 0 && S_ISREG(facts.st_mode)))
        return descriptor;
    (void)close(descriptor);
    return -1;
}

/* As many may wait as may open the database. */
static int open_or_make(const char *path, const char *database_path)
{
    struct stat facts;
    int descriptor = open_file(path, O_RDWR | O_CREAT | O_EXCL);

    if (descriptor < 0)
        return errno == EEXIST ? open_file(path, O_RDWR) : -1;
    if (stat(database_path, &facts) == 0)
        (void)fchmod(descriptor, facts.st_mode & 0666);
    return descriptor;
}

/* Of the bytes from `start` on; 0 bytes: of all behind it. Locks of this kind belong to the descriptor. */
static struct flock bytes_at(off_t start, off_t bytes)
{
    return (struct flock){
        .l_type = F_WRLCK, .l_whence = SEEK_SET, .l_start = start, .l_len = bytes};
}

static bool lock(int descriptor, off_t start, off_t bytes)
{
    struct flock wanted = bytes_at(start, bytes);

    return fcntl(descriptor, F_OFD_SETLK, &wanted) == 0;
}

/* Whether somebody else holds any of them. */
static bool is_locked(int descriptor, off_t start, off_t bytes)
{
    struct flock wanted = bytes_at(start, bytes);

    return fcntl(descriptor, F_OFD_GETLK, &wanted) == 0 && wanted.l_type != F_UNLCK;
}

static bool has_path(int descriptor, const char *path)
{
    struct stat own;
    struct stat named;

    return fstat(descriptor, &own) == 0 && lstat(path, &named) == 0 && own.st_dev == named.st_dev &&
           own.st_ino == named.st_ino;
}

/* Who has all of it locked is alone, and nobody joins meanwhile. */
static void remove_if_empty(int descriptor, const char *path)
{
    if (lock(descriptor, 0, 0) && has_path(descriptor, path))
        (void)unlink(path);
}

bool wait_queue_is_there(const char *database_path)
{
    char *path = path_for(database_path);
    int descriptor = path == NULL ? -1 : open_file(path, O_RDONLY);
    bool is_there = descriptor >= 0 && is_locked(descriptor, 0, 0);

    if (descriptor >= 0)
        (void)close(descriptor);
    free(path);
    return is_there;
}

/* The same clock for all processes of the machine. */
static off_t clock_ns(void)
{
    struct timespec now = {0, 0};

    (void)clock_gettime(CLOCK_BOOTTIME, &now);
    return (off_t)now.tv_sec * 1000000000 + now.tv_nsec;
}

/* 0, EAGAIN where it may be tried again, or why there can't be a line. */
static int try_join(wait_queue *q, const char *database_path)
{
    int descriptor = open_or_make(q->path, database_path);

    if (descriptor < 0)
        return errno == ENOENT ? EAGAIN : errno;
    q->place = clock_ns();
    int error_number = lock(descriptor, q->place, 1) ? 0 : errno;
    if (error_number == 0 && !has_path(descriptor, q->path))
        error_number = EAGAIN;
    if (error_number == 0)
        q->descriptor = descriptor;
    else
        (void)close(descriptor);
    return error_number;
}

void wait_queue_join(wait_queue *q, const char *database_path)
{
    const struct timespec pause = {0, JOIN_PAUSE_NS};

    *q = (wait_queue){-1, path_for(database_path), 0};
    for (int i = 0; q->path != NULL && i < JOIN_TRIES; i++) {
        if (try_join(q, database_path) != EAGAIN)
            return;
        (void)nanosleep(&pause, NULL);
    }
}

bool wait_queue_is_first(const wait_queue *q)
{
    return q->descriptor < 0 || !is_locked(q->descriptor, 0, q->place);
}

void wait_queue_leave(wait_queue *q)
{
    if (q->descriptor >= 0) {
        remove_if_empty(q->descriptor, q->path);
        (void)close(q->descriptor);
    }
    free(q->path);
    *q = (wait_queue)WAIT_QUEUE_INIT;
}

void wait_queue_sweep(const char *database_path)
{
    char *path = path_for(database_path);
    int descriptor = path == NULL ? -1 : open_file(path, O_RDWR);

    if (descriptor >= 0) {
        remove_if_empty(descriptor, path);
        (void)close(descriptor);
    }
    free(path);
}
