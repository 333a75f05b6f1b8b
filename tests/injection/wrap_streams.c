/*
 * The C library's own reads and writes are not wrapped: streams are made here, and read and write as it does.
 */
#include <fcntl.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "inject.h"
#include "injected_call.h"

void *__real_malloc(size_t bytes);
FILE *__real_fopencookie(void *cookie, const char *mode, cookie_io_functions_t functions);
int __real_open(const char *path, int flags, ...);
ssize_t __wrap_read(int fd, void *data, size_t bytes);
ssize_t __wrap_write(int fd, const void *data, size_t bytes);
int __wrap_close(int fd);

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

static FILE *make_stream(int fd, const char *mode)
{
    const cookie_io_functions_t functions = {
        .read = read_stream, .write = write_stream, .close = close_stream};
    char plain_mode[] = {mode[0], strchr(mode, '+') != NULL ? '+' : '\0', '\0'};
    stream *s = __real_malloc(sizeof(*s));

    *s = (stream){.fd = fd};
    s->file = __real_fopencookie(s, plain_mode, functions);
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
    if (!injected_has_begun())
        return __real_fdopen(fd, mode);
    return injected_fails(CALL_fdopen) ? NULL : make_stream(fd, mode);
}

FILE *__real_fopen(const char *path, const char *mode);
FILE *__wrap_fopen(const char *path, const char *mode);
FILE *__wrap_fopen(const char *path, const char *mode)
{
    int flags =
        mode[0] == 'r' ? O_RDONLY : O_WRONLY | O_CREAT | (mode[0] == 'a' ? O_APPEND : O_TRUNC);

    if (!injected_has_begun())
        return __real_fopen(path, mode);
    if (injected_fails(CALL_fopen))
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

void inject_standard_streams(void)
{
    stdin = make_stream(STDIN_FILENO, "r");
    stdout = make_stream(STDOUT_FILENO, "w");
}
