/*
 * Bytes that grow: text under construction, a line that crosses blocks.
 */
#ifndef BASE_BUFFER_H
#define BASE_BUFFER_H

#include <stdbool.h>
#include <stddef.h>

typedef struct buffer {
    char *data;
    size_t bytes;
    size_t capacity_bytes;
} buffer;

#define BUFFER_INIT                                                                                \
    {                                                                                              \
        NULL, 0, 0                                                                                 \
    }

/* Room for `more_bytes` behind what is there. False when memory ran out; the buffer is then as before. */
bool buffer_reserve(buffer *b, size_t more_bytes);
bool buffer_append(buffer *b, const void *data, size_t bytes);
bool buffer_append_text(buffer *b, const char *text);
bool buffer_append_format(buffer *b, const char *format, ...) __attribute__((format(printf, 2, 3)));

/* Behind `bytes`, not counted in it: for callers that want a C string. */
bool buffer_terminate(buffer *b);

void buffer_clear(buffer *b);
void buffer_dispose(buffer *b);

#endif
