#include "plain_record.h"

#include <stdlib.h>
#include <string.h>

#include "parse/timestamp.h"

/* As parse/record.h says. */
#define MAX_DEPTH 512

static const char *const nothing_taken[] = {NULL};

static bool is_text(plain_text value)
{
    return value.bytes > 0 && value.data[0] == '"';
}

static bool is_number(plain_text value)
{
    return value.bytes > 0 &&
           (value.data[0] == '-' || (value.data[0] >= '0' && value.data[0] <= '9'));
}

static bool is_nothing(plain_text value)
{
    return value.bytes == 0 || value.data[0] == 'n';
}

static bool is_object(plain_text value)
{
    return value.bytes > 0 && value.data[0] == '{';
}

static bool is_id(plain_text value)
{
    return is_nothing(value) || is_text(value) || is_number(value);
}

static bool is_empty_text(plain_text value)
{
    return value.bytes == 2 && is_text(value);
}

/* The value of the first member of this name; no bytes where there is none. */
static plain_text value_of(plain_text object, const char *name)
{
    plain_member member;

    return plain_json_find(object, name, &member) ? member.value : (plain_text){"", 0};
}

static bool read_root(plain_text line, plain_text *root)
{
    *root = plain_json_trim(line);
    return plain_json_is_valid(line, MAX_DEPTH) && is_object(*root);
}

/* In a string, too, where `in_string`. */
static bool read_number_time(plain_text value, bool in_string, int64_t *out)
{
    bool is_good =
        is_number(value) && timestamp_from_number(value.data, value.bytes, out) == TIMESTAMP_OK;

    if (in_string && is_text(value)) {
        char *text = malloc(value.bytes);
        size_t bytes = plain_json_decode(value, text);
        is_good = timestamp_from_number(text, bytes, out) == TIMESTAMP_OK;
        free(text);
    }
    return is_good;
}

static bool read_time(plain_text value, int64_t *out)
{
    if (!is_text(value))
        return read_number_time(value, false, out);
    char *text = malloc(value.bytes);
    size_t bytes = plain_json_decode(value, text);
    bool is_good = timestamp_from_iso8601(text, bytes, out) == TIMESTAMP_OK;
    free(text);
    return is_good;
}

static bool read_last_seen(plain_text value, plain_record *out)
{
    out->has_time = !is_nothing(value) && !is_empty_text(value);
    return !out->has_time || read_time(value, &out->time_us);
}

static bool has_id(plain_text value)
{
    return !is_nothing(value) && is_id(value) && !is_empty_text(value);
}

bool plain_record_read_event(plain_text line, plain_record *out)
{
    static const char *const taken[] = {"time", "distinct_id", "$insert_id", NULL};
    plain_text root;

    *out = (plain_record){.taken = taken};
    if (!read_root(line, &root))
        return false;
    out->event_name = value_of(root, "event");
    out->properties = value_of(root, "properties");
    if (!is_text(out->event_name) || !is_object(out->properties))
        return false;
    out->distinct_id = value_of(out->properties, "distinct_id");
    out->insert_id = value_of(out->properties, "$insert_id");
    out->has_time = true;
    return read_number_time(value_of(out->properties, "time"), true, &out->time_us) &&
           is_id(out->distinct_id) && is_id(out->insert_id);
}

bool plain_record_read_profile(plain_text line, plain_record *out)
{
    static const char *const taken[] = {"$last_seen", NULL};
    plain_text root;

    *out = (plain_record){.taken = taken};
    if (!read_root(line, &root))
        return false;
    out->distinct_id = value_of(root, "$distinct_id");
    out->properties = value_of(root, "$properties");
    return is_object(out->properties) && has_id(out->distinct_id) &&
           read_last_seen(value_of(out->properties, "$last_seen"), out);
}

/* Each of its keys is one of these, and is there once. */
static bool has_columns_alone(plain_text root, const char *const *columns)
{
    plain_member member;

    for (size_t at = 0; plain_json_next_member(root, &at, &member);) {
        const char *const *column = columns;
        while (*column != NULL && !plain_json_is_name(member.key, *column))
            column++;
        if (*column == NULL || plain_json_count(root, *column) != 1)
            return false;
    }
    return true;
}

bool plain_record_read_row_event(plain_text line, plain_record *out)
{
    static const char *const columns[] = {"event_name", "event_time", "distinct_id",
                                          "insert_id",  "properties", NULL};
    plain_text root;

    *out = (plain_record){.taken = nothing_taken, .has_time = true};
    if (!read_root(line, &root) || !has_columns_alone(root, columns))
        return false;
    out->event_name = value_of(root, "event_name");
    out->distinct_id = value_of(root, "distinct_id");
    out->insert_id = value_of(root, "insert_id");
    out->properties = value_of(root, "properties");
    return is_text(out->event_name) && is_object(out->properties) &&
           read_time(value_of(root, "event_time"), &out->time_us) && is_id(out->distinct_id) &&
           is_id(out->insert_id);
}

bool plain_record_read_row_profile(plain_text line, plain_record *out)
{
    static const char *const columns[] = {"distinct_id", "last_seen", "properties", NULL};
    plain_text root;

    *out = (plain_record){.taken = nothing_taken};
    if (!read_root(line, &root) || !has_columns_alone(root, columns))
        return false;
    out->distinct_id = value_of(root, "distinct_id");
    out->properties = value_of(root, "properties");
    return is_object(out->properties) && has_id(out->distinct_id) &&
           read_last_seen(value_of(root, "last_seen"), out);
}

static bool is_same(plain_text a, plain_text b)
{
    return a.bytes == b.bytes && memcmp(a.data, b.data, a.bytes) == 0;
}

/* Whether this member, found at `at` behind `from` others, is the first one of a name that is taken out. */
static bool is_taken(const plain_record *record, const plain_member *member)
{
    plain_member first;

    for (const char *const *name = record->taken; *name != NULL; name++)
        if (plain_json_is_name(member->key, *name))
            return plain_json_find(record->properties, *name, &first) &&
                   first.key.data == member->key.data;
    return false;
}

bool plain_record_has_properties(const plain_record *record, plain_text text)
{
    plain_member wanted;
    plain_member found;
    size_t found_at = 0;

    if (!plain_json_is_valid(text, MAX_DEPTH) || !is_object(text) ||
        text.data[text.bytes - 1] != '}')
        return false;
    for (size_t at = 0; plain_json_next_member(record->properties, &at, &wanted);) {
        if (is_taken(record, &wanted))
            continue;
        if (!plain_json_next_member(text, &found_at, &found) || !is_same(wanted.key, found.key) ||
            !is_same(wanted.value, found.value))
            return false;
    }
    return !plain_json_next_member(text, &found_at, &found);
}

size_t plain_record_decode(plain_text written, char *out)
{
    if (is_nothing(written))
        return 0;
    if (is_text(written))
        return plain_json_decode(written, out);
    memcpy(out, written.data, written.bytes);
    return written.bytes;
}
