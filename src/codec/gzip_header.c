#include "codec/gzip_header.h"

enum { FIXED, EXTRA_LENGTH, EXTRA, NAME, COMMENT, CHECKSUM, PART_COUNT };

enum {
    FLAG_CHECKSUM = 1 << 1,
    FLAG_EXTRA = 1 << 2,
    FLAG_NAME = 1 << 3,
    FLAG_COMMENT = 1 << 4,
    FLAGS_UNKNOWN = 0xE0
};

static const uint8_t magic[] = {0x1f, 0x8b, 8};
#define FLAGS_AT 3
#define FIXED_BYTES 10

static bool has_part(const gzip_header *h)
{
    static const unsigned flags[PART_COUNT] = {
        0, FLAG_EXTRA, FLAG_EXTRA, FLAG_NAME, FLAG_COMMENT, FLAG_CHECKSUM,
    };

    if (h->part == EXTRA && h->extra_bytes == 0)
        return false;
    return h->part == FIXED || (h->flags & flags[h->part]) != 0;
}

/* `at` is its place in the part. */
static bool is_last(const gzip_header *h, uint32_t at, uint8_t byte)
{
    switch (h->part) {
    case FIXED:
        return at == FIXED_BYTES - 1;
    case EXTRA:
        return at == h->extra_bytes - 1;
    case NAME:
    case COMMENT:
        return byte == 0;
    default:
        return at == 1;
    }
}

static bool take(gzip_header *h, uint8_t byte)
{
    uint32_t at = h->read_bytes++;

    if (h->part == FIXED && at < sizeof(magic) && byte != magic[at])
        return false;
    if (h->part == FIXED && at == FLAGS_AT)
        h->flags = byte;
    if (h->part == EXTRA_LENGTH)
        h->extra_bytes |= (uint32_t)byte << 8 * at;
    if (is_last(h, at, byte)) {
        h->part++;
        h->read_bytes = 0;
    }
    return (h->flags & FLAGS_UNKNOWN) == 0;
}

bool gzip_header_read(gzip_header *h, decoder_span *span)
{
    for (;;) {
        while (h->part < PART_COUNT && h->read_bytes == 0 && !has_part(h))
            h->part++;
        h->is_whole = h->part == PART_COUNT;
        if (h->is_whole || span->in_bytes == 0)
            return true;
        span->in_bytes--;
        if (!take(h, *span->in++))
            return false;
    }
}
