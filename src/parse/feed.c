#include "parse/feed.h"

#include <pthread.h>
#include <stdlib.h>
#include <string.h>

#include "base/error.h"
#include "codec/format.h"
#include "parse/record.h"
#include "source/file.h"

/* How much is read at once to complete a range's last line; doubled as long as it is not enough. */
#define TAIL_BYTES ((size_t)32 << 10)
#define COUNT_BYTES ((size_t)1 << 18)
/* What one huge line made a block grow to is given back. */
#define KEPT_BYTES ((size_t)8 << 20)

typedef struct feed_source {
    source_file file;
    uint64_t before_bytes;
} feed_source;

struct feed {
    feed_source *sources;
    size_t source_count;
    uint64_t range_bytes;
    uint64_t total_bytes;
    /* What is dealt out next. Guarded by `mutex`, as is all below. */
    pthread_mutex_t mutex;
    size_t next_source;
    uint64_t next_offset;
    uint64_t stop_at;
    uint64_t dealt_bytes;
};

typedef struct range {
    const feed_source *source;
    size_t source_index;
    uint64_t begin;
    uint64_t end;
} range;

static mpdata_status check_format(const source_file *file, mpdata_error *error)
{
    char magic[CODEC_MAGIC_BYTES];
    size_t got = 0;
    mpdata_status status = source_file_read_at(file, 0, magic, sizeof(magic), &got, error);

    if (status != MPDATA_OK)
        return status;
    codec_format format = codec_format_detect(magic, got);
    if (format == CODEC_PLAIN)
        return MPDATA_OK;
    (void)error_set(error, MPDATA_ERROR_INPUT,
                    "%s: the file is compressed (%s). Decompress it first", file->path,
                    codec_format_name(format));
    error_add_source(error, file->path);
    return MPDATA_ERROR_INPUT;
}

static mpdata_status open_sources(feed *f, const char *const *paths, size_t path_count,
                                  mpdata_error *error)
{
    for (size_t i = 0; i < path_count; i++) {
        feed_source *source = &f->sources[i];
        mpdata_status status = source_file_open(&source->file, paths[i], error);

        if (status != MPDATA_OK)
            return status;
        f->source_count++;
        source->before_bytes = f->total_bytes;
        f->total_bytes += source->file.bytes;
        status = check_format(&source->file, error);
        if (status != MPDATA_OK)
            return status;
    }
    return MPDATA_OK;
}

mpdata_status feed_open(const char *const *paths, size_t path_count, uint64_t range_bytes,
                        feed **out, mpdata_error *error)
{
    feed *f = calloc(1, sizeof(*f));

    *out = NULL;
    if (f == NULL)
        return error_set_memory(error);
    if (pthread_mutex_init(&f->mutex, NULL) != 0) {
        free(f);
        return error_set_memory(error);
    }
    f->range_bytes = range_bytes;
    f->stop_at = UINT64_MAX;
    f->sources = calloc(path_count == 0 ? 1 : path_count, sizeof(*f->sources));

    mpdata_status status =
        f->sources == NULL ? error_set_memory(error) : open_sources(f, paths, path_count, error);
    if (status != MPDATA_OK) {
        feed_close(f);
        return status;
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
    for (size_t i = 0; i < f->source_count; i++)
        source_file_close(&f->sources[i].file);
    (void)pthread_mutex_destroy(&f->mutex);
    free(f->sources);
    free(f);
}

static bool deal(feed *f, range *out)
{
    bool dealt = false;

    (void)pthread_mutex_lock(&f->mutex);
    while (f->next_source < f->source_count &&
           f->next_offset >= f->sources[f->next_source].file.bytes) {
        f->next_source++;
        f->next_offset = 0;
    }
    if (f->next_source < f->source_count) {
        const feed_source *source = &f->sources[f->next_source];
        uint64_t left = source->file.bytes - f->next_offset;

        out->source = source;
        out->source_index = f->next_source;
        out->begin = f->next_offset;
        out->end = f->next_offset + (left < f->range_bytes ? left : f->range_bytes);
        dealt = source->before_bytes + out->begin < f->stop_at;
    }
    if (dealt) {
        f->next_offset = out->end;
        f->dealt_bytes += out->end - out->begin;
    }
    (void)pthread_mutex_unlock(&f->mutex);
    return dealt;
}

/* Adds up to `bytes` of the source behind what the block has. */
static mpdata_status read_more(const range *r, block *b, size_t bytes, size_t *got,
                               mpdata_error *error)
{
    *got = 0;
    if (!buffer_reserve(&b->data, bytes))
        return error_set_memory(error);
    mpdata_status status = source_file_read_at(&r->source->file, b->offset + b->data.bytes,
                                               b->data.data + b->data.bytes, bytes, got, error);
    if (status == MPDATA_OK)
        b->data.bytes += *got;
    return status;
}

/* Where the first line begins that is the range's own; the end of the data where there is none. */
static size_t first_line(const range *r, const block *b)
{
    static const char byte_order_mark[] = "\xEF\xBB\xBF";

    if (r->begin == 0) {
        bool has_mark = b->data.bytes >= 3 && memcmp(b->data.data, byte_order_mark, 3) == 0;
        return has_mark ? 3 : 0;
    }
    const char *newline = memchr(b->data.data, '\n', b->data.bytes);
    return newline == NULL ? b->data.bytes : (size_t)(newline - b->data.data) + 1;
}

/* The start of the line that the data ends in the midst of; the end of the data where it ends with a line. */
static size_t last_line(const block *b)
{
    size_t at = b->data.bytes;

    while (at > b->at && b->data.data[at - 1] != '\n')
        at--;
    return at;
}

/* Reads on until the last line is whole, is too long, or the source ends. */
static mpdata_status complete_last_line(const range *r, block *b, mpdata_error *error)
{
    size_t line = last_line(b);
    size_t step = TAIL_BYTES;

    while (line < b->data.bytes && b->data.bytes - line <= RECORD_MAX_BYTES) {
        size_t from = b->data.bytes;
        size_t got = 0;
        mpdata_status status = read_more(r, b, step, &got, error);

        if (status != MPDATA_OK || got == 0)
            return status;
        const char *newline = memchr(b->data.data + from, '\n', got);
        if (newline != NULL) {
            b->data.bytes = (size_t)(newline - b->data.data) + 1;
            return MPDATA_OK;
        }
        step *= 2;
    }
    return MPDATA_OK;
}

static mpdata_status read_range(const range *r, block *b, mpdata_error *error)
{
    size_t got = 0;

    if (b->data.capacity_bytes > KEPT_BYTES)
        buffer_dispose(&b->data);
    buffer_clear(&b->data);
    b->source = r->source_index;
    b->sources_before_bytes = r->source->before_bytes;
    /* The byte before the range tells whether a line begins with it. */
    b->offset = r->begin == 0 ? 0 : r->begin - 1;
    b->at = 0;
    b->end = 0;

    mpdata_status status = read_more(r, b, (size_t)(r->end - b->offset), &got, error);
    if (status != MPDATA_OK)
        return status;
    b->at = first_line(r, b);
    if (b->at < b->data.bytes)
        status = complete_last_line(r, b, error);
    b->end = b->data.bytes;
    return status;
}

mpdata_status feed_next(feed *f, block *b, bool *more, mpdata_error *error)
{
    range r;

    *more = false;
    while (deal(f, &r)) {
        mpdata_status status = read_range(&r, b, error);

        if (status != MPDATA_OK)
            return status;
        if (b->at < b->end) {
            *more = true;
            return MPDATA_OK;
        }
    }
    return MPDATA_OK;
}

void feed_stop_at(feed *f, uint64_t sequence)
{
    (void)pthread_mutex_lock(&f->mutex);
    if (sequence < f->stop_at)
        f->stop_at = sequence;
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

static uint64_t count_newlines(const char *data, size_t bytes)
{
    uint64_t count = 0;

    for (size_t i = 0; i < bytes; i++)
        count += data[i] == '\n';
    return count;
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
        *out += count_newlines(data, got);
        at += bytes;
    }
    free(data);
    return status;
}
