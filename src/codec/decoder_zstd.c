/*
 * zstd, by its own library. Frames after each other are one stream. A frame whose window is larger than 128 MiB
 * (zstd --long=28 and up) is refused, for it could ask for any amount of memory.
 */
#include <stdlib.h>

#include <zstd.h>
#include <zstd_errors.h>

#include "codec/decoder.h"

typedef struct zstd_decoder {
    decoder base;
    ZSTD_DStream *stream;
} zstd_decoder;

/* NULL: there is nothing wrong with the bytes. */
static const char *fault_text(size_t result)
{
    switch (ZSTD_getErrorCode(result)) {
    case ZSTD_error_checksum_wrong:
        return "its checksum does not match its content";
    case ZSTD_error_prefix_unknown:
        return "what follows is no zstd frame";
    case ZSTD_error_frameParameter_windowTooLarge:
        return "its window is larger than 128 MiB: compress it without --long, or decompress it "
               "first";
    case ZSTD_error_memory_allocation:
        return NULL;
    default:
        return "its compressed data is damaged";
    }
}

static bool zstd_run(decoder *base, decoder_span *span, const char **fault)
{
    zstd_decoder *d = (zstd_decoder *)base;

    /* A full output may leave more behind, which comes without new input. */
    do {
        ZSTD_inBuffer in = {span->in, span->in_bytes, 0};
        ZSTD_outBuffer out = {span->out, span->out_bytes, 0};
        size_t result = ZSTD_decompressStream(d->stream, &out, &in);

        if (ZSTD_isError(result)) {
            *fault = fault_text(result);
            return false;
        }
        /* After the last frame the library asks for the next one's header: that is no frame begun. */
        if (in.pos > 0 || out.pos > 0)
            d->base.may_end = result == 0;
        span->in += in.pos;
        span->in_bytes -= in.pos;
        span->out += out.pos;
        span->out_bytes -= out.pos;
    } while (span->in_bytes > 0 && span->out_bytes > 0);
    return true;
}

static void zstd_free(decoder *base)
{
    (void)ZSTD_freeDStream(((zstd_decoder *)base)->stream);
    free(base);
}

decoder *decoder_new_zstd(void)
{
    static const decoder_methods methods = {zstd_run, zstd_free};
    zstd_decoder *d = calloc(1, sizeof(*d));

    if (d == NULL)
        return NULL;
    d->base.methods = &methods;
    d->stream = ZSTD_createDStream();
    if (d->stream == NULL) {
        free(d);
        return NULL;
    }
    return &d->base;
}
