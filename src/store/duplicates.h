/*
 * Which of the loaded records are one and the same, and which only share an id.
 */
#ifndef STORE_DUPLICATES_H
#define STORE_DUPLICATES_H

#include "store/load.h"

/*
 * Makes the key column of the stage unique, and counts what that took in the load's report.
 *
 * Events: of those that agree in event, time, distinct_id and insert_id the first stays. Of different ones under one
 * insert_id, the smallest by time, event and distinct_id keeps it; each other is kept as `<insert_id>#<hash>`.
 * Profiles: the newest last_seen of a distinct_id stays; where it is equal or absent, the later record.
 */
mpdata_status duplicates_resolve(load *l, mpdata_error *error);

#endif
