/*
 * Which keys were met before, as far as a few bits a key can tell: a Bloom filter whose bits for one key lie in one word.
 */
#ifndef INGEST_SEEN_KEYS_H
#define INGEST_SEEN_KEYS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

typedef struct seen_keys seen_keys;

/*
 * For about `keys` keys, 0 where nobody knows; more are no mistake, they only look alike more often. Takes 16 bits a
 * key, but never more than 64 MiB. NULL where memory ran out.
 */
seen_keys *seen_keys_new(uint64_t keys);
void seen_keys_free(seen_keys *seen);

uint64_t seen_keys_hash(const char *key, size_t bytes);
/* The hash is going to be added soon: its word is fetched meanwhile. */
void seen_keys_prefetch(const seen_keys *seen, uint64_t hash);
/*
 * Whether the key may have been added before; false means it was not. Any thread: of two that add the same key at
 * once, one is told so.
 */
bool seen_keys_add(seen_keys *seen, uint64_t hash);

#endif
