/*
 * Streams into memory: what needs memory is the stream itself, and each write, of which the end tells.
 */
#include <pthread.h>
#include <stdio.h>

#include "wrap_memory.h"

#define MOST_STREAMS 64

static FILE *streams[MOST_STREAMS];
static pthread_mutex_t mutex = PTHREAD_MUTEX_INITIALIZER;

/* Puts `to` where `from` is. False where there is none. */
static bool replace(const FILE *from, FILE *to)
{
    size_t at = 0;

    (void)pthread_mutex_lock(&mutex);
    while (at < MOST_STREAMS && streams[at] != from)
        at++;
    if (at < MOST_STREAMS)
        streams[at] = to;
    (void)pthread_mutex_unlock(&mutex);
    return at < MOST_STREAMS;
}

FILE *__real_open_memstream(char **data, size_t *bytes);
FILE *__wrap_open_memstream(char **data, size_t *bytes);
FILE *__wrap_open_memstream(char **data, size_t *bytes)
{
    FILE *stream = wrap_memory_fails() ? NULL : __real_open_memstream(data, bytes);

    if (stream != NULL)
        (void)replace(NULL, stream);
    return stream;
}

int __real_fclose(FILE *stream);
int __wrap_fclose(FILE *stream);
int __wrap_fclose(FILE *stream)
{
    bool is_failing = replace(stream, NULL) && wrap_memory_fails();
    int result = __real_fclose(stream);

    if (!is_failing)
        return result;
    errno = ENOMEM;
    return EOF;
}
