/*
 * Which columns a load writes, and how each comes from a record. The one place that knows a table's layout.
 */
#ifndef INGEST_PLAN_H
#define INGEST_PLAN_H

#include <stddef.h>

#include "engine/scan.h"
#include "mpdata/ingest.h"
#include "parse/packed_record.h"
#include "parse/record.h"

typedef struct ingest_column {
    const char *name;
    /* In CREATE TABLE. */
    const char *sql_type;
    /* DuckDB's name of the column's compression; NULL where DuckDB finds the best one. */
    const char *compression;
    engine_scan_type scan_type;
    void (*write)(const record *r, engine_chunk *chunk, size_t column, size_t row);
} ingest_column;

typedef struct ingest_plan {
    mpdata_table_type type;
    record_read read;
    /* The same, of a packed record. */
    record_read read_packed;
    const ingest_column *columns;
    size_t column_count;
    /* The primary key, and its value. */
    const char *key_column;
    mpdata_text (*key)(const record *r);
} ingest_plan;

/* A static plan. */
const ingest_plan *ingest_plan_for(mpdata_table_type type, mpdata_input input);

#endif
