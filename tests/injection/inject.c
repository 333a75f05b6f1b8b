#include "inject.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <pthread.h>
#include <stdarg.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/eventfd.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include "call_places.h"

/* tests/injection.cmake wraps these. */
enum {
    CALL_allocation,
    CALL_open,
    CALL_openat,
    CALL_read,
    CALL_pread,
    CALL_write,
    CALL_fsync,
    CALL_rename,
    CALL_link,
    CALL_unlink,
    CALL_unlinkat,
    CALL_close,
    CALL_fstat,
    CALL_stat,
    CALL_lstat,
    CALL_flock,
    CALL_fcntl,
    CALL_mkdir,
    CALL_pipe2,
    CALL_eventfd,
    CALL_poll,
    CALL_lseek,
    CALL_mkstemp,
    CALL_fchmod,
    CALL_fopen,
    CALL_fdopen,
    CALL_realpath,
    CALL_opendir,
    CALL_pthread_create,
    CALL_pthread_mutex_init,
    CALL_COUNT
};

static const char *const names[CALL_COUNT] = {
    "allocation", "open",    "openat",   "read",    "pread",          "write",
    "fsync",      "rename",  "link",     "unlink",  "unlinkat",       "close",
    "fstat",      "stat",    "lstat",    "flock",   "fcntl",          "mkdir",
    "pipe2",      "eventfd", "poll",     "lseek",   "mkstemp",        "fchmod",
    "fopen",      "fdopen",  "realpath", "opendir", "pthread_create", "pthread_mutex_init",
};

enum { HOW_NOTHING, HOW_ONCE, HOW_ON, HOW_SHORT };

static atomic_ulong counts[CALL_COUNT];
static int ordered_call = -1;
static unsigned long ordered_number;
static int ordered_how;
static int ordered_errno;

/* Until it begins, and once it has ended, streams are the C library's own: what counts coverage reads and writes by them. */
static atomic_bool has_begun;

bool inject_order(const char *order)
{
    char name[32] = "";
    char how[16] = "";
    int fields = sscanf(order, "%31s %lu %15s %d", name, &ordered_number, how, &ordered_errno);

    ordered_call = -1;
    for (int i = 0; i < CALL_COUNT; i++) {
        atomic_store(&counts[i], 0);
        if (strcmp(names[i], name) == 0)
            ordered_call = i;
    }
    atomic_store(&has_begun, true);
    ordered_how = strcmp(how, "once") == 0 ? HOW_ONCE : strcmp(how, "on") == 0 ? HOW_ON : HOW_SHORT;
    return fields <= 0 || (fields >= 3 && ordered_call >= 0);
}

void inject_end(void)
{
    ordered_call = -1;
    atomic_store(&has_begun, false);
}

void inject_write_counts(const char *path)
{
    char line[64];
    int fd = creat(path, 0600);

    for (int i = 0; i < CALL_COUNT; i++) {
        int bytes = snprintf(line, sizeof(line), "%s %lu\n", names[i], atomic_load(&counts[i]));
        (void)!write(fd, line, (size_t)bytes);
    }
    (void)close(fd);
}

/* Counts the call, and says what becomes of it. */
static int next_call(int call)
{
    unsigned long number = atomic_fetch_add(&counts[call], 1) + 1;

    call_places_add(names[call], number);
    if (call != ordered_call || number < ordered_number)
        return HOW_NOTHING;
    if (ordered_how == HOW_ONCE && number > ordered_number)
        return HOW_NOTHING;
    return ordered_how;
}

/* Whether this call fails; with errno as it was ordered. */
static bool fails(int call)
{
    int how = next_call(call);

    if (how != HOW_ONCE && how != HOW_ON)
        return false;
    errno = ordered_errno;
    return true;
}

/* As long as it was asked for, or one byte. Negative: it fails. */
static ssize_t length(int call, size_t bytes)
{
    int how = next_call(call);

    if (how == HOW_SHORT)
        return bytes > 0;
    if (how == HOW_NOTHING)
        return (ssize_t)bytes;
    errno = ordered_errno;
    return -1;
}

/* ---- Memory ---------------------------------------------------------------------------------------- */

static bool memory_fails(void)
{
    if (!fails(CALL_allocation))
        return false;
    errno = ENOMEM;
    return true;
}

#define MEMORY(type, name, parameters, arguments)                                                  \
    type __real_##name parameters;                                                                 \
    type __wrap_##name parameters;                                                                 \
    type __wrap_##name parameters                                                                  \
    {                                                                                              \
        return memory_fails() ? NULL : __real_##name arguments;                                    \
    }

MEMORY(void *, malloc, (size_t bytes), (bytes))
MEMORY(void *, calloc, (size_t count, size_t bytes), (count, bytes))
MEMORY(void *, realloc, (void *data, size_t bytes), (data, bytes))
MEMORY(char *, strdup, (const char *text), (text))
MEMORY(char *, strndup, (const char *text, size_t bytes), (text, bytes))
MEMORY(FILE *, open_memstream, (char **data, size_t *bytes), (data, bytes))

/* ---- Calls that fail with -1 or NULL ----------------------------------------------------------------- */

#define FALLIBLE(type, failure, name, parameters, arguments)                                       \
    type __real_##name parameters;                                                                 \
    type __wrap_##name parameters;                                                                 \
    type __wrap_##name parameters                                                                  \
    {                                                                                              \
        return fails(CALL_##name) ? (failure) : __real_##name arguments;                           \
    }

FALLIBLE(int, -1, fsync, (int fd), (fd))
FALLIBLE(int, -1, rename, (const char *from, const char *to), (from, to))
FALLIBLE(int, -1, link, (const char *from, const char *to), (from, to))
FALLIBLE(int, -1, unlink, (const char *path), (path))
FALLIBLE(int, -1, unlinkat, (int folder, const char *path, int flags), (folder, path, flags))
FALLIBLE(int, -1, fstat, (int fd, struct stat *out), (fd, out))
FALLIBLE(int, -1, stat, (const char *path, struct stat *out), (path, out))
FALLIBLE(int, -1, lstat, (const char *path, struct stat *out), (path, out))
FALLIBLE(int, -1, flock, (int fd, int how), (fd, how))
FALLIBLE(int, -1, mkdir, (const char *path, mode_t mode), (path, mode))
FALLIBLE(int, -1, pipe2, (int ends[2], int flags), (ends, flags))
FALLIBLE(int, -1, eventfd, (unsigned value, int flags), (value, flags))
FALLIBLE(int, -1, poll, (struct pollfd * waits, nfds_t count, int ms), (waits, count, ms))
FALLIBLE(off_t, -1, lseek, (int fd, off_t offset, int whence), (fd, offset, whence))
FALLIBLE(int, -1, mkstemp, (char *path), (path))
FALLIBLE(int, -1, fchmod, (int fd, mode_t mode), (fd, mode))
FALLIBLE(char *, NULL, realpath, (const char *path, char *out), (path, out))
FALLIBLE(DIR *, NULL, opendir, (const char *path), (path))

/* These give the error itself. */
FALLIBLE(int, ordered_errno, pthread_create,
         (pthread_t * out, const pthread_attr_t *attributes, void *(*run)(void *), void *payload),
         (out, attributes, run, payload))
FALLIBLE(int, ordered_errno, pthread_mutex_init,
         (pthread_mutex_t * mutex, const pthread_mutexattr_t *attributes), (mutex, attributes))

int __real_open(const char *path, int flags, ...);
int __wrap_open(const char *path, int flags, ...);
int __wrap_open(const char *path, int flags, ...)
{
    va_list more;

    va_start(more, flags);
    mode_t mode = (flags & O_CREAT) != 0 ? va_arg(more, mode_t) : 0;
    va_end(more);
    return fails(CALL_open) ? -1 : __real_open(path, flags, mode);
}

int __real_openat(int folder, const char *path, int flags, ...);
int __wrap_openat(int folder, const char *path, int flags, ...);
int __wrap_openat(int folder, const char *path, int flags, ...)
{
    va_list more;

    va_start(more, flags);
    mode_t mode = (flags & O_CREAT) != 0 ? va_arg(more, mode_t) : 0;
    va_end(more);
    return fails(CALL_openat) ? -1 : __real_openat(folder, path, flags, mode);
}

int __real_fcntl(int fd, int command, ...);
int __wrap_fcntl(int fd, int command, ...);
int __wrap_fcntl(int fd, int command, ...)
{
    va_list more;

    /* A number or a pointer, or nothing: all of them fit. */
    va_start(more, command);
    void *argument = va_arg(more, void *);
    va_end(more);
    return fails(CALL_fcntl) ? -1 : __real_fcntl(fd, command, argument);
}

/* The file is closed all the same, as Linux does. */
int __real_close(int fd);
int __wrap_close(int fd);
int __wrap_close(int fd)
{
    bool is_failing = next_call(CALL_close) != HOW_NOTHING;
    int result = __real_close(fd);

    if (!is_failing)
        return result;
    errno = ordered_errno;
    return -1;
}

/* ---- Calls that may do a part ------------------------------------------------------------------------ */

#define PARTIAL(name, parameters, bytes, arguments)                                                \
    ssize_t __real_##name parameters;                                                              \
    ssize_t __wrap_##name parameters;                                                              \
    ssize_t __wrap_##name parameters                                                               \
    {                                                                                              \
        ssize_t part = length(CALL_##name, bytes);                                                 \
        return part < 0 ? -1 : __real_##name arguments;                                            \
    }

PARTIAL(read, (int fd, void *data, size_t bytes), bytes, (fd, data, (size_t)part))
PARTIAL(pread, (int fd, void *data, size_t bytes, off_t offset), bytes,
        (fd, data, (size_t)part, offset))
PARTIAL(write, (int fd, const void *data, size_t bytes), bytes, (fd, data, (size_t)part))

/* ---- Streams ------------------------------------------------------------------------------------------ */

/* The C library's own reads and writes are not wrapped: streams are made here, and read and write as it does. */
typedef struct stream {
    FILE *file;
    int fd;
    struct stream *next;
} stream;

static stream *streams;
static pthread_mutex_t streams_mutex = PTHREAD_MUTEX_INITIALIZER;

static ssize_t read_stream(void *cookie, char *data, size_t bytes)
{
    return __wrap_read(((stream *)cookie)->fd, data, bytes);
}

static ssize_t write_stream(void *cookie, const char *data, size_t bytes)
{
    size_t done = 0;

    while (done < bytes) {
        ssize_t part = __wrap_write(((stream *)cookie)->fd, data + done, bytes - done);
        if (part < 0)
            return done > 0 ? (ssize_t)done : 0;
        done += (size_t)part;
    }
    return (ssize_t)done;
}

static int close_stream(void *cookie)
{
    stream *s = cookie;
    stream **at = &streams;

    (void)pthread_mutex_lock(&streams_mutex);
    while (*at != s)
        at = &(*at)->next;
    *at = s->next;
    (void)pthread_mutex_unlock(&streams_mutex);
    int result = __wrap_close(s->fd);
    int error_number = errno;
    free(s);
    errno = error_number;
    return result;
}

void *__real_malloc(size_t bytes);

static FILE *make_stream(int fd, const char *mode)
{
    const cookie_io_functions_t functions = {
        .read = read_stream, .write = write_stream, .close = close_stream};
    char plain_mode[] = {mode[0], '\0'};
    stream *s = __real_malloc(sizeof(*s));

    *s = (stream){.fd = fd};
    s->file = fopencookie(s, plain_mode, functions);
    (void)pthread_mutex_lock(&streams_mutex);
    s->next = streams;
    streams = s;
    (void)pthread_mutex_unlock(&streams_mutex);
    return s->file;
}

FILE *__real_fdopen(int fd, const char *mode);
FILE *__wrap_fdopen(int fd, const char *mode);
FILE *__wrap_fdopen(int fd, const char *mode)
{
    if (!atomic_load(&has_begun))
        return __real_fdopen(fd, mode);
    return fails(CALL_fdopen) ? NULL : make_stream(fd, mode);
}

FILE *__real_fopen(const char *path, const char *mode);
FILE *__wrap_fopen(const char *path, const char *mode);
FILE *__wrap_fopen(const char *path, const char *mode)
{
    int flags =
        mode[0] == 'r' ? O_RDONLY : O_WRONLY | O_CREAT | (mode[0] == 'a' ? O_APPEND : O_TRUNC);

    if (!atomic_load(&has_begun))
        return __real_fopen(path, mode);
    if (fails(CALL_fopen))
        return NULL;
    if (strchr(mode, 'x') != NULL)
        flags |= O_EXCL;
    int fd = __real_open(path, flags | O_CLOEXEC, 0666);
    return fd < 0 ? NULL : make_stream(fd, mode);
}

int __real_fileno(FILE *file);
int __wrap_fileno(FILE *file);
int __wrap_fileno(FILE *file)
{
    int fd = -1;

    (void)pthread_mutex_lock(&streams_mutex);
    for (const stream *s = streams; s != NULL && fd < 0; s = s->next)
        if (s->file == file)
            fd = s->fd;
    (void)pthread_mutex_unlock(&streams_mutex);
    return fd < 0 ? __real_fileno(file) : fd;
}

void inject_standard_output(void)
{
    stdout = make_stream(STDOUT_FILENO, "w");
}
