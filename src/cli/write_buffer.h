/*
 * Bytes gathered on their way to a stream, so that a cell costs a copy and no call of stdio. After a write that failed
 * nothing more is written.
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
    /* Of the write that failed; 0 while none has. */
    int error_number;
    size_t bytes;
    char data[WRITE_BUFFER_BYTES];
} write_buffer;

/* False, with errno set, where the stream could not be written. */
bool write_buffer_is_good(const write_buffer *b);

/* Hands the bytes on to the stream, which may have a buffer of its own. Gives what write_buffer_is_good does. */
bool write_buffer_flush(write_buffer *b);

/* For write_buffer_put: what does not fit into the room that is left. */
void write_buffer_put_long(write_buffer *b, const char *data, size_t bytes);

/* Room for so many bytes, at most WRITE_BUFFER_BYTES, behind those that are there. */
static inline void write_buffer_reserve(write_buffer *b, size_t bytes)
{
    if (bytes > WRITE_BUFFER_BYTES - b->bytes)
        (void)write_buffer_flush(b);
}

static inline void write_buffer_put(write_buffer *b, const char *data, size_t bytes)
{
    if (bytes > WRITE_BUFFER_BYTES - b->bytes) {
        write_buffer_put_long(b, data, bytes);
        return;
    }
    memcpy(b->data + b->bytes, data, bytes);
    b->bytes += bytes;
}

static inline void write_buffer_put_text(write_buffer *b, const char *text)
{
    write_buffer_put(b, text, strlen(text));
}

static inline void write_buffer_put_character(write_buffer *b, char c)
{
    write_buffer_put(b, &c, 1);
}

#endif
