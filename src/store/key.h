/*
 * The primary key of a table that is loaded anew.
 */
#ifndef STORE_KEY_H
#define STORE_KEY_H

#include "store/load.h"

/*
 * Decides whether the table gets a key, where the options leave that open or want more than memory can hold: MEMORY
 * names what to do. `rows` is how many the table will have, or about as many; 0 where nobody knows yet.
 */
mpdata_status key_decide(table_load *l, uint64_t rows, mpdata_error *error);

/*
 * While records are read, from whatever source: whether there are more of them by now than a key that must be built can
 * have. Nothing that is read after that could save the load.
 */
bool key_is_too_large(const table_load *l);

/* Builds it over the finished stage, where the table gets one: kept while inserting it would cost several times as much. */
mpdata_status key_build(table_load *l, mpdata_error *error);

#endif
