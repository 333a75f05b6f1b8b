/*
 * All of some bytes, from or to a place in a file, however many calls of the system that takes.
 */
#ifndef BASE_POSITIONED_IO_H
#define BASE_POSITIONED_IO_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* False with errno; 0 where the file ends before. */
bool read_fully_at(int descriptor, void *data, size_t bytes, uint64_t offset);
bool write_fully_at(int descriptor, const void *data, size_t bytes, uint64_t offset);

#endif
