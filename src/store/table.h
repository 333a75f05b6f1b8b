/*
 * Tables, for the other files of src/store.
 */
#ifndef STORE_TABLE_H
#define STORE_TABLE_H

#include <stdbool.h>

#include "mpdata/table.h"
#include "store/database.h"

/* Whether anything in the file, a table or view of mpdata's or of the user's own, has this name. */
mpdata_status table_name_is_taken(mpdata_db *db, const char *name, bool *out, mpdata_error *error);

#endif
