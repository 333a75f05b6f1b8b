/*
 * Visits: a user does several things within half an hour, and an export holds them near each other.
 */
#ifndef GENERATE_VISIT_H
#define GENERATE_VISIT_H

#include <stdint.h>

#include "generate_options.h"
#include "generate_user.h"

typedef struct visit {
    user who;
    uint64_t session_id;
    /* Of the day, in UTC. */
    uint32_t start_second;
} visit;

/* No visit is longer, and none ends after midnight. */
#define VISIT_MAX_SECONDS 1800

typedef struct visit_source {
    const generate_options *options;
    /* The hour of the day for a random byte. */
    uint8_t hours[256];
} visit_source;

void visit_source_init(visit_source *source, const generate_options *options);

/* The visit that the event number `index` belongs to, and the day, counted from the first. */
visit visit_of_event(const visit_source *source, uint64_t index, uint64_t day);

#endif
