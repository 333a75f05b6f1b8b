/*
 * A first look at a table: what is in it, how much, since when.
 *
 * Each of these is a query that mpdata writes: its result is streamed, and the caller owns `*out` and frees it, as that of
 * mpdata_query_run. Tables are those that mpdata keeps. Names of tables, columns and properties are taken as they are;
 * nothing in them is read as SQL. Days are UTC unless a zone is given.
 *
 * Errors: ARGUMENT for a name that no table can have, or a table of another type; TABLE_NOT_FOUND, CLOSED, QUERY,
 * INTERRUPTED, TIMEOUT, MEMORY.
 */
#ifndef MPDATA_EXPLORE_H
#define MPDATA_EXPLORE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "mpdata/database.h"
#include "mpdata/error.h"
#include "mpdata/export.h"
#include "mpdata/result.h"

#ifdef __cplusplus
extern "C" {
#endif

/* Not a seed: another sample each time. */
#define MPDATA_NO_SEED (-1)

/* `rows` rows, each as likely as any other, with the table's columns. The same seed gives the same rows. */
MPDATA_EXPORT mpdata_status mpdata_table_sample(mpdata_db *db, const char *table, uint32_t rows,
                                                int32_t seed, mpdata_result **out,
                                                mpdata_error *error);

/*
 * A row for each column: column_name, column_type, min, max, approx_unique, avg, std, q25, q50, q75, count,
 * null_percentage, as DuckDB's SUMMARIZE gives them.
 */
MPDATA_EXPORT mpdata_status mpdata_table_summarize(mpdata_db *db, const char *table,
                                                   mpdata_result **out, mpdata_error *error);

typedef enum mpdata_period {
    MPDATA_PERIOD_ALL = 0,
    MPDATA_PERIOD_DAY = 1,
    /* From Monday on. */
    MPDATA_PERIOD_WEEK = 2,
    MPDATA_PERIOD_MONTH = 3
} mpdata_period;

typedef struct mpdata_breakdown_options {
    size_t struct_bytes;
    /* A row for each event in each period that has it. */
    mpdata_period period;
    /* Whose days they are, such as "Europe/Berlin"; NULL for UTC. */
    const char *time_zone;
    /* More than 0: a column `bar` behind `events`, drawn of block characters, so many cells for the largest count. */
    uint32_t bar_cells;
} mpdata_breakdown_options;

#define MPDATA_BREAKDOWN_OPTIONS_INIT                                                              \
    {                                                                                              \
        sizeof(mpdata_breakdown_options), MPDATA_PERIOD_ALL, 0, 0                                  \
    }

/*
 * Events of a table, the most frequent first: event_name, events, users (distinct ids), share (of all events, or of those of
 * the period), first_time, last_time. With a period its first day comes before them as `day`, `week` or `month`, and the two
 * times are left out.
 * `options` may be NULL.
 */
MPDATA_EXPORT mpdata_status mpdata_table_breakdown(mpdata_db *db, const char *table,
                                                   const mpdata_breakdown_options *options,
                                                   mpdata_result **out, mpdata_error *error);

typedef enum mpdata_column_source {
    /* A column of that name, or where there is none, a property. */
    MPDATA_COLUMN_OR_PROPERTY = 0,
    MPDATA_PROPERTY_ONLY = 1
} mpdata_column_source;

/*
 * One row about a column or property: rows, present, missing (NULL or not there), distinct_about, numbers (values that are
 * numbers, or text that is one), and of these min, max, mean, median, p95; shortest and longest in characters of the text.
 */
MPDATA_EXPORT mpdata_status mpdata_table_column_statistics(mpdata_db *db, const char *table,
                                                           const char *column,
                                                           mpdata_column_source source,
                                                           mpdata_result **out,
                                                           mpdata_error *error);

/*
 * Its `top` most frequent values (0: all of them): value as text, rows, share of all rows, and with `bar_cells` a bar.
 */
MPDATA_EXPORT mpdata_status mpdata_table_column_values(mpdata_db *db, const char *table,
                                                       const char *column,
                                                       mpdata_column_source source, uint32_t top,
                                                       uint32_t bar_cells, mpdata_result **out,
                                                       mpdata_error *error);

/*
 * The loads into a table, the oldest first: started_at, mode, seconds, sources, bytes, rows_in, rows_kept, repeats, updated,
 * shared_ids, missing_ids, rejects, repaired, filtered, mpdata_version.
 */
MPDATA_EXPORT mpdata_status mpdata_table_loads(mpdata_db *db, const char *table,
                                               mpdata_result **out, mpdata_error *error);

#ifdef __cplusplus
}
#endif

#endif
