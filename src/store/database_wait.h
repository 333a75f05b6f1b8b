/*
 * Waiting for a database that another process has locked.
 */
#ifndef STORE_DATABASE_WAIT_H
#define STORE_DATABASE_WAIT_H

#include "store/database.h"

/*
 * Opens the file, at once or when those are done who have it locked, and in the order in which the waiting came. Who does
 * not wait lets them go first where he would write; where he would read, he need not stand in line.
 */
mpdata_status database_open_in_turn(mpdata_db *db, const mpdata_open_options *options,
                                    mpdata_error *error);

#endif
