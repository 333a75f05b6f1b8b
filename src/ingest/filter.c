#include "ingest/filter.h"

#include <stdlib.h>
#include <string.h>

#include "base/error.h"
#include "mpdata/table.h"

#define MICROSECONDS_PER_DAY INT64_C(86400000000)

struct ingest_filter {
    int64_t begin_us;
    /* The first that is too late. */
    int64_t end_us;
    size_t name_count;
    /* In the order of compare_names: there may be thousands, and each record asks. */
    mpdata_text names[];
};

/* Shorter ones first: most names differ in their length, and then no byte is looked at. */
static int compare_names(const void *left, const void *right)
{
    const mpdata_text *a = left;
    const mpdata_text *b = right;

    if (a->bytes != b->bytes)
        return a->bytes < b->bytes ? -1 : 1;
    return a->bytes == 0 ? 0 : memcmp(a->data, b->data, a->bytes);
}

mpdata_status ingest_filter_new(const char *const *names, size_t name_count, int32_t from_day,
                                int32_t to_day, ingest_filter **out, mpdata_error *error)
{
    ingest_filter *filter = calloc(1, sizeof(*filter) + name_count * sizeof(filter->names[0]));

    *out = filter;
    if (filter == NULL)
        return error_set_memory(error);
    filter->begin_us = from_day == MPDATA_NO_DAY ? INT64_MIN : from_day * MICROSECONDS_PER_DAY;
    filter->end_us = to_day == MPDATA_NO_DAY ? INT64_MAX : (to_day + 1) * MICROSECONDS_PER_DAY;
    filter->name_count = name_count;
    for (size_t i = 0; i < name_count; i++)
        filter->names[i] = (mpdata_text){names[i], strlen(names[i])};
    qsort(filter->names, name_count, sizeof(filter->names[0]), compare_names);
    return MPDATA_OK;
}

void ingest_filter_free(ingest_filter *filter)
{
    free(filter);
}

bool ingest_filter_takes(const ingest_filter *filter, const record *r)
{
    if (r->time_us < filter->begin_us || r->time_us >= filter->end_us)
        return false;
    return filter->name_count == 0 || bsearch(&r->event_name, filter->names, filter->name_count,
                                              sizeof(filter->names[0]), compare_names) != NULL;
}
