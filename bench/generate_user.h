/*
 * The users of the sample data. All that is fixed about one follows from the seed and the user's number,
 * so that events and profiles made apart speak of the same people.
 */
#ifndef GENERATE_USER_H
#define GENERATE_USER_H

#include <stdbool.h>
#include <stdint.h>

#include "generate_random.h"
#include "generate_words.h"

/* More users than the 32-bit draws could tell apart make no sense. */
#define USER_MAX_COUNT UINT32_MAX

typedef struct user {
    bool is_on_phone;
    /* Known by name: has a `$user_id`, which then is the distinct_id. */
    bool is_identified;
    const web_device *device;
    const phone *phone;
    const place *place;
    const word *plan;
    const word *referrer;
    const word *variant;
    uint32_t number;
    uint64_t device_id[2];
    uint64_t user_id[2];
} user;

user user_make(uint64_t seed, uint32_t number);

/* The number of the user who does something; a few do most. */
uint32_t user_draw(random_stream *random, uint32_t user_count);

/* Without quotes. */
void user_append_distinct_id(text *t, const user *u);
void user_append_device_id(text *t, const user *u);

#endif
