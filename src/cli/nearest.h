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

/* Which of the names the word is: its index; -1 where it is none, and `best` may tell which was meant. */
int nearest_find(nearest *best, const char *typed, const char *const *names, size_t count);

#endif
