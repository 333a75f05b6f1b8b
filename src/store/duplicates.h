/*
 * Which of the loaded records are one and the same, and which only share an id: among themselves, and with what the
 * table holds where a load appends.
 */
#ifndef STORE_DUPLICATES_H
#define STORE_DUPLICATES_H

#include "store/load.h"

/*
 * Makes the key column of the stage unique, also beside the rows of a table that is appended to, and counts what that
 * took in the load's report.
 *
 * Events: of those that agree in event, time, distinct_id and insert_id one stays: the table's, else the first or
 * the last, as the load's options say. Of different ones under one insert_id the table's keeps it, else the smallest
 * by time, event and distinct_id; each other is kept as `<insert_id>#<hash>`.
 * Profiles: the newest last_seen of a distinct_id stays; where it is equal or absent, the later record.
 *
 * A table without a primary key is looked at within the time from the load's first event to its last.
 */
mpdata_status duplicates_resolve(table_load *l, mpdata_error *error);

/* Drops what a resolution that failed left behind. */
void duplicates_clean_up(table_load *l);

#endif
