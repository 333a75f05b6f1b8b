/*
 * About how many distinct values there were, in memory that does not grow: a HyperLogLog, off by 1.6 % usually.
 */
#ifndef QUERY_DISTINCT_COUNT_H
#define QUERY_DISTINCT_COUNT_H

#include <stddef.h>
#include <stdint.h>

#define DISTINCT_COUNT_REGISTERS 4096

typedef struct distinct_count {
    uint8_t registers[DISTINCT_COUNT_REGISTERS];
} distinct_count;

/* Begins all zero. */
void distinct_count_add(distinct_count *counted, const void *value, size_t bytes, uint64_t seed);
uint64_t distinct_count_estimate(const distinct_count *counted);

#endif
