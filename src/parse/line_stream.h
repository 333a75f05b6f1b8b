/*
 * A source read, decompressed and cut into blocks of whole lines by a thread of its own, ahead of those who parse.
 */
#ifndef PARSE_LINE_STREAM_H
#define PARSE_LINE_STREAM_H

#include <stdatomic.h>

#include "mpdata/error.h"
#include "parse/block.h"
#include "source/file.h"

typedef struct line_stream line_stream;

/*
 * Starts the thread. `file` is borrowed until line_stream_close, and `interrupted`, which may be NULL: once it is true
 * nobody waits any more. Errors: MEMORY, also where no thread could be started.
 */
mpdata_status line_stream_open(source_file *file, size_t source, const atomic_bool *interrupted,
                               line_stream **out, mpdata_error *error);

/* What has not been taken yet is not wanted: nobody waits for it, and the thread ends soon. Any thread. */
void line_stream_stop(line_stream *s);

/* Ends the thread, wherever it is. */
void line_stream_close(line_stream *s);

/* The next block, as of block_queue_take. Any thread. */
mpdata_status line_stream_next(line_stream *s, block *b, bool *more, mpdata_error *error);

#endif
