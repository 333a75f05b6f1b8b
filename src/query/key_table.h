/*
 * The keys met so far, found by their names.
 */
#ifndef QUERY_KEY_TABLE_H
#define QUERY_KEY_TABLE_H

#include "mpdata/keys.h"
#include "query/distinct_count.h"

typedef struct key_entry {
    /* Its name and its example are owned. */
    mpdata_key_info key;
    distinct_count distinct;
} key_entry;

typedef struct key_table key_table;

/* NULL, here and below, where memory ran out. */
key_table *key_table_new(void);

/* The entry of this name, made where there is none. */
key_entry *key_table_at(key_table *table, mpdata_text name);
size_t key_table_count(const key_table *table);
/* In the order in which they were made. */
key_entry *key_table_entry(const key_table *table, size_t index);
void key_table_free(key_table *table);

#endif
