#include "text_buffer.h"

#include <stdlib.h>

#define LEAST_CAPACITY 4096

bool text_buffer_grow(text_buffer *buffer, size_t bytes)
{
    size_t capacity = buffer->capacity < LEAST_CAPACITY ? LEAST_CAPACITY : buffer->capacity;

    /* What Python holds in memory is far from where this could overflow. */
    while (capacity - buffer->bytes < bytes)
        capacity *= 2;
    char *data = realloc(buffer->data, capacity);
    if (data == NULL) {
        buffer->has_failed = true;
        return false;
    }
    buffer->data = data;
    buffer->capacity = capacity;
    return true;
}

void text_buffer_dispose(text_buffer *buffer)
{
    free(buffer->data);
    *buffer = (text_buffer)TEXT_BUFFER_INIT;
}
