/*
 * The database files that this process has open.
 *
 * DuckDB's file locks are POSIX locks: they keep processes apart, and do nothing within one. Two instances on
 * one file in one process would both write, silently. So this list is kept for the process as a whole, one of
 * the three things that mpdata keeps so (the others are in engine/scan.c and scratch_folder.c).
 */
#ifndef STORE_OPEN_FILES_H
#define STORE_OPEN_FILES_H

#include <stdbool.h>
#include <sys/types.h>

#include "mpdata/error.h"

/*
 * Enters a file; DATABASE_LOCKED where it is there already. Known by device and inode, so that another path to
 * the same file does not help.
 */
mpdata_status open_files_add(dev_t device, ino_t inode, const char *path, mpdata_error *error);

/* Whether the file is there. */
bool open_files_has(dev_t device, ino_t inode);
void open_files_remove(dev_t device, ino_t inode);

#endif
