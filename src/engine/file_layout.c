#include "engine/file_layout.h"

#include <string.h>

#define CHECKSUM_SEED UINT64_C(5381)
#define CHECKSUM_FACTOR UINT64_C(0xbf58476d1ce4e5b9)

#define BLOCK_BYTES_OFFSET 40
#define SMALLEST_BLOCK_BYTES 4096
#define LARGEST_BLOCK_BYTES ((uint64_t)1 << 24)

static uint64_t word_at(const char *data, size_t offset)
{
    uint64_t word = 0;

    memcpy(&word, data + offset, sizeof(word));
    return word;
}

bool engine_file_is_whole(const char *data, size_t bytes)
{
    uint64_t checksum = CHECKSUM_SEED;

    for (size_t i = ENGINE_FILE_CHECKSUM_BYTES; i < bytes; i += sizeof(uint64_t))
        checksum ^= word_at(data, i) * CHECKSUM_FACTOR;
    return checksum == word_at(data, 0);
}

bool engine_file_is_block_size(uint64_t bytes)
{
    return bytes >= SMALLEST_BLOCK_BYTES && bytes <= LARGEST_BLOCK_BYTES &&
           (bytes & (bytes - 1)) == 0;
}

uint64_t engine_file_block_bytes(const char *page)
{
    uint64_t bytes = word_at(page, BLOCK_BYTES_OFFSET);

    return engine_file_is_block_size(bytes) ? bytes : 0;
}

uint64_t engine_file_block_offset(uint64_t block, uint64_t block_bytes)
{
    return ENGINE_FILE_HEAD_BYTES + block * block_bytes;
}
