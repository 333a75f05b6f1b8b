#include "parse/content_id.h"

#include <stdio.h>

#define XXH_INLINE_ALL
#include <xxhash.h>

/* The length goes with the text, so that ("ab", "c") and ("a", "bc") differ. */
static void add_text(XXH3_state_t *state, mpdata_text text)
{
    unsigned char length[8];

    for (size_t i = 0; i < sizeof(length); i++)
        length[i] = (unsigned char)((uint64_t)text.bytes >> (8 * i));
    (void)XXH3_128bits_update(state, length, sizeof(length));
    (void)XXH3_128bits_update(state, text.data, text.bytes);
}

static void add_time(XXH3_state_t *state, int64_t time_us)
{
    unsigned char bytes[8];

    for (size_t i = 0; i < sizeof(bytes); i++)
        bytes[i] = (unsigned char)((uint64_t)time_us >> (8 * i));
    (void)XXH3_128bits_update(state, bytes, sizeof(bytes));
}

mpdata_text content_id_make(content_id *id, const record *event)
{
    XXH3_state_t state;

    XXH3_INITSTATE(&state);
    (void)XXH3_128bits_reset(&state);
    add_text(&state, event->event_name);
    add_time(&state, event->time_us);
    add_text(&state, event->distinct_id);
    add_text(&state, event->properties);

    XXH128_hash_t hash = XXH3_128bits_digest(&state);
    (void)snprintf(id->text, sizeof(id->text), "mp:%016llx%016llx", (unsigned long long)hash.high64,
                   (unsigned long long)hash.low64);
    return (mpdata_text){id->text, CONTENT_ID_BYTES};
}
