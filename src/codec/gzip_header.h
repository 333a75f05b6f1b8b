/*
 * What stands before the compressed data of a gzip member (RFC 1952), read in pieces of any size. igzip reads it, too, but
 * finds a checksum of the header wrong where the header comes in pieces.
 */
#ifndef CODEC_GZIP_HEADER_H
#define CODEC_GZIP_HEADER_H

#include <stdbool.h>
#include <stdint.h>

#include "codec/decoder.h"

typedef struct gzip_header {
    /* Which part of the header comes next, and how many of its bytes are read. */
    unsigned part;
    uint32_t read_bytes;
    uint8_t flags;
    uint32_t extra_bytes;
    bool is_whole;
} gzip_header;

/* Begins all zero. Reads on until the header is whole or the input used up. False where it is none. */
bool gzip_header_read(gzip_header *h, decoder_span *span);

#endif
