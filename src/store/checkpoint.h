/*
 * DuckDB's checkpoints, and what keeps a database safe through them: see store/checkpoint_journal.h.
 */
#ifndef STORE_CHECKPOINT_H
#define STORE_CHECKPOINT_H

#include "store/database.h"

/*
 * From now on the journal is written before each statement that may come to a checkpoint. A database in memory, and a scratch
 * one, needs none.
 */
void checkpoint_protect(mpdata_db *db);

/* A descriptor of the file, in instance->kept_descriptor, for as long as the database is open. Any thread. */
mpdata_status checkpoint_keep_descriptor(database_instance *instance, mpdata_error *error);

/* Brings DuckDB's log into the file, if there is one. */
mpdata_status checkpoint_run(mpdata_db *db, mpdata_error *error);

/*
 * Several handles may commit at the same time, and the journal holds for one checkpoint: DuckDB makes none by itself from now on.
 * checkpoint_run_if_due makes them instead, between two statements of a handle.
 */
mpdata_status checkpoint_take_over(mpdata_db *db, mpdata_error *error);
void checkpoint_run_if_due(mpdata_db *db);

/* The setting after something else was needed: DuckDB's own, or none where checkpoints are taken over. */
mpdata_status checkpoint_reset_threshold(mpdata_db *db, mpdata_error *error);

/* Before the last connection is closed, with no other handle open: the last checkpoint, after which DuckDB makes none. */
mpdata_status checkpoint_run_last(mpdata_db *db, mpdata_error *error);
/* The same without it: what is in the log is left there. */
void checkpoint_run_none(mpdata_db *db);

#endif
