#include "query/export_line.h"

#include <stdio.h>
#include <string.h>

#include "base/json_text.h"
#include "parse/timestamp.h"
#include "query/time_text.h"

#define MICROSECONDS_PER_SECOND INT64_C(1000000)
/* From here on mpdata, as Mixpanel, reads a number as milliseconds. */
#define MILLISECONDS_FROM INT64_C(100000000000)

/* Room for the longest: a sign, 15 digits, a point and 6 digits. */
#define NUMBER_BYTES 32

static bool is_blank(char c)
{
    return c == ' ' || c == '\t' || c == '\r' || c == '\n';
}

/* `value` units of which `per_unit` make a whole; without zeros at the end. */
static void write_fraction(char out[NUMBER_BYTES], int64_t value, int64_t per_unit, int digits)
{
    uint64_t amount = value < 0 ? (uint64_t)0 - (uint64_t)value : (uint64_t)value;
    uint64_t fraction = amount % (uint64_t)per_unit;
    int written = snprintf(out, NUMBER_BYTES, "%s%llu", value < 0 ? "-" : "",
                           (unsigned long long)(amount / (uint64_t)per_unit));

    if (fraction == 0)
        return;
    written += snprintf(out + written, NUMBER_BYTES - (size_t)written, ".%0*llu", digits,
                        (unsigned long long)fraction);
    while (out[written - 1] == '0')
        out[--written] = '\0';
}

/* The number that timestamp_from_number reads as this very time. */
static bool append_number_time(buffer *out, int64_t us)
{
    char text[NUMBER_BYTES];

    if (us / MICROSECONDS_PER_SECOND >= MILLISECONDS_FROM)
        write_fraction(text, us, 1000, 3);
    else
        write_fraction(text, us, MICROSECONDS_PER_SECOND, 6);
    return buffer_append_text(out, text);
}

/* A line ends at its first newline. Valid JSON has them between its tokens alone, where a space says the same. */
static bool append_on_one_line(buffer *out, const char *text, size_t bytes)
{
    size_t from = out->bytes;

    if (!buffer_append(out, text, bytes))
        return false;
    for (char *at = out->data + from;
         (at = memchr(at, '\n', out->bytes - (size_t)(at - out->data))) != NULL;)
        *at = ' ';
    return true;
}

/*
 * Where the first member of the object stands, or its closing brace: the keys that were taken out go there, so that a
 * load, which takes them out again, leaves the blanks on both sides as they were. 0 where the text is no object.
 */
static size_t place_of_first_member(mpdata_text properties)
{
    size_t at = 0;

    while (at < properties.bytes && is_blank(properties.data[at]))
        at++;
    if (at == properties.bytes || properties.data[at] != '{')
        return 0;
    at++;
    while (at < properties.bytes && is_blank(properties.data[at]))
        at++;
    return at == properties.bytes ? 0 : at;
}

static bool append_rest(buffer *out, mpdata_text properties, size_t place, bool has_before)
{
    bool is_empty = properties.data[place] == '}';

    return (is_empty || !has_before || buffer_append(out, ",", 1)) &&
           append_on_one_line(out, properties.data + place, properties.bytes - place) &&
           buffer_append(out, "}\n", 2);
}

export_fault export_line_append_event(buffer *out, const export_row *row)
{
    size_t place = place_of_first_member(row->properties);

    if (place == 0)
        return EXPORT_FAULT_PROPERTIES;
    if (!row->has_time || !timestamp_is_in_range(row->time_us))
        return EXPORT_FAULT_TIME;
    bool done = buffer_append_text(out, "{\"event\":") &&
                json_append_text(out, row->event_name.data, row->event_name.bytes) &&
                buffer_append_text(out, ",\"properties\":") &&
                append_on_one_line(out, row->properties.data, place) &&
                buffer_append_text(out, "\"time\":") && append_number_time(out, row->time_us) &&
                buffer_append_text(out, ",\"distinct_id\":") &&
                json_append_text(out, row->distinct_id.data, row->distinct_id.bytes) &&
                buffer_append_text(out, ",\"$insert_id\":") &&
                json_append_text(out, row->insert_id.data, row->insert_id.bytes) &&
                append_rest(out, row->properties, place, true);
    return done ? EXPORT_FAULT_NONE : EXPORT_FAULT_MEMORY;
}

/* Another $last_seen behind the first one, which was taken out, is among the properties: it must not become the first. */
static bool may_have_last_seen(mpdata_text properties)
{
    return memmem(properties.data, properties.bytes, "last_seen", 9) != NULL ||
           memmem(properties.data, properties.bytes, "\\u", 2) != NULL;
}

/* Of a year with four digits: the date has ten characters. */
static bool append_iso8601(buffer *out, int64_t us)
{
    char text[TIME_TEXT_BYTES];
    const char *end = time_write_timestamp(text, us, TIME_MICROSECONDS);

    text[sizeof("2026-10-28") - 1] = 'T';
    return buffer_append(out, text, (size_t)(end - text));
}

static bool append_last_seen(buffer *out, const export_row *row, bool *is_written)
{
    *is_written = row->has_time || may_have_last_seen(row->properties);
    if (!row->has_time)
        return !*is_written || buffer_append_text(out, "\"$last_seen\":null");
    return buffer_append_text(out, "\"$last_seen\":\"") && append_iso8601(out, row->time_us) &&
           buffer_append(out, "\"", 1);
}

export_fault export_line_append_profile(buffer *out, const export_row *row)
{
    size_t place = place_of_first_member(row->properties);
    bool has_last_seen = false;

    if (place == 0)
        return EXPORT_FAULT_PROPERTIES;
    if (row->has_time && !timestamp_is_in_range(row->time_us))
        return EXPORT_FAULT_TIME;
    bool done = buffer_append_text(out, "{\"$distinct_id\":") &&
                json_append_text(out, row->distinct_id.data, row->distinct_id.bytes) &&
                buffer_append_text(out, ",\"$properties\":") &&
                append_on_one_line(out, row->properties.data, place) &&
                append_last_seen(out, row, &has_last_seen) &&
                append_rest(out, row->properties, place, has_last_seen);
    return done ? EXPORT_FAULT_NONE : EXPORT_FAULT_MEMORY;
}
