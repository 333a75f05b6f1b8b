/*
 * The checksums that a check has computed of mpdata's tables, beside those that one before it has kept in _metadata.
 */
#ifndef STORE_CHECK_SUMS_H
#define STORE_CHECK_SUMS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "engine/connection.h"
#include "mpdata/check.h"

typedef struct check_sum {
    char *table;
    int64_t sum;
} check_sum;

typedef struct check_sums {
    check_sum *at;
    size_t count;
    /* Keep them, after they were compared. */
    bool keeps;
    /* A file that an older mpdata made has none. */
    bool are_kept;
} check_sums;

/* Whether _metadata has a place for them. */
mpdata_status check_sums_begin(check_sums *sums, engine_connection *connection,
                               mpdata_error *error);
/* Of a table in the schema main. False where memory ran out. */
bool check_sums_add(check_sums *sums, const char *table, int64_t sum);
/* Adds a finding where it differs and `tells`. Does nothing for a table that could not be read. */
mpdata_status check_sums_compare(const check_sums *sums, engine_connection *connection,
                                 mpdata_check *check, const char *table, bool tells,
                                 mpdata_error *error);
void check_sums_dispose(check_sums *sums);

#endif
