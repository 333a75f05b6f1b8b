/*
 * DuckDB's memory limit: what it is, and what it does when it is set.
 */
#ifndef STORE_MEMORY_LIMIT_H
#define STORE_MEMORY_LIMIT_H

#include <stdbool.h>
#include <stdint.h>

#include "store/database.h"

/* So many loads leave a few MB of entries for buffers that are gone. */
#define MEMORY_LIMIT_LOADS_BETWEEN 64

/* UINT64_MAX: none. */
mpdata_status memory_limit_set(engine_connection *connection, uint64_t bytes, mpdata_error *error);

/* The limit that holds, to a tenth of DuckDB's unit, or as the open named it: when it is set it is what it was. */
mpdata_status memory_limit_ask(mpdata_db *db, uint64_t *bytes, mpdata_error *error);

/*
 * DuckDB keeps 200 bytes and more for each buffer that is gone until 32,768 of them wait in one of its eight queues, or
 * until memory is short. This makes it short for a moment: all of them go, and with them what the buffers hold of the file.
 * False where they hold rows that are in no file, which would be written beside it. Not within a transaction.
 */
bool memory_limit_forget_buffers(mpdata_db *db);

/* The end of a load: the first one after MEMORY_LIMIT_LOADS_BETWEEN that can forgets the buffers. */
void memory_limit_count_load(mpdata_db *db);

#endif
