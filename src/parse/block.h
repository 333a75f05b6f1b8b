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
    /* Which source, and where in it `data` begins, in bytes (after decompression). */
    size_t source;
    uint64_t offset;
    /* The number of the first line, from 1; 0 where nobody counted. And the lines that were taken. */
    uint64_t first_line;
    uint64_t lines_taken;
    /* What the block took of the input as it is stored. */
    uint64_t input_bytes;
    /* It holds packed records (parse/packed_record.h) instead of lines. */
    bool is_packed;
} block;

#define BLOCK_INIT                                                                                 \
    {                                                                                              \
        BUFFER_INIT, 0, 0, 0, 0, 0, 0, 0, false                                                    \
    }

/* An offset's bits in a sequence: the source's number stands above them. */
#define BLOCK_OFFSET_BITS 44
#define BLOCK_MAX_OFFSET ((UINT64_C(1) << BLOCK_OFFSET_BITS) - 1)

typedef struct block_line {
    /* Borrowed until the block changes; without its line end. */
    const char *data;
    size_t bytes;
    uint64_t offset;
    /* Grows over all sources, in their order. */
    uint64_t sequence;
    /* In the source, from 1; 0 where nobody counted. */
    uint64_t number;
    /* It ends with the source, not with a newline. */
    bool is_open;
} block_line;

/* Where a byte of a source stands among all. */
uint64_t block_sequence(size_t source, uint64_t offset);

/*
 * The next line, or packed record: lines end at a newline alone, and a carriage return before it is dropped. Lines of
 * nothing but blanks are passed over. False at the end of the block.
 */
bool block_next_line(block *b, block_line *out);

/* Where the first line of a source begins that starts with these bytes: behind a byte order mark, should there be one. */
size_t block_first_line(const char *data, size_t bytes);

uint64_t block_count_newlines(const char *data, size_t bytes);

void block_dispose(block *b);

#endif
