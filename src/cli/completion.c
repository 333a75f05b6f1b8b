#include "completion.h"

#include <stdlib.h>
#include <string.h>
#include <strings.h>

bool completion_add(completion *c, const char *shown, const char *inserted)
{
    if (c->count == c->room) {
        size_t room = c->room == 0 ? 64 : c->room * 2;
        completion_entry *entries = realloc(c->entries, room * sizeof(*entries));
        if (entries == NULL)
            return false;
        c->entries = entries;
        c->room = room;
    }
    completion_entry entry = {strdup(shown), strdup(inserted)};
    if (entry.shown == NULL || entry.inserted == NULL) {
        free(entry.shown);
        free(entry.inserted);
        return false;
    }
    c->entries[c->count++] = entry;
    return true;
}

static int compare(const void *a, const void *b)
{
    const completion_entry *left = a;
    const completion_entry *right = b;
    int order = strcasecmp(left->shown, right->shown);

    return order == 0 ? strcmp(left->inserted, right->inserted) : order;
}

static void dispose_entry(completion_entry *entry)
{
    free(entry->shown);
    free(entry->inserted);
}

void completion_sort(completion *c)
{
    size_t kept = 0;

    if (c->count == 0)
        return;
    qsort(c->entries, c->count, sizeof(*c->entries), compare);
    for (size_t i = 1; i < c->count; i++) {
        if (strcmp(c->entries[i].inserted, c->entries[kept].inserted) == 0)
            dispose_entry(&c->entries[i]);
        else
            c->entries[++kept] = c->entries[i];
    }
    c->count = kept + 1;
}

size_t completion_common_bytes(const completion *c)
{
    size_t common = strlen(c->entries[0].inserted);

    for (size_t i = 1; i < c->count; i++) {
        size_t same = 0;

        while (same < common && c->entries[i].inserted[same] == c->entries[0].inserted[same])
            same++;
        common = same;
    }
    while (common > 0 && (c->entries[0].inserted[common] & 0xc0) == 0x80)
        common--;
    return common;
}

void completion_dispose(completion *c)
{
    for (size_t i = 0; i < c->count; i++)
        dispose_entry(&c->entries[i]);
    free(c->entries);
    *c = (completion)COMPLETION_INIT;
}
