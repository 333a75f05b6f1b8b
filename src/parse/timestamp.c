#include "parse/timestamp.h"

#include <stdbool.h>

#define MICROSECONDS_PER_SECOND INT64_C(1000000)
#define SECONDS_PER_DAY INT64_C(86400)

/* 0001-01-01T00:00:00 and 9999-12-31T23:59:59.999999. */
#define EARLIEST_US INT64_C(-62135596800000000)
#define LATEST_US INT64_C(253402300799999999)

/* From here on a number counts milliseconds. */
#define MILLISECONDS_FROM INT64_C(100000000000)

/* More digits than any time in range has to the microsecond, and few enough for an int64_t. */
#define MAX_DIGITS 40
/* A number that is longer is none: so an exponent past MOST_EXPONENT says no more than that one. */
#define MOST_BYTES 10000
#define MOST_EXPONENT 10000
#define MAX_INTEGER_DIGITS 18

typedef struct decimal {
    bool negative;
    /* Significant digits, and where the point stands: value = 0.d1d2d3... * 10^point. */
    char digits[MAX_DIGITS];
    int count;
    int point;
} decimal;

typedef struct cursor {
    const char *at;
    const char *end;
} cursor;

static bool is_digit(const cursor *c)
{
    return c->at < c->end && *c->at >= '0' && *c->at <= '9';
}

static bool take(cursor *c, char wanted)
{
    if (c->at >= c->end || *c->at != wanted)
        return false;
    c->at++;
    return true;
}

static void keep_digit(decimal *d, char digit)
{
    /* Leading zeros move the point and are no digits. */
    if (d->count == 0 && digit == '0') {
        d->point--;
        return;
    }
    if (d->count < MAX_DIGITS)
        d->digits[d->count++] = digit;
}

static bool read_exponent(cursor *c, int *exponent)
{
    bool negative = false;

    *exponent = 0;
    if (!take(c, 'e') && !take(c, 'E'))
        return true;
    if (take(c, '-'))
        negative = true;
    else
        (void)take(c, '+');
    if (!is_digit(c))
        return false;
    for (; is_digit(c); c->at++)
        if (*exponent < MOST_EXPONENT)
            *exponent = *exponent * 10 + (*c->at - '0');
    if (negative)
        *exponent = -*exponent;
    return true;
}

static bool read_decimal(const char *text, size_t bytes, decimal *d)
{
    cursor c = {text, text + bytes};
    int integer_digits = 0;
    int exponent = 0;

    *d = (decimal){0};
    if (bytes > MOST_BYTES)
        return false;
    d->negative = take(&c, '-');
    if (!is_digit(&c))
        return false;
    bool leading_zero = *c.at == '0';
    for (; is_digit(&c); c.at++, integer_digits++)
        keep_digit(d, *c.at);
    if (leading_zero && integer_digits > 1)
        return false;
    if (take(&c, '.')) {
        if (!is_digit(&c))
            return false;
        for (; is_digit(&c); c.at++)
            keep_digit(d, *c.at);
    }
    if (!read_exponent(&c, &exponent) || c.at != c.end)
        return false;
    d->point += integer_digits + exponent;
    return true;
}

static int digit_at(const decimal *d, int index)
{
    return index < d->count ? d->digits[index] - '0' : 0;
}

/* The first `digits` digits behind the point `point`-wise, as one integer, rounded by the one after. */
static int64_t integer_of(const decimal *d, int digits, bool rounded)
{
    int64_t value = 0;

    for (int i = 0; i < digits; i++)
        value = value * 10 + digit_at(d, i);
    if (rounded && digits >= 0 && digit_at(d, digits) >= 5)
        value++;
    return value;
}

bool timestamp_is_in_range(int64_t microseconds)
{
    return microseconds >= EARLIEST_US && microseconds <= LATEST_US;
}

static timestamp_status check_range(int64_t value)
{
    return timestamp_is_in_range(value) ? TIMESTAMP_OK : TIMESTAMP_OUT_OF_RANGE;
}

/* What nearly all exports hold, and read without ado: a whole number, and not a huge one. */
static bool read_whole_number(const char *text, size_t bytes, int64_t *out)
{
    if (bytes == 0 || bytes > MAX_INTEGER_DIGITS - 3 || text[0] == '0')
        return false;
    *out = 0;
    for (size_t i = 0; i < bytes; i++) {
        if (text[i] < '0' || text[i] > '9')
            return false;
        *out = *out * 10 + (text[i] - '0');
    }
    return true;
}

timestamp_status timestamp_from_number(const char *text, size_t bytes, int64_t *microseconds)
{
    decimal d;
    int64_t whole = 0;

    if (read_whole_number(text, bytes, &whole)) {
        *microseconds = whole * (whole >= MILLISECONDS_FROM ? 1000 : MICROSECONDS_PER_SECOND);
        return check_range(*microseconds);
    }
    if (!read_decimal(text, bytes, &d))
        return TIMESTAMP_MALFORMED;
    if (d.count == 0) {
        *microseconds = 0;
        return TIMESTAMP_OK;
    }
    if (d.point > MAX_INTEGER_DIGITS - 3)
        return TIMESTAMP_OUT_OF_RANGE;
    bool milliseconds = d.point > 0 && integer_of(&d, d.point, false) >= MILLISECONDS_FROM;
    int shift = milliseconds ? 3 : 6;
    /* Seconds have at most 11 digits before the point here, so that 17 fit an int64_t. */
    int64_t value = integer_of(&d, d.point + shift, true);
    *microseconds = d.negative ? -value : value;
    return check_range(*microseconds);
}

/* Exactly `count` digits. */
static bool read_digits(cursor *c, int count, int *out)
{
    *out = 0;
    for (int i = 0; i < count; i++, c->at++) {
        if (!is_digit(c))
            return false;
        *out = *out * 10 + (*c->at - '0');
    }
    return true;
}

static int days_in_month(int year, int month)
{
    static const int days[] = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
    bool leap = (year % 4 == 0 && year % 100 != 0) || year % 400 == 0;

    return month == 2 && leap ? 29 : days[month - 1];
}

/* Days since 1970-01-01 in the Gregorian calendar, of a year from 1 on; years begin in March, so that a leap day ends one. */
static int64_t days_from_date(int year, int month, int day)
{
    int64_t y = month <= 2 ? year - 1 : year;
    int64_t era = y / 400;
    int64_t year_of_era = y - era * 400;
    int64_t day_of_year = (153 * (month + (month > 2 ? -3 : 9)) + 2) / 5 + day - 1;

    return era * 146097 + year_of_era * 365 + year_of_era / 4 - year_of_era / 100 + day_of_year -
           719468;
}

static bool read_date(cursor *c, int64_t *days)
{
    int year = 0;
    int month = 0;
    int day = 0;

    if (!read_digits(c, 4, &year) || !take(c, '-') || !read_digits(c, 2, &month) || !take(c, '-') ||
        !read_digits(c, 2, &day))
        return false;
    if (year < 1 || month < 1 || month > 12 || day < 1 || day > days_in_month(year, month))
        return false;
    *days = days_from_date(year, month, day);
    return true;
}

static bool read_fraction(cursor *c, int64_t *microseconds)
{
    int64_t scale = MICROSECONDS_PER_SECOND / 10;

    if (!take(c, '.'))
        return true;
    if (!is_digit(c))
        return false;
    for (; is_digit(c); c->at++, scale /= 10)
        *microseconds += scale * (*c->at - '0');
    return true;
}

static bool read_clock(cursor *c, int64_t *microseconds)
{
    int hour = 0;
    int minute = 0;
    int second = 0;

    if (!read_digits(c, 2, &hour) || !take(c, ':') || !read_digits(c, 2, &minute) ||
        !take(c, ':') || !read_digits(c, 2, &second))
        return false;
    if (hour > 23 || minute > 59 || second > 59)
        return false;
    *microseconds = ((int64_t)hour * 3600 + minute * 60 + second) * MICROSECONDS_PER_SECOND;
    return read_fraction(c, microseconds);
}

static bool read_zone(cursor *c, int64_t *offset_seconds)
{
    int hours = 0;
    int minutes = 0;
    bool west = false;

    *offset_seconds = 0;
    if (c->at == c->end || take(c, 'Z') || take(c, 'z'))
        return true;
    west = take(c, '-');
    if (!west && !take(c, '+'))
        return false;
    if (!read_digits(c, 2, &hours))
        return false;
    if (c->at < c->end) {
        (void)take(c, ':');
        if (!read_digits(c, 2, &minutes))
            return false;
    }
    if (hours > 23 || minutes > 59)
        return false;
    *offset_seconds = (west ? -1 : 1) * ((int64_t)hours * 3600 + minutes * 60);
    return true;
}

timestamp_status timestamp_from_iso8601(const char *text, size_t bytes, int64_t *microseconds)
{
    cursor c = {text, text + bytes};
    int64_t days = 0;
    int64_t clock = 0;
    int64_t offset_seconds = 0;

    if (!read_date(&c, &days))
        return TIMESTAMP_MALFORMED;
    if (c.at < c.end) {
        if (!take(&c, 'T') && !take(&c, 't') && !take(&c, ' '))
            return TIMESTAMP_MALFORMED;
        if (!read_clock(&c, &clock) || !read_zone(&c, &offset_seconds) || c.at != c.end)
            return TIMESTAMP_MALFORMED;
    }
    *microseconds = (days * SECONDS_PER_DAY - offset_seconds) * MICROSECONDS_PER_SECOND + clock;
    return check_range(*microseconds);
}
