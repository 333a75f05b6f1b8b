/*
 * Random numbers that are the same on every machine: integers only, and no state but one word. For the
 * generator.
 *
 * The numbers are those of SplitMix64 (Steele, Lea, Flood, 2014). An event's numbers begin at a word made
 * from the seed and the event's index, so that any event can be made again without those before it.
 */
#ifndef GENERATE_RANDOM_H
#define GENERATE_RANDOM_H

#include <stdint.h>

#define RANDOM_INCREMENT UINT64_C(0x9e3779b97f4a7c15)

typedef struct random_stream {
    uint64_t state;
} random_stream;

/* One to one: different inputs have different outputs. */
static inline uint64_t random_mix(uint64_t z)
{
    z = (z ^ (z >> 30)) * UINT64_C(0xbf58476d1ce4e5b9);
    z = (z ^ (z >> 27)) * UINT64_C(0x94d049bb133111eb);
    return z ^ (z >> 31);
}

/* The stream number `index` of those called `purpose` under this seed. */
static inline random_stream random_open(uint64_t seed, uint64_t purpose, uint64_t index)
{
    uint64_t base = random_mix(seed + purpose * RANDOM_INCREMENT);

    return (random_stream){base ^ random_mix(index + purpose)};
}

static inline uint64_t random_next(random_stream *random)
{
    random->state += RANDOM_INCREMENT;
    return random_mix(random->state);
}

/* From 0 to `limit` - 1, all alike. */
static inline uint32_t random_below(random_stream *random, uint32_t limit)
{
    return (uint32_t)(((random_next(random) >> 32) * limit) >> 32);
}

/* From 0 to `limit` - 1, the smaller the likelier: of 16 the first comes up in a quarter of the cases. */
static inline uint32_t random_skewed(random_stream *random, uint32_t limit)
{
    uint64_t bits = random_next(random);
    uint64_t product = ((bits >> 32) * (bits & UINT32_MAX)) >> 32;

    return (uint32_t)((product * limit) >> 32);
}

/* True in `percent` of a hundred cases. */
static inline int random_percent(random_stream *random, uint32_t percent)
{
    return random_below(random, 100) < percent;
}

#endif
