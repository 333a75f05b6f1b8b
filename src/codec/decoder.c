#include "codec/decoder.h"

bool decoder_can(codec_format format)
{
    return format == CODEC_GZIP || format == CODEC_ZSTD;
}

decoder *decoder_new(codec_format format)
{
    switch (format) {
    case CODEC_GZIP:
        return decoder_new_gzip();
    case CODEC_ZSTD:
        return decoder_new_zstd();
    default:
        return NULL;
    }
}

bool decoder_run(decoder *d, decoder_span *span, const char **fault)
{
    return d->methods->run(d, span, fault);
}

void decoder_free(decoder *d)
{
    if (d != NULL)
        d->methods->free(d);
}
