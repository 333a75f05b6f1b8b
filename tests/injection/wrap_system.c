/*
 * Calls to the system. The manual pages say what each gives where it fails.
 */
#include <dirent.h>
#include <dlfcn.h>
#include <fcntl.h>
#include <poll.h>
#include <pthread.h>
#include <pwd.h>
#include <signal.h>
#include <stdarg.h>
#include <stdatomic.h>
#include <stdio.h>
#include <sys/eventfd.h>
#include <sys/file.h>
#include <sys/random.h>
#include <sys/stat.h>
#include <sys/statfs.h>
#include <sys/statvfs.h>
#include <unistd.h>

#include "injected_call.h"
#include "terminal.h"
#include "wrap_libedit.h"

/* ---- Calls that fail with -1 or NULL ----------------------------------------------------------------- */

#define FALLIBLE(type, failure, name, parameters, arguments)                                       \
    type __real_##name parameters;                                                                 \
    type __wrap_##name parameters;                                                                 \
    type __wrap_##name parameters                                                                  \
    {                                                                                              \
        return injected_fails(CALL_##name) ? (failure) : __real_##name arguments;                  \
    }

FALLIBLE(int, -1, fsync, (int fd), (fd))
FALLIBLE(int, -1, fdatasync, (int fd), (fd))
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
FALLIBLE(off_t, -1, lseek, (int fd, off_t offset, int whence), (fd, offset, whence))
FALLIBLE(int, -1, mkstemp, (char *path), (path))
FALLIBLE(int, -1, fchmod, (int fd, mode_t mode), (fd, mode))
FALLIBLE(int, -1, fchown, (int fd, uid_t user, gid_t group), (fd, user, group))
FALLIBLE(int, -1, chmod, (const char *path, mode_t mode), (path, mode))
FALLIBLE(int, -1, ftruncate, (int fd, off_t bytes), (fd, bytes))
FALLIBLE(int, -1, rmdir, (const char *path), (path))
FALLIBLE(int, -1, fstatat, (int folder, const char *path, struct stat *out, int flags),
         (folder, path, out, flags))
FALLIBLE(int, -1, access, (const char *path, int mode), (path, mode))
FALLIBLE(int, -1, statfs, (const char *path, struct statfs *out), (path, out))
FALLIBLE(int, -1, fstatvfs, (int fd, struct statvfs *out), (fd, out))
FALLIBLE(int, -1, mkdirat, (int folder, const char *path, mode_t mode), (folder, path, mode))
FALLIBLE(char *, NULL, mkdtemp, (char *path), (path))
FALLIBLE(DIR *, NULL, fdopendir, (int fd), (fd))
FALLIBLE(struct dirent *, NULL, readdir, (DIR * listing), (listing))
FALLIBLE(ssize_t, -1, getrandom, (void *data, size_t bytes, unsigned flags), (data, bytes, flags))
FALLIBLE(int, -1, sigwaitinfo, (const sigset_t *signals, siginfo_t *out), (signals, out))
FALLIBLE(char *, NULL, realpath, (const char *path, char *out), (path, out))
FALLIBLE(DIR *, NULL, opendir, (const char *path), (path))

/* These give the error itself. */
FALLIBLE(int, injected_errno(), getpwuid_r,
         (uid_t id, struct passwd *out, char *data, size_t bytes, struct passwd **found),
         (id, out, data, bytes, found))
FALLIBLE(int, injected_errno(), pthread_cond_init,
         (pthread_cond_t * condition, const pthread_condattr_t *attributes),
         (condition, attributes))
FALLIBLE(int, injected_errno(), pthread_create,
         (pthread_t * out, const pthread_attr_t *attributes, void *(*run)(void *), void *payload),
         (out, attributes, run, payload))
FALLIBLE(int, injected_errno(), pthread_mutex_init,
         (pthread_mutex_t * mutex, const pthread_mutexattr_t *attributes), (mutex, attributes))

int __real_open(const char *path, int flags, ...);
int __wrap_open(const char *path, int flags, ...);
int __wrap_open(const char *path, int flags, ...)
{
    va_list more;

    va_start(more, flags);
    mode_t mode = (flags & O_CREAT) != 0 ? va_arg(more, mode_t) : 0;
    va_end(more);
    return injected_fails(CALL_open) ? -1 : __real_open(path, flags, mode);
}

int __real_openat(int folder, const char *path, int flags, ...);
int __wrap_openat(int folder, const char *path, int flags, ...);
int __wrap_openat(int folder, const char *path, int flags, ...)
{
    va_list more;

    va_start(more, flags);
    mode_t mode = (flags & O_CREAT) != 0 ? va_arg(more, mode_t) : 0;
    va_end(more);
    return injected_fails(CALL_openat) ? -1 : __real_openat(folder, path, flags, mode);
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
    return injected_fails(CALL_fcntl) ? -1 : __real_fcntl(fd, command, argument);
}

int __real_poll(struct pollfd *waits, nfds_t count, int ms);
int __wrap_poll(struct pollfd *waits, nfds_t count, int ms);
int __wrap_poll(struct pollfd *waits, nfds_t count, int ms)
{
    if (injected_fails(CALL_poll))
        return -1;
    return terminal_wait(waits, count, ms) ? __real_poll(waits, count, ms) : 0;
}

/* The linker's own failures, so that dlerror has a text. */
void *__real_dlopen(const char *path, int flags);
void *__wrap_dlopen(const char *path, int flags);
void *__wrap_dlopen(const char *path, int flags)
{
    return __real_dlopen(injected_fails(CALL_dlopen) ? "/injected/failure" : path, flags);
}

void *__real_dlsym(void *library, const char *name);
void *__wrap_dlsym(void *library, const char *name);
void *__wrap_dlsym(void *library, const char *name)
{
    void *found = __real_dlsym(library, injected_fails(CALL_dlsym) ? "injected_failure" : name);

    return wrap_libedit_replace == NULL ? found : wrap_libedit_replace(name, found);
}

/* The file is closed all the same, as Linux does. */
int __real_close(int fd);
int __wrap_close(int fd);
int __wrap_close(int fd)
{
    bool is_failing = injected_next(CALL_close) != HOW_NOTHING;
    int result = __real_close(fd);

    if (!is_failing)
        return result;
    errno = injected_errno();
    return -1;
}

/* The last one that was made. It has no part to read or write, and no failure but that it would wait. */
static atomic_int event = -1;

int __real_eventfd(unsigned value, int flags);
int __wrap_eventfd(unsigned value, int flags);
int __wrap_eventfd(unsigned value, int flags)
{
    if (injected_fails(CALL_eventfd))
        return -1;
    atomic_store(&event, __real_eventfd(value, flags));
    return atomic_load(&event);
}

/* ---- Calls that may do a part ------------------------------------------------------------------------ */

static ssize_t length_of(int call, int fd, size_t bytes)
{
    return fd == atomic_load(&event) ? (ssize_t)bytes : injected_length(call, bytes);
}

#define PARTIAL(name, parameters, bytes, arguments)                                                \
    ssize_t __real_##name parameters;                                                              \
    ssize_t __wrap_##name parameters;                                                              \
    ssize_t __wrap_##name parameters                                                               \
    {                                                                                              \
        ssize_t part = length_of(CALL_##name, fd, bytes);                                          \
        return part < 0 ? -1 : __real_##name arguments;                                            \
    }

ssize_t __real_read(int fd, void *data, size_t bytes);
ssize_t __wrap_read(int fd, void *data, size_t bytes);
ssize_t __wrap_read(int fd, void *data, size_t bytes)
{
    ssize_t part = length_of(CALL_read, fd, bytes);

    if (part < 0)
        return -1;
    terminal_wait_to_read(fd);
    return __real_read(fd, data, (size_t)part);
}

PARTIAL(pread, (int fd, void *data, size_t bytes, off_t offset), bytes,
        (fd, data, (size_t)part, offset))
PARTIAL(write, (int fd, const void *data, size_t bytes), bytes, (fd, data, (size_t)part))
PARTIAL(pwrite, (int fd, const void *data, size_t bytes, off_t offset), bytes,
        (fd, data, (size_t)part, offset))
