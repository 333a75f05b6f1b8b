/*
 * Functions of the C library that give memory, or need it.
 */
#include <pthread.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <zstd.h>

#include "wrap_memory.h"

MEMORY(void *, NULL, malloc, (size_t bytes), (bytes))
MEMORY(void *, NULL, calloc, (size_t count, size_t bytes), (count, bytes))
MEMORY(void *, NULL, realloc, (void *data, size_t bytes), (data, bytes))
MEMORY(char *, NULL, strdup, (const char *text), (text))
MEMORY(char *, NULL, strndup, (const char *text, size_t bytes), (text, bytes))
MEMORY(FILE *, NULL, fopencookie, (void *cookie, const char *mode, cookie_io_functions_t functions),
       (cookie, mode, functions))
MEMORY(int, 1, atexit, (void (*run)(void)), (run))
MEMORY(int, ENOMEM, pthread_condattr_init, (pthread_condattr_t * attributes), (attributes))
MEMORY(ZSTD_DStream *, NULL, ZSTD_createDStream, (void), ())

int __wrap_asprintf(char **out, const char *format, ...) __attribute__((format(printf, 2, 3)));
int __wrap_asprintf(char **out, const char *format, ...)
{
    va_list more;

    if (wrap_memory_fails())
        return -1;
    va_start(more, format);
    int bytes = vasprintf(out, format, more);
    va_end(more);
    return bytes;
}

/* Without memory it leaves the stream without a mark of the failure, as the C library does. */
ssize_t __real___getdelim(char **line, size_t *room, int end, FILE *from);
ssize_t __wrap___getdelim(char **line, size_t *room, int end, FILE *from);
ssize_t __wrap___getdelim(char **line, size_t *room, int end, FILE *from)
{
    return injected_fails(CALL_getdelim) ? -1 : __real___getdelim(line, room, end, from);
}

ssize_t __real_getline(char **line, size_t *room, FILE *from);
ssize_t __wrap_getline(char **line, size_t *room, FILE *from);
ssize_t __wrap_getline(char **line, size_t *room, FILE *from)
{
    return injected_fails(CALL_getdelim) ? -1 : __real_getline(line, room, from);
}
