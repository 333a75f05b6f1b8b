/*
 * Bytes that come in any pieces, cut into blocks of whole lines.
 *
 *     char *to = line_cutter_room(&c, &bytes);
 *     ... read up to `bytes` bytes to `to` ...
 *     line_cutter_add(&c, got);
 */
#ifndef PARSE_LINE_CUTTER_H
#define PARSE_LINE_CUTTER_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "parse/block_queue.h"

#define LINE_CUTTER_BLOCK_BYTES ((size_t)1 << 20)

typedef struct line_cutter {
    block_queue *queue;
    /* The block under construction. */
    block block;
    size_t source;
    size_t block_bytes;
    /* So much of the block is known to hold no line end. */
    size_t searched_bytes;
    uint64_t next_offset;
    uint64_t next_line;
    uint64_t blocks_given;
    /* The rest of a line that is too long, up to its end. */
    bool is_skipping;
} line_cutter;

/* `block_bytes` is LINE_CUTTER_BLOCK_BYTES but in tests. Blocks go to `queue`, which is borrowed. */
void line_cutter_begin(line_cutter *c, block_queue *queue, size_t source, size_t block_bytes);

/* Where the next bytes are to be put, at least one of them; NULL where memory ran out. */
char *line_cutter_room(line_cutter *c, size_t *bytes);

typedef enum line_cutter_result {
    LINE_CUTTER_OK,
    /* Nobody reads the blocks any more. */
    LINE_CUTTER_STOPPED,
    LINE_CUTTER_MEMORY
} line_cutter_result;

/* `bytes` were put there. `input_bytes` is how much of the input they took, for the progress. */
line_cutter_result line_cutter_add(line_cutter *c, size_t bytes, uint64_t input_bytes);

/* No more bytes come: the last line needs no end. */
line_cutter_result line_cutter_finish(line_cutter *c);

/*
 * Gives away a block of someone else's making, which holds `lines` lines or packed records. The cutter must hold
 * nothing itself: line_cutter_finish was called.
 */
line_cutter_result line_cutter_put(line_cutter *c, block *b, uint64_t lines);

void line_cutter_dispose(line_cutter *c);

#endif
