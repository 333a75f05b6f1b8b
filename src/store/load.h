/*
 * One load, from the first byte to the rows in their table. For the files that share the work.
 */
#ifndef STORE_LOAD_H
#define STORE_LOAD_H

#include <stdint.h>

#include "base/buffer.h"
#include "ingest/plan.h"
#include "ingest/scan.h"
#include "mpdata/ingest.h"
#include "store/database.h"
#include "store/load_settings.h"
#include "store/table.h"

typedef struct table_load {
    mpdata_db *db;
    /* The table that is loaded into: as it is, or for a new one as it will be. */
    table_facts table;
    bool table_exists;
    char *stage;
    const ingest_plan *plan;
    ingest_scan *scan;
    ingest_rejects *rejects;
    /* NULL: all records are wanted. */
    ingest_filter *filter;
    /* Whose wall clock event times are of; NULL: UTC. */
    char *time_zone;
    const mpdata_ingest_options *options;
    load_settings settings;
    mpdata_ingest_phase phase;
    mpdata_ingest_report report;
    /* So many rows may have the key that the table must get; 0: there is none, or any number. */
    uint64_t key_rows_most;
    /* What was loaded, and how: JSON. */
    buffer sources_json;
    buffer options_json;
    /* Of what it was a part; empty where all was loaded. */
    buffer filter_events;
    buffer filter_where;
    int64_t started_at_us;
    int64_t started_ms;
    int64_t reported_ms;
    /* While records are read their progress is told by who pushes them. */
    bool pusher_tells;
    /* By the progress callback. */
    bool is_cancelled;
} table_load;

/*
 * Checks what a load is asked for, before any byte is read, and makes ready for it. `options` may be NULL, and is else
 * borrowed until load_close, which is called whether this succeeded or not.
 */
mpdata_status load_open(table_load *l, mpdata_db *db, mpdata_table_type type, const char *table,
                        const mpdata_ingest_options *options, mpdata_error *error);

/* The same for a load that stores nothing: `db` is in memory. */
mpdata_status load_open_check(table_load *l, mpdata_db *db, mpdata_table_type type,
                              const mpdata_ingest_options *options, mpdata_error *error);

/* What the load reads, to be remembered. */
mpdata_status load_describe(table_load *l, const char *const *sources, size_t source_count,
                            mpdata_error *error);

/* Runs the load over its scan, which was opened, to its end: all of it, or nothing. */
mpdata_status load_execute(table_load *l, mpdata_error *error);

/* Reads and checks the records of its scan, which was opened, and forgets them. */
mpdata_status load_execute_check(table_load *l, mpdata_error *error);

void load_close(table_load *l);

/*
 * Runs SQL in which `{}` stands for the stage and `{target}` for the table, and goes on telling the caller of the
 * progress. INTERRUPTED where the caller or mpdata_db_interrupt wants an end. `rows_changed` may be NULL.
 */
mpdata_status load_run(table_load *l, const char *sql_template, uint64_t *rows_changed,
                       mpdata_error *error);

/* As load_run, for a statement over the scan; then tells what was wrong with a record. */
mpdata_status load_read(table_load *l, const char *sql_template, mpdata_error *error);

/* As load_run, for a BIGINT that the SQL gives. */
mpdata_status load_ask(table_load *l, const char *sql_template, int64_t *out, mpdata_error *error);

#endif
