/*
 * A new database file.
 */
#ifndef STORE_DATABASE_CREATION_H
#define STORE_DATABASE_CREATION_H

#include <stdbool.h>
#include <sys/stat.h>

#include "engine/library.h"
#include "mpdata/error.h"

/* The engines that read the file: every one from this on. */
#define DATABASE_STORAGE_VERSION "v1.4.0"

/*
 * Makes an empty database of mpdata's at `path`, whole or not at all: in a private folder beside it, closed,
 * synced, then linked to its name. Where another process was faster, its file stays, and `is_taken` is set. The folder
 * is held by a lock that dies with its process: what a creation that died has left is removed by the next one.
 */
mpdata_status database_create(const engine_library *library, const char *path, struct stat *made,
                              bool *is_taken, mpdata_error *error);

/* Removes the file that was made, unless somebody has it open, or has written to it. Must not be open in this process. */
void database_discard(const char *path, const struct stat *made);
/* The same of a file in which DuckDB has put nothing yet, as it makes one by itself. */
void database_discard_blank(const char *path);

/* Makes one in a folder that nobody else looks into: neither synced nor put in place. */
mpdata_status database_create_private(const engine_library *library, const char *path,
                                      mpdata_error *error);

/*
 * Removes what dead processes left beside the database: folders of a file half made, and what DuckDB moved out of
 * memory. For who has the database open for writing, and so is alone, and has run nothing yet.
 */
void database_sweep_beside(const char *path);

#endif
