/*
 * The tables of a database.
 *
 * Events:   event_name VARCHAR, event_time TIMESTAMP (UTC), distinct_id VARCHAR,
 *           insert_id VARCHAR PRIMARY KEY, properties JSON
 * Profiles: distinct_id VARCHAR PRIMARY KEY, properties JSON, last_seen TIMESTAMP (UTC)
 *
 * Names are letters, digits and underscores of ASCII, at most 63, compared without case as DuckDB
 * compares them. A leading underscore is reserved for mpdata's own tables.
 */
#ifndef MPDATA_TABLE_H
#define MPDATA_TABLE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "mpdata/database.h"
#include "mpdata/error.h"
#include "mpdata/export.h"

#ifdef __cplusplus
extern "C" {
#endif

#define MPDATA_TABLE_NAME_BYTES 63

typedef enum mpdata_table_type {
    MPDATA_TABLE_EVENTS = 1,
    MPDATA_TABLE_PROFILES = 2
} mpdata_table_type;

/* "events" or "profiles"; "unknown" for a number that is neither. A static string. */
MPDATA_EXPORT const char *mpdata_table_type_name(mpdata_table_type type);

/* A day, counted from 1970-01-01. INT32_MIN where there is none. */
#define MPDATA_NO_DAY INT32_MIN

/* The day that a text names as YYYY-MM-DD, in the years 1 to 9999. Errors: ARGUMENT. */
MPDATA_EXPORT mpdata_status mpdata_day_from_text(const char *text, int32_t *out,
                                                 mpdata_error *error);

typedef struct mpdata_table_info {
    const char *name;
    mpdata_table_type type;
    uint64_t rows;
    /* When the table was last loaded: microseconds since 1970-01-01 UTC. */
    int64_t fetched_at_us;
    /* First and last day (UTC) of the events in it; MPDATA_NO_DAY for profiles and empty tables. */
    int32_t from_day;
    int32_t to_day;
} mpdata_table_info;

typedef struct mpdata_table_list mpdata_table_list;

/*
 * The tables that mpdata keeps in this database, by name. The caller owns `*out`.
 * Errors: ARGUMENT, CLOSED, QUERY, MEMORY.
 */
MPDATA_EXPORT mpdata_status mpdata_table_list_read(mpdata_db *db, mpdata_table_list **out,
                                                   mpdata_error *error);
MPDATA_EXPORT size_t mpdata_table_list_count(const mpdata_table_list *list);
/* Borrowed until the list is freed; NULL past the end. */
MPDATA_EXPORT const mpdata_table_info *mpdata_table_list_at(const mpdata_table_list *list,
                                                            size_t index);
MPDATA_EXPORT void mpdata_table_list_free(mpdata_table_list *list);

typedef struct mpdata_column_info {
    const char *name;
    /* As DuckDB writes it: "VARCHAR", "TIMESTAMP", "JSON". */
    const char *type;
    bool nullable;
    bool primary_key;
} mpdata_column_info;

typedef struct mpdata_table_schema mpdata_table_schema;

/*
 * The columns of a table, in order, with what is known of the table. The caller owns `*out`.
 * Errors: ARGUMENT for a name that no table can have, TABLE_NOT_FOUND, CLOSED, QUERY, MEMORY.
 */
MPDATA_EXPORT mpdata_status mpdata_table_schema_read(mpdata_db *db, const char *name,
                                                     mpdata_table_schema **out,
                                                     mpdata_error *error);
/* The table's name as it was created, and its facts. Borrowed until the schema is freed. */
MPDATA_EXPORT const mpdata_table_info *mpdata_table_schema_table(const mpdata_table_schema *schema);
MPDATA_EXPORT size_t mpdata_table_schema_column_count(const mpdata_table_schema *schema);
/* Borrowed until the schema is freed; NULL past the end. */
MPDATA_EXPORT const mpdata_column_info *
mpdata_table_schema_column(const mpdata_table_schema *schema, size_t index);
MPDATA_EXPORT void mpdata_table_schema_free(mpdata_table_schema *schema);

/*
 * Whether mpdata keeps a table of this name here.
 */
MPDATA_EXPORT mpdata_status mpdata_table_exists(mpdata_db *db, const char *name, bool *out,
                                                mpdata_error *error);

/*
 * Drops a table and its metadata, in one transaction.
 * Errors: ARGUMENT, TABLE_NOT_FOUND, READ_ONLY, CLOSED, QUERY.
 */
MPDATA_EXPORT mpdata_status mpdata_table_drop(mpdata_db *db, const char *name, mpdata_error *error);

#ifdef __cplusplus
}
#endif

#endif
