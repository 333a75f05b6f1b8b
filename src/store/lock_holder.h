/*
 * Who keeps us from a database file.
 */
#ifndef STORE_LOCK_HOLDER_H
#define STORE_LOCK_HOLDER_H

#include <stdbool.h>

#include "mpdata/error.h"

/*
 * Fills the error of an open that another process' lock refused: "database is locked by PID 123 (python3)". Only where this
 * process has the file open nowhere: looking at a lock ends the locks that the process itself has on the file.
 */
mpdata_status lock_holder_name(const char *path, mpdata_error *error);

/* Whether there is one, who is in the way of an open for reading or for writing. Under the same condition. */
bool lock_holder_is_there(const char *path, bool read_only);

#endif
