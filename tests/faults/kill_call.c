/*
 * Preloaded into a process: SIGKILL at its n-th call that changes a file.
 *
 *     FAULT_CALL=N          which call; 0, or absent: none
 *     FAULT_WHEN=before     the call is not made
 *     FAULT_WHEN=after      it is made
 *     FAULT_WHEN=half       of a write the first half is made; of anything else, as after
 *     FAULT_WHEN=page       of a write the first 4,096 bytes are made; of anything else, as after
 *     FAULT_COUNT=FILE      how many there were is written there when the process ends by itself
 *
 * Of mkdtemp and remove, libc makes the system call within itself: so they are calls here. Standard output and error are no files.
 */
#include <dlfcn.h>
#include <fcntl.h>
#include <signal.h>
#include <stdarg.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/uio.h>
#include <unistd.h>

static atomic_long calls;
static long fatal_call;
static bool is_before;
static bool is_half;
static bool is_page;

#define PAGE_BYTES 4096

__attribute__((constructor)) static void read_environment(void)
{
    const char *call = getenv("FAULT_CALL");
    const char *when = getenv("FAULT_WHEN");

    fatal_call = call == NULL ? 0 : strtol(call, NULL, 10);
    is_before = when != NULL && strcmp(when, "before") == 0;
    is_half = when != NULL && strcmp(when, "half") == 0;
    is_page = when != NULL && strcmp(when, "page") == 0;
}

__attribute__((destructor)) static void write_count(void)
{
    const char *path = getenv("FAULT_COUNT");
    char text[32];

    if (path == NULL)
        return;
    int bytes = snprintf(text, sizeof(text), "%ld\n", atomic_load(&calls));
    long descriptor = syscall(SYS_openat, AT_FDCWD, path, O_WRONLY | O_CREAT | O_TRUNC, 0600);
    (void)syscall(SYS_write, descriptor, text, (size_t)bytes);
    (void)syscall(SYS_close, descriptor);
}

static void end(void)
{
    (void)kill(getpid(), SIGKILL);
    for (;;)
        (void)pause();
}

/* Whether this call is the one: then the process has ended, or is to end after it. */
static bool count_call(void)
{
    bool is_fatal = atomic_fetch_add(&calls, 1) + 1 == fatal_call;

    if (is_fatal && is_before)
        end();
    return is_fatal;
}

/* The function of libc that this one stands before. */
static void *next(const char *name)
{
    void *found = dlsym(RTLD_NEXT, name);

    if (found == NULL)
        _exit(99);
    return found;
}

#define NEXT(name)                                                                                 \
    static __typeof__(&(name)) real;                                                               \
    if (real == NULL)                                                                              \
    *(void **)&real = next(#name)

#define CHANGE(name, result, parameters, arguments)                                                \
    result name parameters;                                                                        \
    result name parameters                                                                         \
    {                                                                                              \
        NEXT(name);                                                                                \
        bool is_fatal = count_call();                                                              \
        result given = real arguments;                                                             \
        if (is_fatal)                                                                              \
            end();                                                                                 \
        return given;                                                                              \
    }

CHANGE(fsync, int, (int fd), (fd))
CHANGE(fdatasync, int, (int fd), (fd))
CHANGE(rename, int, (const char *from, const char *to), (from, to))
CHANGE(renameat, int, (int a, const char *from, int b, const char *to), (a, from, b, to))
CHANGE(link, int, (const char *from, const char *to), (from, to))
CHANGE(linkat, int, (int a, const char *from, int b, const char *to, int f), (a, from, b, to, f))
CHANGE(symlink, int, (const char *from, const char *to), (from, to))
CHANGE(unlink, int, (const char *path), (path))
CHANGE(unlinkat, int, (int at, const char *path, int flags), (at, path, flags))
CHANGE(remove, int, (const char *path), (path))
CHANGE(rmdir, int, (const char *path), (path))
CHANGE(mkdir, int, (const char *path, mode_t mode), (path, mode))
CHANGE(mkdirat, int, (int at, const char *path, mode_t mode), (at, path, mode))
CHANGE(mkdtemp, char *, (char *pattern), (pattern))
CHANGE(chmod, int, (const char *path, mode_t mode), (path, mode))
CHANGE(fchmod, int, (int fd, mode_t mode), (fd, mode))
CHANGE(ftruncate, int, (int fd, off_t bytes), (fd, bytes))
CHANGE(ftruncate64, int, (int fd, off_t bytes), (fd, bytes))
CHANGE(truncate, int, (const char *path, off_t bytes), (path, bytes))
CHANGE(fallocate, int, (int fd, int mode, off_t at, off_t bytes), (fd, mode, at, bytes))
CHANGE(fallocate64, int, (int fd, int mode, off_t at, off_t bytes), (fd, mode, at, bytes))
CHANGE(posix_fallocate, int, (int fd, off_t at, off_t bytes), (fd, at, bytes))
CHANGE(posix_fallocate64, int, (int fd, off_t at, off_t bytes), (fd, at, bytes))
CHANGE(copy_file_range, ssize_t,
       (int from, off_t *at, int to, off_t *to_at, size_t bytes, unsigned int flags),
       (from, at, to, to_at, bytes, flags))

/* How many of the last call's bytes are written, or of its parts. */
static size_t torn(size_t whole, size_t page)
{
    if (is_half)
        return whole / 2;
    return is_page && page < whole ? page : whole;
}

#define WRITE(name, parameters, arguments, size, page)                                             \
    ssize_t name parameters;                                                                       \
    ssize_t name parameters                                                                        \
    {                                                                                              \
        NEXT(name);                                                                                \
        if (fd <= STDERR_FILENO)                                                                   \
            return real arguments;                                                                 \
        bool is_fatal = count_call();                                                              \
        if (is_fatal)                                                                              \
            size = (__typeof__(size))torn((size_t)(size), page);                                   \
        ssize_t given = real arguments;                                                            \
        if (is_fatal)                                                                              \
            end();                                                                                 \
        return given;                                                                              \
    }

WRITE(write, (int fd, const void *data, size_t bytes), (fd, data, bytes), bytes, PAGE_BYTES)
WRITE(pwrite, (int fd, const void *data, size_t bytes, off_t at), (fd, data, bytes, at), bytes,
      PAGE_BYTES)
WRITE(pwrite64, (int fd, const void *data, size_t bytes, off_t at), (fd, data, bytes, at), bytes,
      PAGE_BYTES)
WRITE(writev, (int fd, const struct iovec *parts, int count), (fd, parts, count), count, 1)

/* An open that makes a file, or empties one. */
static bool count_open(int flags)
{
    return (flags & (O_CREAT | O_TRUNC)) != 0 && count_call();
}

static mode_t mode_of(int flags, va_list rest)
{
    return (flags & O_CREAT) != 0 ? va_arg(rest, mode_t) : 0;
}

#define OPEN(name, parameters, arguments)                                                          \
    int name parameters;                                                                           \
    int name parameters                                                                            \
    {                                                                                              \
        NEXT(name);                                                                                \
        va_list rest;                                                                              \
        va_start(rest, flags);                                                                     \
        mode_t mode = mode_of(flags, rest);                                                        \
        va_end(rest);                                                                              \
        bool is_fatal = count_open(flags);                                                         \
        int given = real arguments;                                                                \
        if (is_fatal)                                                                              \
            end();                                                                                 \
        return given;                                                                              \
    }

OPEN(open, (const char *path, int flags, ...), (path, flags, mode))
OPEN(open64, (const char *path, int flags, ...), (path, flags, mode))
OPEN(openat, (int at, const char *path, int flags, ...), (at, path, flags, mode))
OPEN(openat64, (int at, const char *path, int flags, ...), (at, path, flags, mode))
