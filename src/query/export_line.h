/*
 * A row of a table as a line of Mixpanel's export.
 */
#ifndef QUERY_EXPORT_LINE_H
#define QUERY_EXPORT_LINE_H

#include <stdbool.h>
#include <stdint.h>

#include "base/buffer.h"
#include "mpdata/value.h"

typedef struct export_row {
    /* Of an event alone. */
    mpdata_text event_name;
    mpdata_text insert_id;
    /* Microseconds since 1970; of a profile where it has one. */
    int64_t time_us;
    bool has_time;
    mpdata_text distinct_id;
    mpdata_text properties;
} export_row;

typedef enum export_fault {
    EXPORT_FAULT_NONE,
    EXPORT_FAULT_MEMORY,
    EXPORT_FAULT_PROPERTIES,
    EXPORT_FAULT_TIME
} export_fault;

/* Append a line with its end. */
export_fault export_line_append_event(buffer *out, const export_row *row);
export_fault export_line_append_profile(buffer *out, const export_row *row);

#endif
