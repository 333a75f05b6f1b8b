/*
 * Dates and times as DuckDB writes them. Every function writes at `out`, without a NUL, and gives the end.
 */
#ifndef QUERY_TIME_TEXT_H
#define QUERY_TIME_TEXT_H

#include <stdint.h>

#include "engine/column.h"

/* Room that is enough for any of them. */
#define TIME_TEXT_BYTES 96

/* What a count of ticks since 1970 is a count of. */
typedef enum time_unit {
    TIME_SECONDS = 1,
    TIME_MILLISECONDS = 1000,
    TIME_MICROSECONDS = 1000000,
    TIME_NANOSECONDS = 1000000000
} time_unit;

char *time_write_date(char *out, int32_t days);
/* Of the day; `ticks` is not negative. */
char *time_write_time(char *out, int64_t ticks, time_unit unit);
/* DuckDB's packed form: microseconds of the day, and the offset from UTC. */
char *time_write_time_tz(char *out, uint64_t bits);
char *time_write_timestamp(char *out, int64_t ticks, time_unit unit);
/* The same instant in a time zone that is ahead of UTC by so many seconds. */
char *time_write_timestamp_tz(char *out, int64_t ticks, time_unit unit, int32_t offset_seconds);
char *time_write_interval(char *out, engine_interval interval);

/* Whether a timestamp stands for infinity or -infinity. */
static inline int time_is_infinite(int64_t ticks)
{
    return ticks == INT64_MAX || ticks == -INT64_MAX;
}

#endif
