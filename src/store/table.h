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

/* Enough for the name as it was created. */
typedef struct table_facts {
    char name[MPDATA_TABLE_NAME_BYTES + 1];
    mpdata_table_type type;
    bool has_primary_key;
} table_facts;

/* The table that mpdata keeps under this name. TABLE_NOT_FOUND where there is none. */
mpdata_status table_facts_read(mpdata_db *db, const char *name, table_facts *out,
                               mpdata_error *error);

#endif
