/*
 * After a writer that died in the midst of a checkpoint.
 */
#ifndef STORE_CHECKPOINT_RECOVERY_H
#define STORE_CHECKPOINT_RECOVERY_H

#include "mpdata/error.h"

/*
 * Puts back from "<path>.journal" what a checkpoint left half written in the database at `path`, and removes the journal.
 * Nothing is done where there is none, where it is of another database or another state, and where any process has the
 * database open: must not be called where this one has. IO where the database can't be mended, and has to be.
 */
mpdata_status checkpoint_recover(const char *path, mpdata_error *error);

#endif
