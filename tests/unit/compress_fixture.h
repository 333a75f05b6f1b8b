/*
 * Compressed bytes to read: added to a buffer, so that members and frames may follow each other.
 */
#ifndef TEST_COMPRESS_FIXTURE_H
#define TEST_COMPRESS_FIXTURE_H

#include "harness.h"

#include <isa-l/igzip_lib.h>
#include <zstd.h>

#include "base/buffer.h"

/* As one gzip member. */
static inline void add_gzip(buffer *to, const void *data, size_t bytes)
{
    struct isal_zstream stream;
    uint8_t *level_buffer = malloc(ISAL_DEF_LVL1_DEFAULT);
    size_t room = bytes + bytes / 100 + 4096;

    assert_true(buffer_reserve(to, room));
    isal_deflate_init(&stream);
    stream.gzip_flag = IGZIP_GZIP;
    stream.end_of_stream = 1;
    stream.level = 1;
    stream.level_buf = level_buffer;
    stream.level_buf_size = ISAL_DEF_LVL1_DEFAULT;
    stream.next_in = (uint8_t *)(uintptr_t)data;
    stream.avail_in = (uint32_t)bytes;
    stream.next_out = (uint8_t *)to->data + to->bytes;
    stream.avail_out = (uint32_t)room;
    assert_int_equal(isal_deflate(&stream), COMP_OK);
    assert_int_equal(stream.internal_state.state, ZSTATE_END);
    to->bytes += room - stream.avail_out;
    free(level_buffer);
}

/* As one zstd frame, with a checksum. */
static inline void add_zstd(buffer *to, const void *data, size_t bytes)
{
    size_t room = ZSTD_compressBound(bytes);
    ZSTD_CCtx *context = ZSTD_createCCtx();

    assert_true(buffer_reserve(to, room));
    assert_false(ZSTD_isError(ZSTD_CCtx_setParameter(context, ZSTD_c_checksumFlag, 1)));
    size_t result = ZSTD_compress2(context, to->data + to->bytes, room, data, bytes);
    assert_false(ZSTD_isError(result));
    to->bytes += result;
    (void)ZSTD_freeCCtx(context);
}

#endif
