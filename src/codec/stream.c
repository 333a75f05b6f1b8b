#include "codec/stream.h"

#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "base/error.h"
#include "codec/decoder.h"
#include "codec/format.h"

#define INPUT_BYTES ((size_t)256 << 10)

struct codec_stream {
    source_file *file;
    codec_format format;
    decoder *decoder;
    bool is_detected;
    bool is_at_end;
    /* What was read from the file and not used: `at` to `end`. */
    unsigned char *input;
    size_t at;
    size_t end;
};

codec_stream *codec_stream_new(source_file *file)
{
    codec_stream *s = calloc(1, sizeof(*s));

    if (s == NULL)
        return NULL;
    s->file = file;
    s->input = malloc(INPUT_BYTES);
    if (s->input == NULL) {
        free(s);
        return NULL;
    }
    return s;
}

void codec_stream_free(codec_stream *s)
{
    if (s == NULL)
        return;
    decoder_free(s->decoder);
    free(s->input);
    free(s);
}

uint64_t codec_stream_input_bytes(const codec_stream *s)
{
    return s->file->next_offset;
}

static mpdata_status fill_input(codec_stream *s, mpdata_error *error)
{
    size_t got = 0;

    if (s->at == s->end) {
        s->at = 0;
        s->end = 0;
    }
    mpdata_status status =
        source_file_read_next(s->file, s->input + s->end, INPUT_BYTES - s->end, &got, error);
    s->end += got;
    s->is_at_end = status == MPDATA_OK && got == 0;
    return status;
}

static mpdata_status fail(codec_stream *s, const char *text, mpdata_error *error)
{
    uint64_t offset = s->file->next_offset - (s->end - s->at);

    (void)error_set(error, MPDATA_ERROR_INPUT, "%s: byte %llu: the %s stream is not whole: %s",
                    s->file->path, (unsigned long long)offset, codec_format_name(s->format), text);
    error_add_source(error, s->file->path);
    error_add_position(error, 0, offset);
    return MPDATA_ERROR_INPUT;
}

/* The first bytes tell what the others are. */
static mpdata_status detect(codec_stream *s, mpdata_error *error)
{
    mpdata_status status = MPDATA_OK;

    while (status == MPDATA_OK && s->end < CODEC_MAGIC_BYTES && !s->is_at_end)
        status = fill_input(s, error);
    if (status != MPDATA_OK)
        return status;
    s->is_detected = true;
    s->format = codec_format_detect(s->input, s->end);
    if (s->format == CODEC_PLAIN)
        return MPDATA_OK;
    if (!decoder_can(s->format)) {
        (void)error_set(error, MPDATA_ERROR_INPUT,
                        "%s: the file is compressed with %s. Decompress it first, or pipe it in: "
                        "gzip, zstd and plain text are read",
                        s->file->path, codec_format_name(s->format));
        error_add_source(error, s->file->path);
        return MPDATA_ERROR_INPUT;
    }
    s->decoder = decoder_new(s->format);
    return s->decoder == NULL ? error_set_memory(error) : MPDATA_OK;
}

static mpdata_status read_plain(codec_stream *s, void *data, size_t bytes, size_t *got,
                                mpdata_error *error)
{
    size_t ready = s->end - s->at;

    if (ready == 0)
        return s->is_at_end ? MPDATA_OK : source_file_read_next(s->file, data, bytes, got, error);
    *got = ready < bytes ? ready : bytes;
    memcpy(data, s->input + s->at, *got);
    s->at += *got;
    return MPDATA_OK;
}

static mpdata_status decode(codec_stream *s, void *data, size_t bytes, size_t *got,
                            mpdata_error *error)
{
    decoder_span span = {s->input + s->at, s->end - s->at, data, bytes};
    const char *fault = NULL;
    bool is_good = decoder_run(s->decoder, &span, &fault);

    s->at = s->end - span.in_bytes;
    *got = bytes - span.out_bytes;
    if (is_good)
        return MPDATA_OK;
    return fault == NULL ? error_set_memory(error) : fail(s, fault, error);
}

static mpdata_status read_decoded(codec_stream *s, void *data, size_t bytes, size_t *got,
                                  mpdata_error *error)
{
    for (;;) {
        mpdata_status status = decode(s, data, bytes, got, error);

        if (status != MPDATA_OK || *got > 0)
            return status;
        if (s->is_at_end)
            return s->decoder->may_end ? MPDATA_OK
                                       : fail(s, "it ends in the midst of its data", error);
        status = fill_input(s, error);
        if (status != MPDATA_OK)
            return status;
    }
}

mpdata_status codec_stream_read(codec_stream *s, void *data, size_t bytes, size_t *got,
                                mpdata_error *error)
{
    *got = 0;
    if (!s->is_detected) {
        mpdata_status status = detect(s, error);
        if (status != MPDATA_OK)
            return status;
    }
    if (s->decoder == NULL)
        return read_plain(s, data, bytes, got, error);
    return read_decoded(s, data, bytes, got, error);
}
