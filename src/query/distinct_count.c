#include "query/distinct_count.h"

#include <math.h>

#define XXH_INLINE_ALL
#include <xxhash.h>

#define REGISTER_BITS 12

void distinct_count_add(distinct_count *counted, const void *value, size_t bytes, uint64_t seed)
{
    uint64_t hash = XXH3_64bits_withSeed(value, bytes, seed);
    size_t index = (size_t)(hash >> (64 - REGISTER_BITS));
    /* The bit behind them ends the count of zeros. */
    uint64_t rest = hash << REGISTER_BITS | (uint64_t)1 << (REGISTER_BITS - 1);
    uint8_t rank = (uint8_t)(__builtin_clzll(rest) + 1);

    if (rank > counted->registers[index])
        counted->registers[index] = rank;
}

uint64_t distinct_count_estimate(const distinct_count *counted)
{
    const double count = DISTINCT_COUNT_REGISTERS;
    double sum = 0;
    size_t empty = 0;

    for (size_t i = 0; i < DISTINCT_COUNT_REGISTERS; i++) {
        sum += ldexp(1, -(int)counted->registers[i]);
        empty += counted->registers[i] == 0;
    }
    double estimate = 0.7213 / (1 + 1.079 / count) * count * count / sum;
    /* Few values: how many registers are still empty tells more. */
    if (estimate <= 2.5 * count && empty > 0)
        estimate = count * log(count / (double)empty);
    return (uint64_t)llround(estimate);
}
