/*
 * The names in a database that may be typed, fetched when they are first asked for.
 */
#ifndef CLI_NAME_CATALOG_H
#define CLI_NAME_CATALOG_H

#include <stdbool.h>
#include <stddef.h>

typedef enum name_kind {
    /* Tables and views. */
    NAME_TABLE,
    NAME_COLUMN,
    NAME_FUNCTION,
    NAME_EVENT,
    /* Of properties. */
    NAME_KEY,
    NAME_KINDS
} name_kind;

typedef struct name_set {
    /* Owned, NUL-terminated. */
    char **names;
    size_t count;
    size_t room;
    bool is_fetched;
} name_set;

typedef struct name_catalog name_catalog;

struct name_catalog {
    name_set sets[NAME_KINDS];
    /* Adds what names of this kind there are, as far as it is quickly done. */
    void (*fetch)(name_catalog *c, name_kind kind, void *payload);
    void *payload;
};

/* Fetched where they are not there yet. Borrowed until the catalog is forgotten. */
const name_set *name_catalog_get(name_catalog *c, name_kind kind);

/*
 * For `fetch`. A name that a line can't hold, with a control character or a mark that nobody sees in it, is left out. False where memory ran out.
 */
bool name_catalog_add(name_catalog *c, name_kind kind, const char *name, size_t bytes);

/* What is there may have changed: all is fetched anew. */
void name_catalog_forget(name_catalog *c);

#endif
