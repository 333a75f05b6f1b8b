#include "name_catalog.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "display_text.h"

const name_set *name_catalog_get(name_catalog *c, name_kind kind)
{
    name_set *set = &c->sets[kind];

    if (!set->is_fetched) {
        set->is_fetched = true;
        c->fetch(c, kind, c->payload);
    }
    return set;
}

/* Nothing of it would have to be shown as an escape. */
static bool can_be_typed(const char *name, size_t bytes)
{
    display_text shown = display_text_of(name, bytes, SIZE_MAX);
    bool is_same =
        shown.text != NULL && strlen(shown.text) == bytes && memcmp(shown.text, name, bytes) == 0;

    display_text_dispose(&shown);
    return is_same;
}

bool name_catalog_add(name_catalog *c, name_kind kind, const char *name, size_t bytes)
{
    name_set *set = &c->sets[kind];

    if (!can_be_typed(name, bytes))
        return true;
    if (set->count == set->room) {
        size_t room = set->room == 0 ? 64 : set->room * 2;
        char **names = realloc(set->names, room * sizeof(*names));
        if (names == NULL)
            return false;
        set->names = names;
        set->room = room;
    }
    char *copy = strndup(name, bytes);
    if (copy == NULL)
        return false;
    set->names[set->count++] = copy;
    return true;
}

void name_catalog_forget(name_catalog *c)
{
    for (size_t kind = 0; kind < NAME_KINDS; kind++) {
        for (size_t i = 0; i < c->sets[kind].count; i++)
            free(c->sets[kind].names[i]);
        free(c->sets[kind].names);
        c->sets[kind] = (name_set){NULL, 0, 0, false};
    }
}
