/*
 * For the wrappers alone: which calls there are, and what becomes of the next one.
 */
#ifndef TEST_INJECTED_CALL_H
#define TEST_INJECTED_CALL_H

#include <errno.h>
#include <stdbool.h>
#include <stddef.h>
#include <sys/types.h>

/* tests/injection.cmake has the linker wrap these, and whatever counts as an allocation. */
#define INJECTED_CALLS(X)                                                                          \
    X(allocation)                                                                                  \
    X(engine)                                                                                      \
    X(interruption)                                                                                \
    X(getdelim)                                                                                    \
    X(poptGetContext)                                                                              \
    X(open)                                                                                        \
    X(openat)                                                                                      \
    X(read)                                                                                        \
    X(pread)                                                                                       \
    X(write)                                                                                       \
    X(pwrite)                                                                                      \
    X(fsync)                                                                                       \
    X(fdatasync)                                                                                   \
    X(ftruncate)                                                                                   \
    X(rename)                                                                                      \
    X(link)                                                                                        \
    X(unlink)                                                                                      \
    X(unlinkat)                                                                                    \
    X(rmdir)                                                                                       \
    X(close)                                                                                       \
    X(fstat)                                                                                       \
    X(fstatat)                                                                                     \
    X(stat)                                                                                        \
    X(lstat)                                                                                       \
    X(access)                                                                                      \
    X(statfs)                                                                                      \
    X(fstatvfs)                                                                                    \
    X(flock)                                                                                       \
    X(fcntl)                                                                                       \
    X(mkdir)                                                                                       \
    X(mkdirat)                                                                                     \
    X(mkdtemp)                                                                                     \
    X(mkstemp)                                                                                     \
    X(chmod)                                                                                       \
    X(fchmod)                                                                                      \
    X(fchown)                                                                                      \
    X(pipe2)                                                                                       \
    X(eventfd)                                                                                     \
    X(poll)                                                                                        \
    X(lseek)                                                                                       \
    X(fopen)                                                                                       \
    X(fdopen)                                                                                      \
    X(realpath)                                                                                    \
    X(opendir)                                                                                     \
    X(fdopendir)                                                                                   \
    X(readdir)                                                                                     \
    X(getrandom)                                                                                   \
    X(getpwuid_r)                                                                                  \
    X(dlopen)                                                                                      \
    X(dlsym)                                                                                       \
    X(sigwaitinfo)                                                                                 \
    X(posix_spawn)                                                                                 \
    X(waitpid)                                                                                     \
    X(pthread_create)                                                                              \
    X(pthread_mutex_init)                                                                          \
    X(pthread_cond_init)

#define INJECTED_NUMBER(name) CALL_##name,
enum { INJECTED_CALLS(INJECTED_NUMBER) CALL_COUNT };

enum { HOW_NOTHING, HOW_ONCE, HOW_ON, HOW_SHORT };

/*
 * Until it begins, and once it has ended, streams are the C library's own: what counts coverage reads and writes by them.
 */
bool injected_has_begun(void);

/* As it was ordered. */
int injected_errno(void);

/* Counts the call, and says what becomes of it. */
int injected_next(int call);

/* Whether this call fails; with errno as it was ordered. */
bool injected_fails(int call);

/* As long as it was asked for, or one byte. Negative: it fails. */
ssize_t injected_length(int call, size_t bytes);

#endif
