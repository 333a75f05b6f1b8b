/*
 * One try to open a database file, which another process may have locked.
 */
#ifndef STORE_DATABASE_ATTEMPT_H
#define STORE_DATABASE_ATTEMPT_H

#include "store/database.h"

/* The file exists from now on, made where it is to be made, and is in the list of open files. */
mpdata_status database_find(mpdata_db *db, const mpdata_open_options *options, mpdata_error *error);

/*
 * Finds the file, or makes it where it is to be made, and connects. It may be tried again with the same handle, and each
 * time the file may be another one: who had it locked may have removed or replaced it. `*is_locked` tells whether another
 * process is what is in the way; the file then stays in the list of open files, so that this process opens it nowhere
 * else.
 */
mpdata_status database_attempt(mpdata_db *db, const mpdata_open_options *options, bool *is_locked,
                               mpdata_error *error);

/* Connects to the database at the instance's path, or in memory. */
mpdata_status database_connect(mpdata_db *db, const mpdata_open_options *options,
                               mpdata_error *error);

/*
 * Whether the file at the path is the one that the last attempt entered into the list of open files. Another one may be open
 * elsewhere in this process, and must not be touched.
 */
bool database_is_listed_file(const mpdata_db *db);

bool database_may_create(const mpdata_open_options *options);

#endif
