/*
 * The SQL that mpdata adds to DuckDB's: macros for properties and days.
 */
#ifndef STORE_MACROS_H
#define STORE_MACROS_H

#include "engine/connection.h"

/*
 * Defines them for this connection, as temporary macros: a file that is only read has them too, and nothing of them is
 * kept in it.
 */
mpdata_status macros_define(engine_connection *connection, mpdata_error *error);

#endif
