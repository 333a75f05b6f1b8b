/*
 * What a word that is being typed may become.
 */
#ifndef CLI_COMPLETION_H
#define CLI_COMPLETION_H

#include <stdbool.h>
#include <stddef.h>

typedef struct completion_entry {
    /* As it is listed, and as it stands in the line. Owned. */
    char *shown;
    char *inserted;
} completion_entry;

typedef struct completion {
    /* How many bytes before the cursor the entry takes the place of. */
    size_t replaced_bytes;
    completion_entry *entries;
    size_t count;
    size_t room;
    /* What is put behind the entry where it is the only one: a blank, or nothing. */
    const char *suffix;
} completion;

#define COMPLETION_INIT                                                                            \
    {                                                                                              \
        0, NULL, 0, 0, ""                                                                          \
    }

/* Copies both. False where memory ran out. */
bool completion_add(completion *c, const char *shown, const char *inserted);

/* Puts the entries in the order of what is shown, and takes repeats out. */
void completion_sort(completion *c);

/* How many bytes all that would be inserted, of one entry at least, have in common from their beginning: whole characters alone. */
size_t completion_common_bytes(const completion *c);

void completion_dispose(completion *c);

#endif
