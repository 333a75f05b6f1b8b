/*
 * One user profile, as Mixpanel's Engage answers with it.
 */
#ifndef GENERATE_PROFILE_H
#define GENERATE_PROFILE_H

#include <stdint.h>

#include "generate_options.h"
#include "generate_text.h"

/* Appends line number `index`, with its line end. It may be an exact repeat of one with a smaller index. */
void profile_append_line(const generate_options *options, uint64_t index, text *t);

#endif
