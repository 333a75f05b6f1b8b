#include "base/buffer.h"

#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

bool buffer_reserve(buffer *b, size_t more_bytes)
{
    if (more_bytes <= b->capacity_bytes - b->bytes)
        return true;
    if (more_bytes > SIZE_MAX / 2 - b->bytes)
        return false;

    size_t wanted = b->bytes + more_bytes;
    size_t capacity = b->capacity_bytes < 64 ? 64 : b->capacity_bytes;
    while (capacity < wanted)
        capacity += capacity / 2;

    char *data = realloc(b->data, capacity);
    if (data == NULL)
        return false;
    b->data = data;
    b->capacity_bytes = capacity;
    return true;
}

bool buffer_append(buffer *b, const void *data, size_t bytes)
{
    if (bytes == 0)
        return true;
    if (!buffer_reserve(b, bytes))
        return false;
    memcpy(b->data + b->bytes, data, bytes);
    b->bytes += bytes;
    return true;
}

bool buffer_append_text(buffer *b, const char *text)
{
    return buffer_append(b, text, strlen(text));
}

bool buffer_append_format(buffer *b, const char *format, ...)
{
    va_list arguments;
    va_list again;
    bool done = false;

    va_start(arguments, format);
    va_copy(again, arguments);
    int bytes = vsnprintf(NULL, 0, format, arguments);
    if (bytes >= 0 && buffer_reserve(b, (size_t)bytes + 1)) {
        (void)vsnprintf(b->data + b->bytes, (size_t)bytes + 1, format, again);
        b->bytes += (size_t)bytes;
        done = true;
    }
    va_end(again);
    va_end(arguments);
    return done;
}

bool buffer_terminate(buffer *b)
{
    if (!buffer_reserve(b, 1))
        return false;
    b->data[b->bytes] = '\0';
    return true;
}

void buffer_clear(buffer *b)
{
    b->bytes = 0;
}

void buffer_dispose(buffer *b)
{
    free(b->data);
    *b = (buffer)BUFFER_INIT;
}
