#include "ingest/seen_keys.h"

#include <stdatomic.h>
#include <stdlib.h>

#define XXH_INLINE_ALL
#include <xxhash.h>

#define BITS_PER_KEY 16
#define LEAST_WORDS (UINT64_C(1) << 14)
#define MOST_WORDS (UINT64_C(1) << 23)
/* Of a pipe nobody knows the length. Pages that no key touches take no memory. */
#define UNKNOWN_KEYS (UINT64_C(1) << 24)

struct seen_keys {
    _Atomic uint64_t *words;
    uint64_t mask;
};

seen_keys *seen_keys_new(uint64_t keys)
{
    seen_keys *seen = malloc(sizeof(*seen));
    uint64_t count = LEAST_WORDS;

    if (seen == NULL)
        return NULL;
    if (keys == 0)
        keys = UNKNOWN_KEYS;
    while (count < MOST_WORDS && count < keys / (64 / BITS_PER_KEY))
        count *= 2;
    seen->words = calloc((size_t)count, sizeof(*seen->words));
    seen->mask = count - 1;
    if (seen->words == NULL) {
        free(seen);
        return NULL;
    }
    return seen;
}

void seen_keys_free(seen_keys *seen)
{
    if (seen == NULL)
        return;
    free(seen->words);
    free(seen);
}

uint64_t seen_keys_hash(const char *key, size_t bytes)
{
    return XXH3_64bits(key, bytes);
}

void seen_keys_prefetch(const seen_keys *seen, uint64_t hash)
{
    __builtin_prefetch(&seen->words[hash & seen->mask], 1);
}

/* Four bits, by those of the hash that do not choose the word. */
static uint64_t bits_of(uint64_t hash)
{
    return UINT64_C(1) << (hash >> 58) | UINT64_C(1) << (hash >> 52 & 63) |
           UINT64_C(1) << (hash >> 46 & 63) | UINT64_C(1) << (hash >> 40 & 63);
}

bool seen_keys_add(seen_keys *seen, uint64_t hash)
{
    uint64_t bits = bits_of(hash);
    uint64_t before =
        atomic_fetch_or_explicit(&seen->words[hash & seen->mask], bits, memory_order_relaxed);

    return (before & bits) == bits;
}
