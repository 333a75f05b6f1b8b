/*
 * gzip, by ISA-L's igzip. Several members after each other are one stream, and zeros may fill up the end.
 */
#include <stdint.h>
#include <stdlib.h>

#include <isa-l/igzip_lib.h>

#include "codec/decoder.h"
#include "codec/gzip_header.h"

typedef struct gzip_decoder {
    decoder base;
    gzip_header header;
    struct inflate_state state;
    bool is_inside;
    bool has_member;
} gzip_decoder;

static const char *fault_text(int result)
{
    return result == ISAL_INCORRECT_CHECKSUM ? "its checksum does not match its content"
                                             : "its compressed data is damaged";
}

static void skip_zeros(decoder_span *span)
{
    while (span->in_bytes > 0 && *span->in == 0) {
        span->in++;
        span->in_bytes--;
    }
}

static void begin_member(gzip_decoder *d)
{
    isal_inflate_init(&d->state);
    d->header = (gzip_header){0};
    d->state.crc_flag = ISAL_GZIP_NO_HDR_VER;
    d->is_inside = true;
    d->base.may_end = false;
}

/* igzip counts in 32 bits. */
static uint32_t clip(size_t bytes)
{
    return bytes < UINT32_MAX ? (uint32_t)bytes : UINT32_MAX;
}

static int inflate(gzip_decoder *d, decoder_span *span)
{
    uint32_t in_bytes = clip(span->in_bytes);
    uint32_t out_bytes = clip(span->out_bytes);

    d->state.next_in = (uint8_t *)(uintptr_t)span->in;
    d->state.avail_in = in_bytes;
    d->state.next_out = span->out;
    d->state.avail_out = out_bytes;
    int result = isal_inflate(&d->state);
    /* Where damaged data ends the input, igzip counts a byte that was not there. */
    uint32_t left = d->state.avail_in <= in_bytes ? d->state.avail_in : 0;
    span->in += in_bytes - left;
    span->in_bytes -= in_bytes - left;
    span->out += out_bytes - d->state.avail_out;
    span->out_bytes -= out_bytes - d->state.avail_out;
    return result;
}

static bool gzip_run(decoder *base, decoder_span *span, const char **fault)
{
    gzip_decoder *d = (gzip_decoder *)base;

    for (;;) {
        if (!d->is_inside) {
            if (d->has_member)
                skip_zeros(span);
            if (span->in_bytes == 0)
                return true;
            begin_member(d);
        }
        if (!gzip_header_read(&d->header, span)) {
            *fault = "what follows is no gzip header";
            return false;
        }
        if (!d->header.is_whole)
            return true;
        int result = inflate(d, span);
        if (result < ISAL_DECOMP_OK) {
            *fault = fault_text(result);
            return false;
        }
        if (d->state.block_state == ISAL_BLOCK_FINISH) {
            d->is_inside = false;
            d->has_member = true;
            d->base.may_end = true;
        } else if (span->in_bytes == 0 || span->out_bytes == 0) {
            return true;
        }
    }
}

static void gzip_free(decoder *base)
{
    free(base);
}

decoder *decoder_new_gzip(void)
{
    static const decoder_methods methods = {gzip_run, gzip_free};
    gzip_decoder *d = calloc(1, sizeof(*d));

    if (d == NULL)
        return NULL;
    d->base.methods = &methods;
    return &d->base;
}
