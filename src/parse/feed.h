/*
 * Deals files out in blocks of whole lines to any number of threads.
 *
 * A file is cut into ranges of equal size, whatever lies at their borders. A line belongs to the range in
 * which it begins: the range's reader passes over the line that came in from the left, and reads on past
 * the range's end until its last line is whole. So no thread waits for another.
 */
#ifndef PARSE_FEED_H
#define PARSE_FEED_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "mpdata/error.h"
#include "parse/block.h"

#define FEED_RANGE_BYTES ((uint64_t)1 << 20)

typedef struct feed feed;

/*
 * Opens every file. Errors: those of source_file_open, and INPUT for a file that is compressed.
 * `range_bytes` is FEED_RANGE_BYTES but in tests.
 */
mpdata_status feed_open(const char *const *paths, size_t path_count, uint64_t range_bytes,
                        feed **out, mpdata_error *error);
void feed_close(feed *f);

/*
 * The next block with at least one line, into `b`, whose memory is used again. `*more` is false where there is
 * none left. A line longer than RECORD_MAX_BYTES comes cut, but longer than that. Any thread.
 */
mpdata_status feed_next(feed *f, block *b, bool *more, mpdata_error *error);

/*
 * Deals out nothing that begins at or behind `sequence` (block_line.sequence) any more. Any thread.
 */
void feed_stop_at(feed *f, uint64_t sequence);

/* Bytes dealt out so far, and in all. Any thread. */
uint64_t feed_dealt_bytes(feed *f);
uint64_t feed_total_bytes(const feed *f);

const char *feed_source_path(const feed *f, size_t source);

/*
 * The number, from 1, of the line that begins at `offset` in a source. Reads the source up to there.
 */
mpdata_status feed_line_number(const feed *f, size_t source, uint64_t offset, uint64_t *out,
                               mpdata_error *error);

#endif
