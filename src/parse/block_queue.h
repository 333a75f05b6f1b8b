/*
 * A bounded queue of blocks, from one thread that makes them to all that read them: who makes them waits when
 * it is full, who reads them when it is empty.
 */
#ifndef PARSE_BLOCK_QUEUE_H
#define PARSE_BLOCK_QUEUE_H

#include <stdatomic.h>
#include <stdbool.h>

#include "mpdata/error.h"
#include "parse/block.h"

typedef struct block_queue block_queue;

/*
 * Holds up to `capacity_blocks`. Once `*interrupted` is true nobody waits any more; it may be NULL. NULL where memory
 * ran out.
 */
block_queue *block_queue_new(size_t capacity_blocks, const atomic_bool *interrupted);
void block_queue_free(block_queue *q);

/*
 * Takes the content of `b` over, and gives it the memory of a block that was read. False where nobody reads any
 * more: the content is dropped.
 */
bool block_queue_put(block_queue *q, block *b);

/*
 * No more blocks come. `status` is what those who read get at the end: MPDATA_OK, or a failure with its `error`.
 */
void block_queue_end(block_queue *q, mpdata_status status, const mpdata_error *error);

/* The next block into `b`, whose memory is used again. `*more` is false at the end. Any thread. */
mpdata_status block_queue_take(block_queue *q, block *b, bool *more, mpdata_error *error);

/* Nobody reads any more: who waits in block_queue_put goes on. Any thread. */
void block_queue_stop(block_queue *q);
bool block_queue_is_stopped(block_queue *q);

#endif
