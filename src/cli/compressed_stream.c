#include "compressed_stream.h"

#include <errno.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include <isa-l/igzip_lib.h>
#include <zstd.h>

#define OUT_BYTES 65536

typedef struct compressor compressor;

struct compressor {
    FILE *to;
    /* Compresses `bytes` of `data`; with `is_end` all that is left, and the end. False with errno set. */
    bool (*compress)(compressor *c, const char *data, size_t bytes, bool is_end);
    struct isal_zstream gzip;
    ZSTD_CCtx *zstd;
    unsigned char gzip_buffer[ISAL_DEF_LVL1_DEFAULT];
    unsigned char out[OUT_BYTES];
};

static bool ends_with(const char *text, const char *end)
{
    size_t bytes = strlen(text);
    size_t end_bytes = strlen(end);

    return bytes > end_bytes && strcasecmp(text + bytes - end_bytes, end) == 0;
}

bool compressed_stream_is_asked(const char *path)
{
    return ends_with(path, ".gz") || ends_with(path, ".zst");
}

static bool write_out(compressor *c, size_t bytes)
{
    return fwrite(c->out, 1, bytes, c->to) == bytes;
}

static bool compress_gzip(compressor *c, const char *data, size_t bytes, bool is_end)
{
    /* ISA-L reads it, and does not say so. */
    c->gzip.next_in = (uint8_t *)(uintptr_t)data;
    c->gzip.avail_in = (uint32_t)bytes;
    c->gzip.end_of_stream = is_end;
    do {
        c->gzip.next_out = c->out;
        c->gzip.avail_out = OUT_BYTES;
        if (isal_deflate(&c->gzip) != COMP_OK) {
            errno = EIO;
            return false;
        }
        if (!write_out(c, OUT_BYTES - c->gzip.avail_out))
            return false;
    } while (c->gzip.avail_out == 0 || (is_end && c->gzip.internal_state.state != ZSTATE_END));
    return true;
}

static bool compress_zstd(compressor *c, const char *data, size_t bytes, bool is_end)
{
    ZSTD_inBuffer in = {data, bytes, 0};
    size_t left = 0;

    do {
        ZSTD_outBuffer out = {c->out, OUT_BYTES, 0};

        left = ZSTD_compressStream2(c->zstd, &out, &in, is_end ? ZSTD_e_end : ZSTD_e_continue);
        if (ZSTD_isError(left)) {
            errno = ENOMEM;
            return false;
        }
        if (!write_out(c, out.pos))
            return false;
    } while (is_end ? left != 0 : in.pos < in.size);
    return true;
}

static ssize_t write_cookie(void *cookie, const char *data, size_t bytes)
{
    compressor *c = cookie;
    /* What ISA-L counts in 32 bits. */
    size_t part = bytes > INT32_MAX ? INT32_MAX : bytes;

    return c->compress(c, data, part, false) ? (ssize_t)part : 0;
}

static int close_cookie(void *cookie)
{
    compressor *c = cookie;
    bool is_good = c->compress(c, "", 0, true);
    int error_number = errno;

    (void)ZSTD_freeCCtx(c->zstd);
    free(c);
    errno = error_number;
    return is_good ? 0 : -1;
}

static compressor *new_compressor(FILE *to, bool is_zstd)
{
    compressor *c = calloc(1, sizeof(*c));

    if (c == NULL)
        return NULL;
    c->to = to;
    c->compress = is_zstd ? compress_zstd : compress_gzip;
    isal_deflate_init(&c->gzip);
    c->gzip.gzip_flag = IGZIP_GZIP;
    c->gzip.level = 1;
    c->gzip.level_buf = c->gzip_buffer;
    c->gzip.level_buf_size = sizeof(c->gzip_buffer);
    c->zstd = is_zstd ? ZSTD_createCCtx() : NULL;
    if (is_zstd && c->zstd == NULL) {
        free(c);
        return NULL;
    }
    return c;
}

FILE *compressed_stream_open(FILE *to, const char *path)
{
    const cookie_io_functions_t functions = {.write = write_cookie, .close = close_cookie};
    compressor *c = new_compressor(to, ends_with(path, ".zst"));
    FILE *stream = c == NULL ? NULL : fopencookie(c, "w", functions);

    if (stream == NULL && c != NULL) {
        (void)ZSTD_freeCCtx(c->zstd);
        free(c);
        errno = ENOMEM;
    }
    return stream;
}
