#include "parse/feed.h"

#include <pthread.h>
#include <stdlib.h>
#include <string.h>

#include "base/error.h"
#include "codec/format.h"
#include "parse/line_stream.h"
#include "parse/range.h"
#include "source/file.h"

#define COUNT_BYTES ((size_t)1 << 18)

typedef struct feed_source {
    source_file file;
    /* Dealt out in ranges; else by `stream`, which is there once the source's turn has come. */
    bool is_plain_file;
    line_stream *stream;
    /* Neither: who fills the queue is no business of ours. */
    block_queue *queue;
} feed_source;

struct feed {
    feed_source *sources;
    size_t source_count;
    uint64_t range_bytes;
    uint64_t total_bytes;
    const atomic_bool *interrupted;
    /* What is dealt out next. Guarded by `mutex`, as is all below. */
    pthread_mutex_t mutex;
    size_t next_source;
    uint64_t next_offset;
    uint64_t stop_at;
    uint64_t dealt_bytes;
};

static mpdata_status detect(feed_source *source, mpdata_error *error)
{
    char magic[CODEC_MAGIC_BYTES];
    size_t got = 0;

    if (source->file.is_pipe)
        return MPDATA_OK;
    mpdata_status status = source_file_read_at(&source->file, 0, magic, sizeof(magic), &got, error);
    source->is_plain_file = codec_format_detect(magic, got) == CODEC_PLAIN;
    return status;
}

static mpdata_status open_sources(feed *f, const char *const *paths, size_t path_count,
                                  mpdata_error *error)
{
    bool has_pipe = false;

    for (size_t i = 0; i < path_count; i++) {
        feed_source *source = &f->sources[i];
        mpdata_status status = source_file_open(&source->file, paths[i], error);

        if (status != MPDATA_OK)
            return status;
        f->source_count++;
        f->total_bytes += source->file.bytes;
        has_pipe = has_pipe || source->file.is_pipe;
        status = detect(source, error);
        if (status != MPDATA_OK)
            return status;
    }
    if (has_pipe)
        f->total_bytes = 0;
    return MPDATA_OK;
}

/* NULL where memory ran out. */
static feed *feed_new(size_t source_capacity)
{
    feed *f = calloc(1, sizeof(*f));

    if (f == NULL)
        return NULL;
    f->sources = calloc(source_capacity + 1, sizeof(*f->sources));
    if (f->sources == NULL || pthread_mutex_init(&f->mutex, NULL) != 0) {
        free(f->sources);
        free(f);
        return NULL;
    }
    f->stop_at = UINT64_MAX;
    return f;
}

mpdata_status feed_open(const char *const *paths, size_t path_count, uint64_t range_bytes,
                        const atomic_bool *interrupted, feed **out, mpdata_error *error)
{
    feed *f = feed_new(path_count);

    *out = NULL;
    if (f == NULL)
        return error_set_memory(error);
    f->range_bytes = range_bytes;
    f->interrupted = interrupted;
    mpdata_status status = open_sources(f, paths, path_count, error);
    if (status != MPDATA_OK) {
        feed_close(f);
        return status;
    }
    *out = f;
    return MPDATA_OK;
}

void feed_count_lines(feed *f)
{
    for (size_t i = 0; i < f->source_count; i++)
        f->sources[i].is_plain_file = false;
}

mpdata_status feed_open_queue(block_queue *queue, const char *name, feed **out, mpdata_error *error)
{
    feed *f = feed_new(1);

    *out = NULL;
    if (f == NULL)
        return error_set_memory(error);
    f->source_count = 1;
    f->sources[0] = (feed_source){
        .file = {.descriptor = -1, .wake_descriptor = -1, .path = strdup(name)}, .queue = queue};
    if (f->sources[0].file.path == NULL) {
        feed_close(f);
        return error_set_memory(error);
    }
    *out = f;
    return MPDATA_OK;
}

void feed_close(feed *f)
{
    if (f == NULL)
        return;
    /* What the readers did last is seen here. */
    (void)pthread_mutex_lock(&f->mutex);
    (void)pthread_mutex_unlock(&f->mutex);
    for (size_t i = 0; i < f->source_count; i++) {
        line_stream_close(f->sources[i].stream);
        source_file_close(&f->sources[i].file);
    }
    (void)pthread_mutex_destroy(&f->mutex);
    free(f->sources);
    free(f);
}

static void end_source(feed *f, size_t source)
{
    if (f->next_source != source)
        return;
    f->next_source++;
    f->next_offset = 0;
}

/* Under the mutex. The range that is next in a plain file; false at the end of the file. */
static bool deal_range(feed *f, range *out)
{
    const source_file *file = &f->sources[f->next_source].file;
    uint64_t left = file->bytes - f->next_offset;

    if (left == 0) {
        end_source(f, f->next_source);
        return false;
    }
    *out = (range){file, f->next_source, f->next_offset,
                   f->next_offset + (left < f->range_bytes ? left : f->range_bytes)};
    f->next_offset = out->end;
    f->dealt_bytes += out->end - out->begin;
    return true;
}

/* What a thread is told to do next. */
typedef struct deal {
    enum { DEAL_NOTHING, DEAL_RANGE, DEAL_STREAM } kind;
    range range;
    size_t source;
} deal;

static mpdata_status deal_next(feed *f, deal *out, mpdata_error *error)
{
    *out = (deal){.kind = DEAL_NOTHING};
    while (f->next_source < f->source_count &&
           block_sequence(f->next_source, f->next_offset) < f->stop_at) {
        feed_source *source = &f->sources[f->next_source];

        out->source = f->next_source;
        if (!source->is_plain_file) {
            out->kind = DEAL_STREAM;
            if (source->stream != NULL || source->queue != NULL)
                return MPDATA_OK;
            return line_stream_open(&source->file, f->next_source, f->interrupted, &source->stream,
                                    error);
        }
        if (deal_range(f, &out->range)) {
            out->kind = DEAL_RANGE;
            return MPDATA_OK;
        }
    }
    return MPDATA_OK;
}

/* A block of a stream, which knows by itself when it has ended. */
static mpdata_status take_from_stream(feed *f, size_t source, block *b, mpdata_error *error)
{
    const feed_source *from = &f->sources[source];
    bool more = false;
    mpdata_status status = from->queue != NULL ? block_queue_take(from->queue, b, &more, error)
                                               : line_stream_next(from->stream, b, &more, error);

    (void)pthread_mutex_lock(&f->mutex);
    if (status == MPDATA_OK && more) {
        f->dealt_bytes += b->input_bytes;
        if (f->next_source == source && f->next_offset < b->offset + b->end)
            f->next_offset = b->offset + b->end;
    } else {
        /* A failure stands behind all lines that came before it. */
        b->at = b->end = 0;
        b->source = source;
        b->offset = BLOCK_MAX_OFFSET;
        end_source(f, source);
    }
    (void)pthread_mutex_unlock(&f->mutex);
    return status;
}

mpdata_status feed_next(feed *f, block *b, bool *more, mpdata_error *error)
{
    *more = false;
    for (;;) {
        deal d;

        (void)pthread_mutex_lock(&f->mutex);
        mpdata_status status = deal_next(f, &d, error);
        (void)pthread_mutex_unlock(&f->mutex);
        if (status != MPDATA_OK || d.kind == DEAL_NOTHING)
            return status;
        status = d.kind == DEAL_RANGE ? range_read(&d.range, b, error)
                                      : take_from_stream(f, d.source, b, error);
        if (status != MPDATA_OK)
            return status;
        if (b->at < b->end) {
            *more = true;
            return MPDATA_OK;
        }
    }
}

void feed_stop_at(feed *f, uint64_t sequence)
{
    (void)pthread_mutex_lock(&f->mutex);
    if (sequence < f->stop_at)
        f->stop_at = sequence;
    /* A stream that has come so far may go on for long, or for ever: nobody waits for it any more. */
    if (f->next_source < f->source_count &&
        block_sequence(f->next_source, f->next_offset) >= f->stop_at) {
        const feed_source *source = &f->sources[f->next_source];

        if (source->queue != NULL)
            block_queue_stop(source->queue);
        else if (source->stream != NULL)
            line_stream_stop(source->stream);
    }
    (void)pthread_mutex_unlock(&f->mutex);
}

uint64_t feed_dealt_bytes(feed *f)
{
    (void)pthread_mutex_lock(&f->mutex);
    uint64_t bytes = f->dealt_bytes;
    (void)pthread_mutex_unlock(&f->mutex);
    return bytes;
}

uint64_t feed_total_bytes(const feed *f)
{
    return f->total_bytes;
}

const char *feed_source_path(const feed *f, size_t source)
{
    return f->sources[source].file.path;
}

mpdata_status feed_line_number(const feed *f, size_t source, uint64_t offset, uint64_t *out,
                               mpdata_error *error)
{
    char *data = malloc(COUNT_BYTES);
    mpdata_status status = data == NULL ? error_set_memory(error) : MPDATA_OK;
    uint64_t at = 0;

    *out = 1;
    while (status == MPDATA_OK && at < offset) {
        size_t bytes = offset - at < COUNT_BYTES ? (size_t)(offset - at) : COUNT_BYTES;
        size_t got = 0;

        status = source_file_read_at(&f->sources[source].file, at, data, bytes, &got, error);
        *out += block_count_newlines(data, got);
        at += bytes;
    }
    free(data);
    return status;
}

static uint64_t estimate_lines(const feed_source *source)
{
    char *data = malloc(COUNT_BYTES);
    size_t got = 0;
    uint64_t lines = 0;

    if (data != NULL &&
        source_file_read_at(&source->file, 0, data, COUNT_BYTES, &got, NULL) == MPDATA_OK)
        lines = block_count_newlines(data, got);
    free(data);
    return got == 0 ? 0 : (uint64_t)((double)lines * (double)source->file.bytes / (double)got);
}

uint64_t feed_estimate_lines(const feed *f)
{
    uint64_t lines = 0;

    for (size_t i = 0; i < f->source_count; i++) {
        if (!f->sources[i].is_plain_file)
            return 0;
        lines += estimate_lines(&f->sources[i]);
    }
    return lines;
}
