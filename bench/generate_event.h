/*
 * One event of the raw export, made from nothing but the options and its index.
 */
#ifndef GENERATE_EVENT_H
#define GENERATE_EVENT_H

#include <stdint.h>

#include "generate_options.h"
#include "generate_text.h"

typedef struct event_source {
    const generate_options *options;
    /* The hour of the day for a random byte. */
    uint8_t hours[256];
} event_source;

void event_source_init(event_source *source, const generate_options *options);

/* Appends line number `index`, with its line end. It may be an exact repeat of one with a smaller index. */
void event_append_line(const event_source *source, uint64_t index, text *t);

#endif
