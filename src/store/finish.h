/*
 * The end of a load: what is in the stage comes into its table, in one transaction.
 */
#ifndef STORE_FINISH_H
#define STORE_FINISH_H

#include "store/load.h"

/* The stage becomes the table; one that was there before goes. */
mpdata_status finish_by_swap(table_load *l, mpdata_error *error);

/* The stage's rows come into the table that is there. */
mpdata_status finish_by_merge(table_load *l, mpdata_error *error);

#endif
