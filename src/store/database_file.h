/*
 * The file of a database: its path, and what it is before DuckDB opens it.
 */
#ifndef STORE_DATABASE_FILE_H
#define STORE_DATABASE_FILE_H

#include <stdbool.h>
#include <stddef.h>
#include <sys/types.h>

#include "mpdata/error.h"

/*
 * `path` made absolute, without links in its folders. Where `make_folders`, missing folders are made with mode
 * 0700. The caller frees `*out`.
 */
mpdata_status database_file_resolve(const char *path, bool make_folders, char **out,
                                    mpdata_error *error);

/*
 * Whether there is a file, and which one. A folder, a device or a file that is no DuckDB database is
 * NOT_A_DATABASE. Must not be called on a file that this process has open: closing any descriptor of it would
 * drop DuckDB's lock.
 */
mpdata_status database_file_exists(const char *path, bool *exists, dev_t *device, ino_t *inode,
                                   mpdata_error *error);
mpdata_status database_file_check_content(const char *path, mpdata_error *error);

/* So much of a file's start shows whether it is DuckDB's. */
#define DATABASE_FILE_HEADER_BYTES 12
bool database_file_is_header(const char *data, size_t bytes);

#endif
