/*
 * A source's plain bytes, from its start to its end, whether it is compressed or not.
 */
#ifndef CODEC_STREAM_H
#define CODEC_STREAM_H

#include <stddef.h>
#include <stdint.h>

#include "mpdata/error.h"
#include "source/file.h"

typedef struct codec_stream codec_stream;

/* `file` is borrowed, and read by nobody else. NULL where memory ran out. */
codec_stream *codec_stream_new(source_file *file);
void codec_stream_free(codec_stream *s);

/*
 * Reads on; `*got` is 0 at the end alone. Errors: those of source_file_read_next; INPUT, with the byte offset in the
 * file, for compressed data that is cut short or damaged, or of a kind that is not read.
 */
mpdata_status codec_stream_read(codec_stream *s, void *data, size_t bytes, size_t *got,
                                mpdata_error *error);

/* How much of the file was read. */
uint64_t codec_stream_input_bytes(const codec_stream *s);

#endif
