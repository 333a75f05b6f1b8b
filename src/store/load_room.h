/*
 * The memory of a load whose rows are wide: as much as DuckDB needs to take a vector of them at a time.
 */
#ifndef STORE_LOAD_ROOM_H
#define STORE_LOAD_ROOM_H

#include "store/load.h"

/* From now on memory grows with the width of the rows that come. */
void load_room_watch(table_load *l);

/*
 * Before a key is built or added to, which takes memory that DuckDB can't write to disk: as much as there is. Where rows are
 * wide they are written first, or less is given, for DuckDB would take all of them into memory.
 */
mpdata_status load_room_for_key(table_load *l, mpdata_error *error);

/* Before the rows are copied from one table into another: read and written at once, by any thread. */
void load_room_for_copy(table_load *l);

/* Of a step that failed: whether it is worth another try, with as much memory as there is. */
bool load_room_lift(table_load *l, mpdata_status failed);

/* Of a load that failed: where it was the width of the rows for which memory did not suffice, `error` says so. */
void load_room_name_lack(table_load *l, mpdata_status status, mpdata_error *error);

#endif
