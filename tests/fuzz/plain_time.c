#include "plain_time.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "plain_json.h"

#define EARLIEST_SECONDS INT64_C(-62135596800)
#define LATEST_SECONDS INT64_C(253402300799)

static timestamp_status in_range(__int128 us, int64_t *out)
{
    if (us < (__int128)EARLIEST_SECONDS * 1000000 ||
        us > (__int128)LATEST_SECONDS * 1000000 + 999999)
        return TIMESTAMP_OUT_OF_RANGE;
    *out = (int64_t)us;
    return TIMESTAMP_OK;
}

/* The digits of a number without its point, and where that stands; both are what JSON's grammar allows. */
typedef struct digits {
    const char *text;
    size_t end;
    long point;
    size_t point_at;
} digits;

static int digit_at(const digits *d, long place)
{
    /* Place 0 is the last one before the point as it is written. */
    long at = (long)d->point_at - 1 - place;

    if (place < 0)
        at++;
    if (at < (d->text[0] == '-') || at >= (long)d->end)
        return 0;
    return d->text[at] - '0';
}

/* The number times 10^shift, cut at the point; `*half_up` tells whether the first digit cut is 5 or more. */
static __int128 scaled(const digits *d, long shift, bool *half_up)
{
    __int128 value = 0;

    /* Nothing in range has more digits; one more place shows what is out of it. */
    for (long place = 30; place >= 0; place--)
        value = value * 10 + digit_at(d, place - shift - d->point);
    *half_up = digit_at(d, -1 - shift - d->point) >= 5;
    return value;
}

static bool is_huge(const digits *d)
{
    for (size_t i = d->text[0] == '-'; i < d->point_at; i++)
        if (d->text[i] != '0' && (long)(d->point_at - 1 - i) + d->point > 20)
            return true;
    for (size_t i = d->point_at + 1; i < d->end; i++)
        if (d->text[i] != '0' && (long)d->point_at - (long)i + d->point > 20)
            return true;
    return false;
}

/* Past a million it makes no difference to a number that is no longer than that. */
static long exponent_of(const char *text, size_t bytes)
{
    long exponent = 0;

    for (size_t i = text[0] == '-' || text[0] == '+'; i < bytes; i++)
        if (exponent < 1000000)
            exponent = exponent * 10 + (text[i] - '0');
    return text[0] == '-' ? -exponent : exponent;
}

timestamp_status plain_time_of_number(const char *text, size_t bytes, int64_t *out)
{
    digits d = {text, 0, 0, 0};
    bool half_up = false;

    if (bytes == 0 || (text[0] != '-' && (text[0] < '0' || text[0] > '9')) ||
        text[bytes - 1] < '0' || text[bytes - 1] > '9' ||
        !plain_json_is_valid((plain_text){text, bytes}, 0))
        return TIMESTAMP_MALFORMED;
    while (d.end < bytes && text[d.end] != 'e' && text[d.end] != 'E')
        d.end++;
    while (d.point_at < d.end && text[d.point_at] != '.')
        d.point_at++;
    if (d.end < bytes)
        d.point = exponent_of(text + d.end + 1, bytes - d.end - 1);
    if (is_huge(&d))
        return TIMESTAMP_OUT_OF_RANGE;
    __int128 whole = scaled(&d, 0, &half_up);
    __int128 us = scaled(&d, whole >= INT64_C(100000000000) ? 3 : 6, &half_up) + half_up;
    if (us == 0) {
        *out = 0;
        return TIMESTAMP_OK;
    }
    return in_range(text[0] == '-' ? -us : us, out);
}

/* As many digits as the pattern has; its other characters stand for themselves, T also for t and a blank. */
static bool matches(const char *text, size_t bytes, const char *pattern)
{
    if (bytes < strlen(pattern))
        return false;
    for (; *pattern != '\0'; pattern++, text++) {
        bool fits = *pattern == '0'   ? *text >= '0' && *text <= '9'
                    : *pattern == 'T' ? *text == 'T' || *text == 't' || *text == ' '
                                      : *text == *pattern;
        if (!fits)
            return false;
    }
    return true;
}

static int number_at(const char *text, size_t digit_count)
{
    char digits_text[8] = "";

    memcpy(digits_text, text, digit_count);
    return atoi(digits_text);
}

/* What follows the seconds: a zone, as seconds ahead of UTC. False where it is none. */
static bool read_zone(const char *text, size_t bytes, int64_t *ahead)
{
    int sign = bytes > 0 && text[0] == '-' ? -1 : 1;
    size_t minutes_at = bytes == 6 ? 4 : 3;

    *ahead = 0;
    if (bytes == 0 || (bytes == 1 && (text[0] == 'Z' || text[0] == 'z')))
        return true;
    if (text[0] != '+' && text[0] != '-')
        return false;
    bool fits = (bytes == 3 && matches(text + 1, 2, "00")) ||
                (bytes == 5 && matches(text + 1, 4, "0000")) ||
                (bytes == 6 && matches(text + 1, 5, "00:00"));
    if (!fits || number_at(text + 1, 2) > 23 || (bytes > 3 && number_at(text + minutes_at, 2) > 59))
        return false;
    *ahead = sign * (number_at(text + 1, 2) * 3600 +
                     (bytes > 3 ? number_at(text + minutes_at, 2) * 60 : 0));
    return true;
}

timestamp_status plain_time_of_iso8601(const char *text, size_t bytes, int64_t *out)
{
    struct tm parts = {0};
    struct tm again;
    int64_t ahead = 0;
    int64_t fraction = 0;
    size_t at = 19;

    if (!matches(text, bytes, "0000-00-00") ||
        (bytes > 10 && !matches(text, bytes, "0000-00-00T00:00:00")))
        return TIMESTAMP_MALFORMED;
    parts.tm_year = number_at(text, 4) - 1900;
    parts.tm_mon = number_at(text + 5, 2) - 1;
    parts.tm_mday = number_at(text + 8, 2);
    if (bytes > 10) {
        parts.tm_hour = number_at(text + 11, 2);
        parts.tm_min = number_at(text + 14, 2);
        parts.tm_sec = number_at(text + 17, 2);
    }
    /* What the calendar would have to move is no date. */
    again = parts;
    time_t seconds = timegm(&again);
    if (again.tm_mon != parts.tm_mon || again.tm_mday != parts.tm_mday ||
        again.tm_hour != parts.tm_hour || again.tm_min != parts.tm_min ||
        again.tm_sec != parts.tm_sec || again.tm_year != parts.tm_year || parts.tm_year < -1899)
        return TIMESTAMP_MALFORMED;
    if (at < bytes && text[at] == '.') {
        int64_t scale = 100000;
        size_t from = ++at;
        for (; at < bytes && text[at] >= '0' && text[at] <= '9'; at++, scale /= 10)
            fraction += (text[at] - '0') * scale;
        if (at == from)
            return TIMESTAMP_MALFORMED;
    }
    if (at < bytes && !read_zone(text + at, bytes - at, &ahead))
        return TIMESTAMP_MALFORMED;
    return in_range(((__int128)seconds - ahead) * 1000000 + fraction, out);
}
