/*
 * The primary key of a table that is loaded anew.
 */
#ifndef STORE_KEY_H
#define STORE_KEY_H

#include "store/load.h"

/*
 * Decides whether the table gets a key, where the options leave that open or want more than memory can hold: QUERY
 * names what to do. `rows` is how many the table will have, or about as many; 0 where nobody knows yet.
 */
mpdata_status key_decide(table_load *l, uint64_t rows, mpdata_error *error);

/* Builds it over the finished stage, where the table gets one: kept while inserting it would cost several times as much. */
mpdata_status key_build(table_load *l, mpdata_error *error);

#endif
