/*
 * A piece of a source that holds whole lines.
 */
#ifndef PARSE_BLOCK_H
#define PARSE_BLOCK_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/buffer.h"

typedef struct block {
    buffer data;
    /* The lines not yet taken. */
    size_t at;
    size_t end;
    /* Which source, and where in it `data` begins, in bytes. */
    size_t source;
    uint64_t offset;
    /* What to add to an offset so that it grows over all sources, in their order. */
    uint64_t sources_before_bytes;
} block;

#define BLOCK_INIT                                                                                 \
    {                                                                                              \
        BUFFER_INIT, 0, 0, 0, 0, 0                                                                 \
    }

typedef struct block_line {
    /* Borrowed until the block changes; without its line end. */
    const char *data;
    size_t bytes;
    /* In the source, and over all sources. */
    uint64_t offset;
    uint64_t sequence;
} block_line;

/*
 * The next line: lines end at a newline alone, and a carriage return before it is dropped. Lines of
 * nothing but blanks are passed over. False at the end of the block.
 */
bool block_next_line(block *b, block_line *out);

void block_dispose(block *b);

#endif
