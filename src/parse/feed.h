/*
 * Deals sources out in blocks of whole lines to any number of threads, one source after the other.
 *
 * A plain file is cut into ranges that its readers read themselves (parse/range.h). What is compressed, or comes
 * through a pipe, is read by a thread of its own (parse/line_stream.h).
 */
#ifndef PARSE_FEED_H
#define PARSE_FEED_H

#include <stdatomic.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "mpdata/error.h"
#include "parse/block.h"
#include "parse/block_queue.h"

#define FEED_RANGE_BYTES ((uint64_t)1 << 20)

typedef struct feed feed;

/*
 * Opens every source: paths, or SOURCE_STANDARD_INPUT. Reads nothing but the first bytes of files. Once `*interrupted`,
 * which may be NULL and is borrowed, is true nobody waits for a pipe any more: feed_next then is INTERRUPTED.
 * Errors: those of source_file_open. `range_bytes` is FEED_RANGE_BYTES but in tests.
 */
mpdata_status feed_open(const char *const *paths, size_t path_count, uint64_t range_bytes,
                        const atomic_bool *interrupted, feed **out, mpdata_error *error);
/*
 * A feed whose one source is a queue that someone fills, borrowed until feed_close; `name` is what messages call it.
 */
mpdata_status feed_open_queue(block_queue *queue, const char *name, feed **out,
                              mpdata_error *error);

/*
 * From now on every line's number is known (block_line.number): plain files, too, are then read by a thread of their own,
 * one after the other. To be called before the first feed_next.
 */
void feed_count_lines(feed *f);
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

/*
 * Bytes dealt out so far, as they are stored, and all that there are: 0 where a pipe is among the sources. Any thread.
 */
uint64_t feed_dealt_bytes(feed *f);
uint64_t feed_total_bytes(const feed *f);

/*
 * About how many lines there are, by the first bytes of each plain file; 0 where other sources are among them, or a file
 * can't be read.
 */
uint64_t feed_estimate_lines(const feed *f);

const char *feed_source_path(const feed *f, size_t source);

/*
 * The number, from 1, of the line that begins at `offset` in a plain file; for lines of other sources it is known
 * (block_line.number). Reads the file up to there.
 */
mpdata_status feed_line_number(const feed *f, size_t source, uint64_t offset, uint64_t *out,
                               mpdata_error *error);

#endif
