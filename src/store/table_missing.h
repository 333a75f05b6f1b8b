/*
 * Why a table is not there.
 */
#ifndef STORE_TABLE_MISSING_H
#define STORE_TABLE_MISSING_H

#include "store/database.h"

/* MPDATA_ERROR_TABLE_NOT_FOUND: the name may be that of another program's table, or one of mpdata's may have been meant. */
mpdata_status table_missing_set(mpdata_db *db, const char *name, mpdata_error *error);

#endif
