#include "parse/transformed_record.h"

#include "parse/record_member.h"
#include "parse/record_reader.h"

#define KEY(literal) literal, sizeof(literal) - 1

/* The values of a row, each under its column's name. */
typedef struct row_members {
    member event_name;
    member time;
    member distinct_id;
    member insert_id;
    member properties;
    /* The key behind `properties`, where there is one. */
    yyjson_val *next_key;
    /* The first key that is no column's, or is there for the second time. */
    yyjson_val *odd_key;
    bool is_twice;
} row_members;

/* A key that a row's line may have, and where its member goes. */
typedef struct row_key {
    const char *name;
    size_t name_bytes;
    member *to;
} row_key;

static const row_key *find_column(yyjson_val *key, const row_key *keys, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        if (key_is(key, keys[i].name, keys[i].name_bytes))
            return &keys[i];
    }
    return NULL;
}

static void find_members(const json_line *json, const row_key *keys, size_t count,
                         row_members *found)
{
    yyjson_obj_iter at = yyjson_obj_iter_with(yyjson_doc_get_root(json->document));
    yyjson_val *key = NULL;
    bool is_behind = false;

    while ((key = yyjson_obj_iter_next(&at)) != NULL) {
        const row_key *column = find_column(key, keys, count);
        bool is_taken = column != NULL && take_member(column->to, key);

        if (is_behind)
            found->next_key = key;
        if (!is_taken && found->odd_key == NULL) {
            found->odd_key = key;
            found->is_twice = column != NULL;
        }
        is_behind = found->properties.key == key;
    }
}

/* A part of the line must not be lost unseen: what no column takes, or what one column can't take twice. */
static bool check_keys(const json_line *json, const row_members *found, const char *columns,
                       record_fault *fault)
{
    char excerpt[FAULT_EXCERPT_TEXT_BYTES];
    yyjson_val *key = found->odd_key;

    if (key == NULL)
        return true;
    (void)fault_excerpt(excerpt, yyjson_get_str(key), yyjson_get_len(key));
    if (found->is_twice)
        return fault_set(fault, FAULT_RECORD, json_line_offset(json, key),
                         "the key %s is there twice", excerpt);
    return fault_set(fault, FAULT_RECORD, json_line_offset(json, key), "the key %s is none of %s",
                     excerpt, columns);
}

/* It is not this record that is wrong, but what the lines are taken for. */
static bool fault_export(const char *name, record_fault *fault)
{
    return fault_set(fault, FAULT_EXPORT, 0,
                     "the line is no record with a table's columns: it has '%s', as Mixpanel's raw "
                     "export has. That is loaded with --input export (in C: MPDATA_INPUT_EXPORT)",
                     name);
}

static void set_properties(const json_line *json, const row_members *found, record *out)
{
    size_t begin = 0;
    size_t end = 0;

    json_line_object_span(json, found->properties.key, found->next_key, &begin, &end);
    out->properties = (mpdata_text){json->line + begin, end - begin};
}

static bool find_event(const json_line *json, row_members *found, record_fault *fault)
{
    const row_key keys[] = {
        {KEY("event_name"), &found->event_name},   {KEY("event_time"), &found->time},
        {KEY("distinct_id"), &found->distinct_id}, {KEY("insert_id"), &found->insert_id},
        {KEY("properties"), &found->properties},
    };

    *found = (row_members){0};
    find_members(json, keys, sizeof(keys) / sizeof(keys[0]), found);
    if (found->event_name.key == NULL && members_are_there(json, "event", "properties"))
        return fault_export("event", fault);
    return member_check_properties(json, &found->event_name, "event_name", &found->properties,
                                   "properties", fault) &&
           check_keys(json, found, "event_name, event_time, distinct_id, insert_id and properties",
                      fault);
}

static bool find_profile(const json_line *json, row_members *found, record_fault *fault)
{
    const row_key keys[] = {
        {KEY("distinct_id"), &found->distinct_id},
        {KEY("last_seen"), &found->time},
        {KEY("properties"), &found->properties},
    };

    *found = (row_members){0};
    find_members(json, keys, sizeof(keys) / sizeof(keys[0]), found);
    if (found->distinct_id.key == NULL && members_are_there(json, "$distinct_id", "$properties"))
        return fault_export("$distinct_id", fault);
    return member_check_properties(json, &found->distinct_id, "distinct_id", &found->properties,
                                   "properties", fault) &&
           check_keys(json, found, "distinct_id, last_seen and properties", fault);
}

bool transformed_record_read_event(record_reader *reader, const char *line, size_t bytes,
                                   record *out, record_fault *fault)
{
    json_line *json = &reader->json;
    row_members found;

    *out = (record){0};
    if (!json_line_parse(json, line, bytes, fault) || !find_event(json, &found, fault))
        return false;
    if (found.time.key == NULL)
        return fault_set(fault, FAULT_RECORD, 0, "the record has no 'event_time'");
    set_properties(json, &found, out);
    out->has_time = true;
    if (!member_read_name(json, &found.event_name, "event_name", &out->event_name, fault) ||
        !member_read_time(json, &found.time, "event_time",
                          "YYYY-MM-DDTHH:MM:SS, or a number of seconds or milliseconds,",
                          &out->time_us, fault) ||
        !member_read_id(json, &found.distinct_id, "distinct_id", &out->distinct_id, fault) ||
        !member_read_id(json, &found.insert_id, "insert_id", &out->insert_id, fault))
        return false;
    if (out->insert_id.bytes == 0) {
        out->is_id_made = true;
        out->insert_id = content_id_make(&reader->made_id, out);
    }
    return true;
}

bool transformed_record_read_profile(record_reader *reader, const char *line, size_t bytes,
                                     record *out, record_fault *fault)
{
    json_line *json = &reader->json;
    row_members found;

    *out = (record){0};
    if (!json_line_parse(json, line, bytes, fault) || !find_profile(json, &found, fault) ||
        !member_read_id(json, &found.distinct_id, "distinct_id", &out->distinct_id, fault) ||
        !member_read_last_seen(json, &found.time, "last_seen", out, fault))
        return false;
    if (out->distinct_id.bytes == 0)
        return fault_set(fault, FAULT_RECORD, member_offset(json, &found.distinct_id),
                         "distinct_id is empty; a profile needs one");
    set_properties(json, &found, out);
    return true;
}
