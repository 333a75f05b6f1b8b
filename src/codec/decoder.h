/*
 * Compressed bytes in, plain bytes out.
 */
#ifndef CODEC_DECODER_H
#define CODEC_DECODER_H

#include <stdbool.h>
#include <stddef.h>

#include "codec/format.h"

typedef struct decoder decoder;

/* What is left to read and to write: decoder_run moves all four on. */
typedef struct decoder_span {
    const unsigned char *in;
    size_t in_bytes;
    unsigned char *out;
    size_t out_bytes;
} decoder_span;

typedef struct decoder_methods {
    /* False, with `*fault` a static text, where the bytes are not what they should be; with NULL where memory ran out. */
    bool (*run)(decoder *d, decoder_span *span, const char **fault);
    void (*free)(decoder *d);
} decoder_methods;

struct decoder {
    const decoder_methods *methods;
    /* The stream may end here: the last member is whole, with its checksum. */
    bool may_end;
};

/* NULL where memory ran out, or the format is none that can be decoded. */
decoder *decoder_new(codec_format format);
bool decoder_can(codec_format format);

/*
 * Decodes until the input is used up or the output is full. Members that follow each other are one stream. Memory is
 * bounded, whatever the input says of itself.
 */
bool decoder_run(decoder *d, decoder_span *span, const char **fault);
void decoder_free(decoder *d);

decoder *decoder_new_gzip(void);
decoder *decoder_new_zstd(void);

#endif
