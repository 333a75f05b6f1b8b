/*
 * Text that grows. Who adds need not look whether there was memory: the buffer keeps that, for who takes the text.
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
    /* Memory ran out: some of what was added is not there. */
    bool has_failed;
} text_buffer;

#define TEXT_BUFFER_INIT                                                                           \
    {                                                                                              \
        0, 0, 0, false                                                                             \
    }

/* Makes room for `bytes` more; false, with has_failed set, where memory ran out. */
bool text_buffer_grow(text_buffer *buffer, size_t bytes);
void text_buffer_dispose(text_buffer *buffer);

static inline bool text_buffer_reserve(text_buffer *buffer, size_t bytes)
{
    return buffer->capacity - buffer->bytes >= bytes || text_buffer_grow(buffer, bytes);
}

static inline void text_buffer_add(text_buffer *buffer, const char *data, size_t bytes)
{
    if (bytes == 0 || !text_buffer_reserve(buffer, bytes))
        return;
    memcpy(buffer->data + buffer->bytes, data, bytes);
    buffer->bytes += bytes;
}

static inline void text_buffer_add_char(text_buffer *buffer, char c)
{
    if (text_buffer_reserve(buffer, 1))
        buffer->data[buffer->bytes++] = c;
}

#endif
