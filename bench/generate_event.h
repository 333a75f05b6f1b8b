/*
 * One event of the raw export, made from nothing but the options and its index.
 */
#ifndef GENERATE_EVENT_H
#define GENERATE_EVENT_H

#include <stdint.h>

#include "generate_text.h"
#include "generate_visit.h"

/* Appends line number `index`, with its line end. It may be an exact repeat of one with a smaller index. */
void event_append_line(const visit_source *visits, uint64_t index, text *t);

#endif
