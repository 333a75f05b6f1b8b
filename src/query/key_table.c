#include "query/key_table.h"

#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#define XXH_INLINE_ALL
#include <xxhash.h>

#define FIRST_SLOTS 256

/* Entries stay where they are when the table grows. */
typedef struct key_place {
    key_entry *entry;
} key_place;

struct key_table {
    key_place *entries;
    size_t count;
    /* Open addressing: the index of an entry and 1, or 0. A power of two of them, at most half of them taken. */
    size_t *slots;
    size_t slot_count;
};

key_table *key_table_new(void)
{
    key_table *table = calloc(1, sizeof(*table));

    if (table == NULL)
        return NULL;
    table->slot_count = FIRST_SLOTS;
    table->slots = calloc(table->slot_count, sizeof(*table->slots));
    table->entries = calloc(table->slot_count / 2, sizeof(*table->entries));
    if (table->slots == NULL || table->entries == NULL) {
        key_table_free(table);
        return NULL;
    }
    return table;
}

/* The slot that has the name, or the one where it would go. */
static size_t find_slot(const key_table *table, mpdata_text name)
{
    size_t at = (size_t)XXH3_64bits(name.data, name.bytes) & (table->slot_count - 1);

    for (; table->slots[at] != 0; at = (at + 1) & (table->slot_count - 1)) {
        const mpdata_text *other = &table->entries[table->slots[at] - 1].entry->key.name;

        if (other->bytes == name.bytes && memcmp(other->data, name.data, name.bytes) == 0)
            break;
    }
    return at;
}

static bool grow(key_table *table)
{
    size_t slot_count = table->slot_count * 2;
    size_t *slots = calloc(slot_count, sizeof(*slots));
    key_place *entries =
        slots == NULL ? NULL : realloc(table->entries, slot_count / 2 * sizeof(*entries));

    if (entries == NULL) {
        free(slots);
        return false;
    }
    free(table->slots);
    table->entries = entries;
    table->slots = slots;
    table->slot_count = slot_count;
    for (size_t i = 0; i < table->count; i++)
        slots[find_slot(table, entries[i].entry->key.name)] = i + 1;
    return true;
}

static key_entry *new_entry(mpdata_text name)
{
    key_entry *entry = calloc(1, sizeof(*entry));
    char *copy = malloc(name.bytes + 1);

    if (entry == NULL || copy == NULL) {
        free(entry);
        free(copy);
        return NULL;
    }
    memcpy(copy, name.data, name.bytes);
    copy[name.bytes] = '\0';
    entry->key.name = (mpdata_text){copy, name.bytes};
    return entry;
}

key_entry *key_table_at(key_table *table, mpdata_text name)
{
    size_t at = find_slot(table, name);

    if (table->slots[at] != 0)
        return table->entries[table->slots[at] - 1].entry;
    if (table->count == table->slot_count / 2) {
        if (!grow(table))
            return NULL;
        at = find_slot(table, name);
    }
    key_entry *entry = new_entry(name);
    if (entry == NULL)
        return NULL;
    table->entries[table->count].entry = entry;
    table->slots[at] = ++table->count;
    return entry;
}

size_t key_table_count(const key_table *table)
{
    return table->count;
}

key_entry *key_table_entry(const key_table *table, size_t index)
{
    return table->entries[index].entry;
}

void key_table_free(key_table *table)
{
    if (table == NULL)
        return;
    for (size_t i = 0; i < table->count; i++) {
        free((void *)(uintptr_t)table->entries[i].entry->key.name.data);
        free((void *)(uintptr_t)table->entries[i].entry->key.example.data);
        free(table->entries[i].entry);
    }
    free(table->entries);
    free(table->slots);
    free(table);
}
