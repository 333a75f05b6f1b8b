/*
 * How DuckDB lays out its file: a page that says whose file it is, two pages of which the newer one leads to everything else,
 * and blocks of one size. Each begins with a checksum of the rest of it. DuckDB writes the first page anew only to change the file's
 * storage version, which mpdata never asks for.
 */
#ifndef ENGINE_FILE_LAYOUT_H
#define ENGINE_FILE_LAYOUT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define ENGINE_FILE_PAGE_BYTES 4096
#define ENGINE_FILE_PAGES 3
/* Of the pages; the first block follows them. */
#define ENGINE_FILE_HEAD_BYTES (ENGINE_FILE_PAGES * ENGINE_FILE_PAGE_BYTES)
#define ENGINE_FILE_CHECKSUM_BYTES 8

/* Whether a page or a block is as it was written. `bytes` is a multiple of 8. */
bool engine_file_is_whole(const char *data, size_t bytes);

/* A block has a power of two of bytes, within bounds. */
bool engine_file_is_block_size(uint64_t bytes);
/* What one of the two later pages says of the blocks; 0 where it says nothing of use. */
uint64_t engine_file_block_bytes(const char *page);

/* Where a block lies in the file. */
uint64_t engine_file_block_offset(uint64_t block, uint64_t block_bytes);

#endif
