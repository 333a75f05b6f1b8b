/*
 * One load, from the first byte to the table in its place. For the files that share the work.
 */
#ifndef STORE_LOAD_H
#define STORE_LOAD_H

#include <stdint.h>

#include "ingest/plan.h"
#include "ingest/scan.h"
#include "mpdata/ingest.h"
#include "store/database.h"
#include "store/load_settings.h"

typedef struct load {
    mpdata_db *db;
    const char *table;
    char *stage;
    const ingest_plan *plan;
    ingest_scan *scan;
    const mpdata_ingest_options *options;
    load_settings settings;
    mpdata_ingest_phase phase;
    mpdata_ingest_report report;
    int64_t started_ms;
    int64_t reported_ms;
} load;

/*
 * Runs SQL in which `{}` stands for the stage, and goes on telling the caller of the progress. INTERRUPTED where the
 * caller or mpdata_db_interrupt wants an end. `rows_changed` may be NULL.
 */
mpdata_status load_run(load *l, const char *sql_template, uint64_t *rows_changed,
                       mpdata_error *error);

/* Tells the caller that a phase begins. */
mpdata_status load_enter(load *l, mpdata_ingest_phase phase, mpdata_error *error);

#endif
