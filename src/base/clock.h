/*
 * Clocks.
 */
#ifndef BASE_CLOCK_H
#define BASE_CLOCK_H

#include <stdint.h>

/* For durations: it goes on at its pace when the wall clock is set. */
int64_t clock_monotonic_ms(void);
/* Since 1970-01-01 UTC. */
int64_t clock_wall_us(void);

#endif
