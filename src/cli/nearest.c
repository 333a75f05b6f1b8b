#include "nearest.h"

#include <string.h>

/* Longer words are no commands, and are not compared. */
#define MAX_WORD 32

static size_t smallest(size_t a, size_t b, size_t c)
{
    size_t least = a < b ? a : b;

    return least < c ? least : c;
}

/* Levenshtein's distance, with one row of its table kept. */
static size_t distance(const char *a, const char *b)
{
    size_t row[MAX_WORD + 1];
    size_t a_bytes = strlen(a);
    size_t b_bytes = strlen(b);

    if (a_bytes > MAX_WORD || b_bytes > MAX_WORD)
        return MAX_WORD;
    for (size_t j = 0; j <= b_bytes; j++)
        row[j] = j;
    for (size_t i = 1; i <= a_bytes; i++) {
        size_t diagonal = row[0];
        row[0] = i;
        for (size_t j = 1; j <= b_bytes; j++) {
            size_t above = row[j];
            row[j] = smallest(above + 1, row[j - 1] + 1, diagonal + (a[i - 1] != b[j - 1]));
            diagonal = above;
        }
    }
    return row[b_bytes];
}

void nearest_offer(nearest *best, const char *typed, const char *candidate)
{
    size_t d = distance(typed, candidate);
    size_t limit = strlen(candidate) / 3 + 1;

    if (d > limit || (best->name != NULL && d >= best->distance))
        return;
    best->name = candidate;
    best->distance = d;
}

int nearest_find(nearest *best, const char *typed, const char *const *names, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        if (strcmp(typed, names[i]) == 0)
            return (int)i;
        nearest_offer(best, typed, names[i]);
    }
    return -1;
}
