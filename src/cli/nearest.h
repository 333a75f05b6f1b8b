/*
 * What someone may have meant.
 */
#ifndef CLI_NEAREST_H
#define CLI_NEAREST_H

#include <stddef.h>

typedef struct nearest {
    /* NULL while nothing is near enough. */
    const char *name;
    size_t distance;
} nearest;

#define NEAREST_INIT                                                                               \
    {                                                                                              \
        NULL, 0                                                                                    \
    }

/* Keeps `candidate` where it is nearer to `typed` than all before, and near enough to be a slip. */
void nearest_offer(nearest *best, const char *typed, const char *candidate);

#endif
