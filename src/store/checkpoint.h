/*
 * Checkpoints of the database, and what keeps it safe through them: see store/checkpoint_journal.h.
 *
 * The journal holds for one checkpoint, and DuckDB would make one at any commit of any handle: so mpdata makes them itself, after
 * the statements that wrote. During a load, which has the database for itself, they are left to DuckDB.
 */
#ifndef STORE_CHECKPOINT_H
#define STORE_CHECKPOINT_H

#include "store/database.h"

/*
 * From now on checkpoints are mpdata's own, and the journal is written before each. A database in memory, and a scratch one, needs
 * none. After connecting, before anything else writes.
 */
mpdata_status checkpoint_protect(mpdata_db *db, mpdata_error *error);

/* A descriptor of the file, in instance->kept_descriptor, for as long as the database is open. Any thread. */
mpdata_status checkpoint_keep_descriptor(database_instance *instance, mpdata_error *error);

/* For a load: DuckDB makes them, at a commit with so much in the log ("16MB"); and the end of that. */
mpdata_status checkpoint_leave_to_engine(mpdata_db *db, const char *log_bytes, mpdata_error *error);
mpdata_status checkpoint_take_over(mpdata_db *db, mpdata_error *error);

/* Brings DuckDB's log into the file, if there is one. */
mpdata_status checkpoint_run(mpdata_db *db, mpdata_error *error);
/* The same once the log has grown large. It is tried again after the next statement where other handles are in its way. */
void checkpoint_run_if_due(mpdata_db *db);

/* Before the last connection is closed, with no other handle open: the last one, after which DuckDB makes none. */
mpdata_status checkpoint_run_last(mpdata_db *db, mpdata_error *error);
/* The same without it, for a file that is not to be written any more, or goes. */
void checkpoint_run_none(mpdata_db *db);

#endif
