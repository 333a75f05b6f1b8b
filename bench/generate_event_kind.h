/*
 * The kinds of events: their names, and the properties that only they have.
 */
#ifndef GENERATE_EVENT_KIND_H
#define GENERATE_EVENT_KIND_H

#include "generate_random.h"
#include "generate_text.h"
#include "generate_visit.h"

/* Appends the last members of an event's properties. */
typedef void (*event_kind_append)(text *t, random_stream *random, const visit *during);

typedef struct event_kind {
    word name;
    event_kind_append append;
    /* So many of a hundred are sent by the shop's own servers instead of a browser or an app. */
    uint32_t server_percent;
} event_kind;

#define EVENT_KIND_COUNT 16

/* The most frequent first. */
extern const event_kind event_kinds[EVENT_KIND_COUNT];

#endif
