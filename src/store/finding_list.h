/*
 * What a check has found.
 */
#ifndef STORE_FINDING_LIST_H
#define STORE_FINDING_LIST_H

#include <stdbool.h>

#include "mpdata/check.h"

struct mpdata_check {
    mpdata_finding *findings;
    size_t count;
    uint64_t tables;
    uint64_t rows;
};

/* `message` is free of control characters. Errors: MEMORY. */
mpdata_status finding_add(mpdata_check *check, mpdata_finding_kind kind, const char *table,
                          mpdata_error *error, const char *message, ...)
    __attribute__((format(printf, 5, 6)));

#endif
