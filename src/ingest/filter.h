/*
 * Which records a load is asked for: events of some names, on some days.
 */
#ifndef INGEST_FILTER_H
#define INGEST_FILTER_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "mpdata/error.h"
#include "parse/record.h"

typedef struct ingest_filter ingest_filter;

/*
 * `names` are borrowed until ingest_filter_free; none: any name. The days, both included, count from 1970-01-01 and lie
 * in the years 1 to 9999, or are MPDATA_NO_DAY.
 */
mpdata_status ingest_filter_new(const char *const *names, size_t name_count, int32_t from_day,
                                int32_t to_day, ingest_filter **out, mpdata_error *error);
void ingest_filter_free(ingest_filter *filter);

/* Any thread. */
bool ingest_filter_takes(const ingest_filter *filter, const record *r);

#endif
