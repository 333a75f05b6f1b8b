/*
 * Text that grows.
 */
#ifndef PYTHON_TEXT_BUFFER_H
#define PYTHON_TEXT_BUFFER_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

typedef struct text_buffer {
    char *data;
    size_t bytes;
    size_t capacity;
} text_buffer;

#define TEXT_BUFFER_INIT                                                                           \
    {                                                                                              \
        0, 0, 0                                                                                    \
    }

/* Makes room for `bytes` more; false where memory ran out. */
bool text_buffer_grow(text_buffer *buffer, size_t bytes);
void text_buffer_dispose(text_buffer *buffer);

static inline bool text_buffer_reserve(text_buffer *buffer, size_t bytes)
{
    return buffer->capacity - buffer->bytes >= bytes || text_buffer_grow(buffer, bytes);
}

static inline bool text_buffer_add(text_buffer *buffer, const char *data, size_t bytes)
{
    if (!text_buffer_reserve(buffer, bytes))
        return false;
    if (bytes > 0)
        memcpy(buffer->data + buffer->bytes, data, bytes);
    buffer->bytes += bytes;
    return true;
}

static inline bool text_buffer_add_char(text_buffer *buffer, char c)
{
    if (!text_buffer_reserve(buffer, 1))
        return false;
    buffer->data[buffer->bytes++] = c;
    return true;
}

#endif
