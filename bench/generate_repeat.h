/*
 * Lines that repeat earlier ones. Which ones do, and what they repeat, follows from the index alone, so that
 * nothing of what was written needs to be kept.
 */
#ifndef GENERATE_REPEAT_H
#define GENERATE_REPEAT_H

#include <stdbool.h>
#include <stdint.h>

#include "generate_options.h"

/* True for `fraction`, in billionths, of all indexes. */
bool repeat_draws(const generate_options *options, uint64_t purpose, uint32_t fraction,
                  uint64_t index);

/* An index below `index`, which is not 0: half of them near, as after a batch sent twice, half anywhere. */
uint64_t repeat_earlier_index(const generate_options *options, uint64_t purpose, uint64_t index);

/* The index of the record that line `index` holds: its own, or that of what it repeats. */
uint64_t repeat_original_index(const generate_options *options, uint64_t index);

#endif
