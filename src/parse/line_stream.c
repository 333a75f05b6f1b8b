#include "parse/line_stream.h"

#include <pthread.h>
#include <stdlib.h>

#include "base/error.h"
#include "base/thread.h"
#include "codec/stream.h"
#include "parse/block_queue.h"
#include "parse/line_cutter.h"

/* Enough that who parses need not wait for who reads; memory is this many blocks. */
#define QUEUE_BLOCKS 4

struct line_stream {
    source_file *file;
    size_t source;
    codec_stream *bytes;
    block_queue *queue;
    pthread_t thread;
    bool has_thread;
};

static mpdata_status cutter_status(line_cutter_result result, mpdata_error *error)
{
    if (result == LINE_CUTTER_MEMORY)
        return error_set_memory(error);
    /* Whoever stopped reading knows why. */
    return result == LINE_CUTTER_OK ? MPDATA_OK : MPDATA_ERROR_INTERRUPTED;
}

static mpdata_status read_some(line_stream *s, line_cutter *cutter, bool *more, mpdata_error *error)
{
    uint64_t before = codec_stream_input_bytes(s->bytes);
    size_t room = 0;
    size_t got = 0;
    char *to = line_cutter_room(cutter, &room);

    if (to == NULL)
        return error_set_memory(error);
    mpdata_status status = codec_stream_read(s->bytes, to, room, &got, error);
    *more = status == MPDATA_OK && got > 0;
    if (!*more)
        return status;
    uint64_t input_bytes = codec_stream_input_bytes(s->bytes) - before;
    return cutter_status(line_cutter_add(cutter, got, input_bytes), error);
}

static void *read_all(void *payload)
{
    line_stream *s = payload;
    line_cutter cutter;
    mpdata_error error;
    mpdata_status status = MPDATA_OK;
    bool more = true;

    line_cutter_begin(&cutter, s->queue, s->source, LINE_CUTTER_BLOCK_BYTES);
    /* A line without an end makes no blocks: then nobody else says that the others are not wanted. */
    while (status == MPDATA_OK && more && !block_queue_is_stopped(s->queue))
        status = read_some(s, &cutter, &more, &error);
    if (status == MPDATA_OK)
        status = cutter_status(line_cutter_finish(&cutter), &error);
    block_queue_end(s->queue, status, &error);
    line_cutter_dispose(&cutter);
    return NULL;
}

mpdata_status line_stream_open(source_file *file, size_t source, const atomic_bool *interrupted,
                               line_stream **out, mpdata_error *error)
{
    line_stream *s = calloc(1, sizeof(*s));

    *out = NULL;
    if (s == NULL)
        return error_set_memory(error);
    s->file = file;
    s->source = source;
    s->bytes = codec_stream_new(file);
    s->queue = block_queue_new(QUEUE_BLOCKS, interrupted);
    if (s->bytes != NULL && s->queue != NULL)
        s->has_thread = thread_start(&s->thread, read_all, s);
    if (!s->has_thread) {
        line_stream_close(s);
        return error_set_memory(error);
    }
    *out = s;
    return MPDATA_OK;
}

void line_stream_stop(line_stream *s)
{
    block_queue_stop(s->queue);
}

void line_stream_close(line_stream *s)
{
    if (s == NULL)
        return;
    if (s->has_thread) {
        block_queue_stop(s->queue);
        source_file_wake(s->file);
        (void)pthread_join(s->thread, NULL);
    }
    block_queue_free(s->queue);
    codec_stream_free(s->bytes);
    free(s);
}

mpdata_status line_stream_next(line_stream *s, block *b, bool *more, mpdata_error *error)
{
    return block_queue_take(s->queue, b, more, error);
}
