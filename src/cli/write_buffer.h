/*
 * Bytes gathered on their way to a stream, so that a cell costs a copy and no call of stdio.
 *
 * Whatever returns a bool returns false where the stream can't be written, with errno set.
 */
#ifndef CLI_WRITE_BUFFER_H
#define CLI_WRITE_BUFFER_H

#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>
#include <string.h>

enum { WRITE_BUFFER_BYTES = 65536 };

typedef struct write_buffer {
    FILE *stream;
    size_t bytes;
    char data[WRITE_BUFFER_BYTES];
} write_buffer;

/* Hands the bytes on to the stream, which may have a buffer of its own. */
bool write_buffer_flush(write_buffer *b);

/* For write_buffer_put: what does not fit into the room that is left. */
bool write_buffer_put_long(write_buffer *b, const char *data, size_t bytes);

/* Room for so many bytes, at most WRITE_BUFFER_BYTES, behind those that are there. */
static inline bool write_buffer_reserve(write_buffer *b, size_t bytes)
{
    return bytes <= WRITE_BUFFER_BYTES - b->bytes || write_buffer_flush(b);
}

static inline bool write_buffer_put(write_buffer *b, const char *data, size_t bytes)
{
    if (bytes > WRITE_BUFFER_BYTES - b->bytes)
        return write_buffer_put_long(b, data, bytes);
    memcpy(b->data + b->bytes, data, bytes);
    b->bytes += bytes;
    return true;
}

static inline bool write_buffer_put_text(write_buffer *b, const char *text)
{
    return write_buffer_put(b, text, strlen(text));
}

static inline bool write_buffer_put_character(write_buffer *b, char c)
{
    return write_buffer_put(b, &c, 1);
}

#endif
