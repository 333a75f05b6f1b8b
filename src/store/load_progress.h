/*
 * What a load tells its caller while it runs, and whether the caller wants it to go on.
 */
#ifndef STORE_LOAD_PROGRESS_H
#define STORE_LOAD_PROGRESS_H

#include "store/load.h"

/* For engine_execute_watched, between DuckDB's tasks; the payload is the load. Anything but 0 ends the statement. */
int load_progress_watch(void *load);

/* A phase begins. INTERRUPTED where the caller cancels. */
mpdata_status load_progress_enter(table_load *l, mpdata_ingest_phase phase, mpdata_error *error);

/*
 * So many records and bytes were handed over: told by who pushes them. False where the caller cancels. Meanwhile the load's
 * own thread tells nothing.
 */
bool load_progress_pushed(table_load *l, uint64_t rows, uint64_t bytes);

/* The load has succeeded. */
void load_progress_done(table_load *l);

mpdata_status load_set_interrupted(mpdata_error *error);

/*
 * For a load that DuckDB ended as interrupted. Where nobody wanted that, one of its threads failed and the reason is
 * lost: MPDATA_ERROR_QUERY.
 */
mpdata_status load_name_stop(const table_load *l, mpdata_error *error);

#endif
