/*
 * The properties of a table: which there are, how often, of which types.
 */
#ifndef MPDATA_KEYS_H
#define MPDATA_KEYS_H

#include <stddef.h>
#include <stdint.h>

#include "mpdata/database.h"
#include "mpdata/error.h"
#include "mpdata/export.h"
#include "mpdata/value.h"

#ifdef __cplusplus
extern "C" {
#endif

typedef struct mpdata_key_info {
    mpdata_text name;
    /* Rows that have it, whatever its value. */
    uint64_t rows;
    /* How many of its values are of which type of JSON. */
    uint64_t nulls;
    uint64_t bools;
    uint64_t numbers;
    uint64_t strings;
    uint64_t arrays;
    uint64_t objects;
    /* About how many distinct values, null not counted: off by 2 % usually, and exact or nearly for a few. */
    uint64_t distinct_about;
    /* A value that is not null, cut where it is long; data is NULL where there is none. */
    mpdata_text example;
} mpdata_key_info;

typedef struct mpdata_key_list mpdata_key_list;

/*
 * Reads the properties of every row, or of those of one event (`event_name`, which may be NULL), and counts their keys: the
 * most frequent first. Memory grows with the number of keys alone. The caller owns `*out`.
 * Errors: ARGUMENT, TABLE_NOT_FOUND, CLOSED, QUERY, INTERRUPTED, TIMEOUT, MEMORY; INPUT where the properties of a row, which SQL must
 * have written, are no JSON object.
 */
MPDATA_EXPORT mpdata_status mpdata_table_keys(mpdata_db *db, const char *table,
                                              const char *event_name, mpdata_key_list **out,
                                              mpdata_error *error);
/* Rows that were read. */
MPDATA_EXPORT uint64_t mpdata_key_list_rows(const mpdata_key_list *list);
MPDATA_EXPORT size_t mpdata_key_list_count(const mpdata_key_list *list);
/* Borrowed until the list is freed; NULL past the end. */
MPDATA_EXPORT const mpdata_key_info *mpdata_key_list_at(const mpdata_key_list *list, size_t index);
MPDATA_EXPORT void mpdata_key_list_free(mpdata_key_list *list);

#ifdef __cplusplus
}
#endif

#endif
