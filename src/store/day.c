#include "store/day.h"

#include <stdio.h>
#include <string.h>
#include <time.h>

#include "base/error.h"
#include "mpdata/table.h"
#include "parse/timestamp.h"

#define SECONDS_PER_DAY 86400
#define MICROSECONDS_PER_DAY (INT64_C(1000000) * SECONDS_PER_DAY)
#define TEXT_BYTES (sizeof("YYYY-MM-DD") - 1)

const char *day_write(char out[DAY_TEXT_BYTES], int64_t day)
{
    time_t at = (time_t)(day * SECONDS_PER_DAY);
    struct tm parts;

    memset(&parts, 0, sizeof(parts));
    (void)gmtime_r(&at, &parts);
    (void)snprintf(out, DAY_TEXT_BYTES, "%04u-%02u-%02u", (unsigned)(parts.tm_year + 1900) % 100000,
                   (unsigned)(parts.tm_mon + 1) % 100, (unsigned)parts.tm_mday % 100);
    return out;
}

mpdata_status mpdata_day_from_text(const char *text, int32_t *out, mpdata_error *error)
{
    int64_t time_us = 0;

    if (text == NULL || out == NULL)
        return error_set(error, MPDATA_ERROR_ARGUMENT, "text and out must not be NULL");
    if (strlen(text) != TEXT_BYTES ||
        timestamp_from_iso8601(text, TEXT_BYTES, &time_us) != TIMESTAMP_OK)
        return error_set(error, MPDATA_ERROR_ARGUMENT, "'%s' is no day: YYYY-MM-DD was wanted",
                         text);
    /* At midnight: nothing is left over. */
    *out = (int32_t)(time_us / MICROSECONDS_PER_DAY);
    return MPDATA_OK;
}
