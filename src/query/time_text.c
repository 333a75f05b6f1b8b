#include "query/time_text.h"

#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "query/number_text.h"

#define SECONDS_PER_DAY INT64_C(86400)
/* TIME WITH TIME ZONE keeps its offset counted down from the largest one, so that it sorts. */
#define TIME_TZ_MAX_OFFSET_SECONDS 57599

static char *write_text(char *out, const char *text)
{
    while (*text != '\0')
        *out++ = *text++;
    return out;
}

static int64_t divide_down(int64_t value, int64_t by)
{
    int64_t quotient = value / by;

    return value % by < 0 ? quotient - 1 : quotient;
}

typedef struct civil_date {
    int64_t year;
    uint32_t month;
    uint32_t day;
} civil_date;

/*
 * The Gregorian calendar, also before it was in use. Counted from 1 March 0000, so that the leap day
 * is the last of its year (Howard Hinnant, "chrono-compatible low-level date algorithms").
 */
static civil_date civil_from_days(int64_t days)
{
    int64_t shifted = days + 719468;
    int64_t era = divide_down(shifted, 146097);
    uint32_t day_of_era = (uint32_t)(shifted - era * 146097);
    uint32_t year_of_era =
        (day_of_era - day_of_era / 1460 + day_of_era / 36524 - day_of_era / 146096) / 365;
    uint32_t day_of_year = day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
    uint32_t month_from_march = (5 * day_of_year + 2) / 153;
    civil_date date;

    date.day = day_of_year - (153 * month_from_march + 2) / 5 + 1;
    date.month = month_from_march < 10 ? month_from_march + 3 : month_from_march - 9;
    date.year = (int64_t)year_of_era + era * 400 + (date.month <= 2);
    return date;
}

static char *write_civil_date(char *out, int64_t days)
{
    civil_date date = civil_from_days(days);
    /* There is no year 0: the year before 1 is 1 BC. */
    bool before_christ = date.year <= 0;
    uint64_t year = (uint64_t)(before_christ ? 1 - date.year : date.year);

    out =
        year < 10000 ? number_write_padded(out, (uint32_t)year, 4) : number_write_uint64(out, year);
    *out++ = '-';
    out = number_write_padded(out, date.month, 2);
    *out++ = '-';
    out = number_write_padded(out, date.day, 2);
    return before_christ ? write_text(out, " (BC)") : out;
}

char *time_write_date(char *out, int32_t days)
{
    if (days == INT32_MAX)
        return write_text(out, "infinity");
    if (days == -INT32_MAX)
        return write_text(out, "-infinity");
    return write_civil_date(out, days);
}

/* A point and the digits, without the zeros at the end; nothing for a whole second. */
static char *write_fraction(char *out, uint32_t fraction, time_unit unit)
{
    unsigned width = unit == TIME_NANOSECONDS ? 9 : unit == TIME_MICROSECONDS ? 6 : 3;

    if (fraction == 0)
        return out;
    *out++ = '.';
    out = number_write_padded(out, fraction, width);
    while (out[-1] == '0')
        out--;
    return out;
}

static char *write_clock(char *out, uint32_t seconds)
{
    out = number_write_padded(out, seconds / 3600, 2);
    *out++ = ':';
    out = number_write_padded(out, seconds / 60 % 60, 2);
    *out++ = ':';
    return number_write_padded(out, seconds % 60, 2);
}

char *time_write_time(char *out, int64_t ticks, time_unit unit)
{
    out = write_clock(out, (uint32_t)(ticks / unit));
    return write_fraction(out, (uint32_t)(ticks % unit), unit);
}

/* +HH, +HH:MM or +HH:MM:SS. */
static char *write_offset(char *out, int32_t seconds)
{
    uint32_t magnitude = (uint32_t)abs(seconds);

    *out++ = seconds < 0 ? '-' : '+';
    out = number_write_padded(out, magnitude / 3600, 2);
    if (magnitude % 3600 != 0) {
        *out++ = ':';
        out = number_write_padded(out, magnitude / 60 % 60, 2);
    }
    if (magnitude % 60 != 0) {
        *out++ = ':';
        out = number_write_padded(out, magnitude % 60, 2);
    }
    return out;
}

char *time_write_time_tz(char *out, uint64_t bits)
{
    int32_t offset = TIME_TZ_MAX_OFFSET_SECONDS - (int32_t)(bits & 0xFFFFFF);

    out = time_write_time(out, (int64_t)(bits >> 24), TIME_MICROSECONDS);
    return write_offset(out, offset);
}

/* `ahead_seconds` are added to the seconds alone: ticks at the end of their range have no room for them. */
static char *write_instant(char *out, int64_t ticks, time_unit unit, int32_t ahead_seconds)
{
    int64_t fraction = ticks % unit;
    int64_t seconds = divide_down(ticks, unit) + ahead_seconds;
    int64_t second = seconds % SECONDS_PER_DAY;

    out = write_civil_date(out, divide_down(seconds, SECONDS_PER_DAY));
    *out++ = ' ';
    out = write_clock(out, (uint32_t)(second < 0 ? second + SECONDS_PER_DAY : second));
    return write_fraction(out, (uint32_t)(fraction < 0 ? fraction + unit : fraction), unit);
}

char *time_write_timestamp(char *out, int64_t ticks, time_unit unit)
{
    if (time_is_infinite(ticks))
        return write_text(out, ticks > 0 ? "infinity" : "-infinity");
    return write_instant(out, ticks, unit, 0);
}

char *time_write_timestamp_tz(char *out, int64_t ticks, time_unit unit, int32_t offset_seconds)
{
    if (time_is_infinite(ticks))
        return time_write_timestamp(out, ticks, unit);
    out = write_instant(out, ticks, unit, offset_seconds);
    /* Old local times differ from UTC by odd seconds; DuckDB shows the whole minutes. */
    return write_offset(out, offset_seconds / 60 * 60);
}

static char *write_interval_part(char *out, const char *start, int32_t count, const char *unit)
{
    if (count == 0)
        return out;
    if (out != start)
        *out++ = ' ';
    out = number_write_int64(out, count);
    *out++ = ' ';
    out = write_text(out, unit);
    if (count != 1 && count != -1)
        *out++ = 's';
    return out;
}

static char *write_interval_clock(char *out, int64_t micros)
{
    uint64_t magnitude = micros < 0 ? UINT64_C(0) - (uint64_t)micros : (uint64_t)micros;
    uint64_t hours = magnitude / UINT64_C(3600000000);
    char clock[16];

    if (micros < 0)
        *out++ = '-';
    if (hours < 10)
        *out++ = '0';
    out = number_write_uint64(out, hours);
    /* The hours may be many: of the clock only what is behind them. */
    char *end = write_clock(clock, (uint32_t)(magnitude / TIME_MICROSECONDS % 3600));
    memcpy(out, clock + 2, (size_t)(end - clock) - 2);
    out += (end - clock) - 2;
    return write_fraction(out, (uint32_t)(magnitude % TIME_MICROSECONDS), TIME_MICROSECONDS);
}

char *time_write_interval(char *out, engine_interval interval)
{
    char *start = out;

    out = write_interval_part(out, start, interval.months / 12, "year");
    out = write_interval_part(out, start, interval.months % 12, "month");
    out = write_interval_part(out, start, interval.days, "day");
    if (interval.micros == 0 && out != start)
        return out;
    if (out != start)
        *out++ = ' ';
    return write_interval_clock(out, interval.micros);
}
