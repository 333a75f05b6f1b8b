/*
 * Times as Mixpanel writes them, to microseconds since 1970-01-01 UTC. Exact: no floating point.
 */
#ifndef PARSE_TIMESTAMP_H
#define PARSE_TIMESTAMP_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

typedef enum timestamp_status {
    TIMESTAMP_OK,
    /* Not of the form at all. */
    TIMESTAMP_MALFORMED,
    /* Before the year 1 or after the year 9999. */
    TIMESTAMP_OUT_OF_RANGE
} timestamp_status;

/*
 * A number in JSON's grammar: seconds, or milliseconds where its magnitude is 1e11 or more (as seconds
 * that would be past the year 5138). Digits past the microsecond are rounded, half away from zero.
 */
timestamp_status timestamp_from_number(const char *text, size_t bytes, int64_t *microseconds);

/*
 * ISO 8601: YYYY-MM-DD, or YYYY-MM-DDTHH:MM:SS with an optional fraction and an optional zone (Z,
 * +HH:MM, +HHMM, +HH); a blank instead of the T. No zone is UTC.
 */
timestamp_status timestamp_from_iso8601(const char *text, size_t bytes, int64_t *microseconds);

bool timestamp_is_in_range(int64_t microseconds);

#endif
