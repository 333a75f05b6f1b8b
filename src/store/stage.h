/*
 * The table that a load fills before it takes its name. A load that died leaves its stage behind, and nothing else.
 */
#ifndef STORE_STAGE_H
#define STORE_STAGE_H

#include <stdbool.h>

#include "engine/connection.h"
#include "ingest/plan.h"

#define STAGE_PREFIX "_mpdata_stage_"
/* What tells a stage from a table of the user's own. */
#define STAGE_COMMENT "made by mpdata for a load: not a table to keep"

/* The stage of a table. The caller frees it; NULL where memory ran out. */
char *stage_name(const char *table);

/*
 * Makes the stage: the plan's columns and the scan's sequence column, no key. One that becomes the table is compressed as
 * the table is to be; one whose rows are copied into it is a temporary table, so that the file does not grow by it.
 */
mpdata_status stage_create(engine_connection *connection, const char *stage,
                           const ingest_plan *plan, bool becomes_table, mpdata_error *error);

mpdata_status stage_drop(engine_connection *connection, const char *stage, mpdata_error *error);

/* Drops every stage in the file that mpdata made, and gives their space back. */
mpdata_status stage_sweep(engine_connection *connection, mpdata_error *error);

#endif
