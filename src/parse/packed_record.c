#include "parse/packed_record.h"

#include <string.h>

#include "base/utf8.h"
#include "parse/block.h"
#include "parse/content_id.h"
#include "parse/record_reader.h"
#include "parse/timestamp.h"

typedef struct packed_header {
    int64_t time_us;
    uint64_t event_name_bytes;
    uint64_t distinct_id_bytes;
    uint64_t insert_id_bytes;
    uint64_t properties_bytes;
    uint64_t has_time;
} packed_header;

bool packed_record_append(buffer *to, const mpdata_record *r)
{
    packed_header header = {.time_us = r->time_us,
                            .event_name_bytes = r->event_name.bytes,
                            .distinct_id_bytes = r->distinct_id.bytes,
                            .insert_id_bytes = r->insert_id.bytes,
                            .properties_bytes = r->properties.bytes,
                            .has_time = r->has_time};
    uint64_t bytes = sizeof(header) + r->event_name.bytes + r->distinct_id.bytes +
                     r->insert_id.bytes + r->properties.bytes;

    return buffer_append(to, &bytes, sizeof(bytes)) && buffer_append(to, &header, sizeof(header)) &&
           buffer_append(to, r->event_name.data, r->event_name.bytes) &&
           buffer_append(to, r->distinct_id.data, r->distinct_id.bytes) &&
           buffer_append(to, r->insert_id.data, r->insert_id.bytes) &&
           buffer_append(to, r->properties.data, r->properties.bytes);
}

static mpdata_text take_text(const char **at, uint64_t bytes)
{
    mpdata_text text = {*at, (size_t)bytes};

    *at += bytes;
    return text;
}

static void unpack(const char *data, record *out)
{
    packed_header header;
    const char *at = data + sizeof(header);

    memcpy(&header, data, sizeof(header));
    *out = (record){.time_us = header.time_us, .has_time = header.has_time != 0};
    out->event_name = take_text(&at, header.event_name_bytes);
    out->distinct_id = take_text(&at, header.distinct_id_bytes);
    out->insert_id = take_text(&at, header.insert_id_bytes);
    out->properties = take_text(&at, header.properties_bytes);
}

static bool check_text(mpdata_text text, const char *name, record_fault *fault)
{
    char excerpt[FAULT_EXCERPT_TEXT_BYTES];

    for (size_t at = 0; at < text.bytes;) {
        size_t bytes = utf8_sequence_bytes(text.data + at, text.bytes - at);
        if (bytes == 0)
            return fault_set(fault, FAULT_RECORD, at, "%s holds invalid UTF-8, at %s", name,
                             fault_excerpt(excerpt, text.data + at, text.bytes - at));
        at += bytes;
    }
    return true;
}

static bool check_time(const record *r, const char *name, record_fault *fault)
{
    if (!r->has_time || timestamp_is_in_range(r->time_us))
        return true;
    return fault_set(fault, FAULT_RECORD, 0,
                     "%s is %lld microseconds, which lies outside the years 1 to 9999", name,
                     (long long)r->time_us);
}

static bool check_properties(record_reader *reader, record *r, record_fault *fault)
{
    if (r->properties.bytes == 0) {
        r->properties = (mpdata_text){"{}", 2};
        return true;
    }
    return json_line_parse(&reader->json, r->properties.data, r->properties.bytes, fault);
}

bool packed_record_read_event(record_reader *reader, const char *data, size_t bytes, record *out,
                              record_fault *fault)
{
    (void)bytes;
    unpack(data, out);
    if (out->event_name.bytes == 0)
        return fault_set(fault, FAULT_RECORD, 0, "event_name is empty; an event needs one");
    if (!out->has_time)
        return fault_set(fault, FAULT_RECORD, 0, "the event has no time");
    if (!check_text(out->event_name, "event_name", fault) ||
        !check_text(out->distinct_id, "distinct_id", fault) ||
        !check_text(out->insert_id, "insert_id", fault) || !check_time(out, "time_us", fault) ||
        !check_properties(reader, out, fault))
        return false;
    if (out->insert_id.bytes == 0) {
        out->is_id_made = true;
        out->insert_id = content_id_make(&reader->made_id, out);
    }
    return true;
}

bool packed_record_read_profile(record_reader *reader, const char *data, size_t bytes, record *out,
                                record_fault *fault)
{
    (void)bytes;
    unpack(data, out);
    if (out->distinct_id.bytes == 0)
        return fault_set(fault, FAULT_RECORD, 0, "distinct_id is empty; a profile needs one");
    return check_text(out->distinct_id, "distinct_id", fault) &&
           check_time(out, "time_us", fault) && check_properties(reader, out, fault);
}
