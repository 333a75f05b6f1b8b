#include "parse/record.h"

#include <stdlib.h>
#include <string.h>

#include "parse/record_member.h"
#include "parse/record_reader.h"

typedef struct root_members {
    member event;
    member distinct_id;
    member properties;
    /* The key behind `properties`, where there is one. */
    yyjson_val *next_key;
} root_members;

/* What is taken out of the properties: the first of each. */
typedef struct taken_members {
    member time;
    member distinct_id;
    member insert_id;
} taken_members;

record_reader *record_reader_new(void)
{
    record_reader *reader = calloc(1, sizeof(*reader));

    if (reader == NULL)
        return NULL;
    reader->properties = (splice)SPLICE_INIT;
    if (!json_line_init(&reader->json)) {
        free(reader);
        return NULL;
    }
    return reader;
}

void record_reader_free(record_reader *reader)
{
    if (reader == NULL)
        return;
    json_line_dispose(&reader->json);
    buffer_dispose(&reader->properties.text);
    free(reader);
}

static bool fault_memory(record_fault *fault)
{
    return fault_set(fault, FAULT_MEMORY, 0, "memory ran out");
}

static void find_root_members(yyjson_val *root, const char *properties_name,
                              size_t properties_name_bytes, root_members *found)
{
    yyjson_obj_iter at = yyjson_obj_iter_with(root);
    yyjson_val *key = NULL;
    bool is_behind = false;

    *found = (root_members){0};
    while ((key = yyjson_obj_iter_next(&at)) != NULL) {
        if (is_behind)
            found->next_key = key;
        is_behind = false;
        if (key_is(key, properties_name, properties_name_bytes))
            is_behind = take_member(&found->properties, key);
        else if (KEY_IS(key, "event"))
            (void)take_member(&found->event, key);
        else if (KEY_IS(key, "$distinct_id"))
            (void)take_member(&found->distinct_id, key);
    }
}

static bool take_event_member(taken_members *taken, yyjson_val *key)
{
    switch (yyjson_get_len(key)) {
    case sizeof("time") - 1:
        return KEY_IS(key, "time") && take_member(&taken->time, key);
    case sizeof("distinct_id") - 1:
        return KEY_IS(key, "distinct_id") && take_member(&taken->distinct_id, key);
    case sizeof("$insert_id") - 1:
        return KEY_IS(key, "$insert_id") && take_member(&taken->insert_id, key);
    default:
        return false;
    }
}

static bool take_profile_member(taken_members *taken, yyjson_val *key)
{
    return KEY_IS(key, "$last_seen") && take_member(&taken->time, key);
}

typedef bool (*take_function)(taken_members *taken, yyjson_val *key);

/* Sorts the members of the properties into those taken out and those kept, and makes the text of the rest. */
static bool split_properties(record_reader *reader, const root_members *root, take_function take,
                             taken_members *taken, record *out, record_fault *fault)
{
    json_line *json = &reader->json;
    splice *s = &reader->properties;
    yyjson_obj_iter at = yyjson_obj_iter_with(root->properties.value);
    yyjson_val *key = NULL;
    size_t begin = 0;
    size_t end = 0;

    *taken = (taken_members){0};
    json_line_object_span(json, root->properties.key, root->next_key, &begin, &end);
    splice_begin(s, json->line, begin);
    while ((key = yyjson_obj_iter_next(&at)) != NULL) {
        splice_state state = take(taken, key) ? SPLICE_CUTTING : SPLICE_KEEPING;

        if (state != s->state && !splice_turn(s, state, json_line_offset(json, key)))
            return fault_memory(fault);
    }
    if (!splice_end(s, end))
        return fault_memory(fault);
    out->properties = (mpdata_text){s->text.data, s->text.bytes};
    return true;
}

/* It is not this record that is wrong, but what the export is taken for. */
#define TRANSFORMED_HINT                                                                           \
    "the line is no record of Mixpanel's raw export: it has '%s', as records with a table's "      \
    "columns have. They are loaded with --input records (in C: MPDATA_INPUT_RECORDS)"

static bool find_event(const json_line *json, root_members *root, record_fault *fault)
{
    find_root_members(yyjson_doc_get_root(json->document), "properties", sizeof("properties") - 1,
                      root);
    if (root->event.key == NULL && members_are_there(json, "event_name", "event_time"))
        return fault_set(fault, FAULT_EXPORT, 0, TRANSFORMED_HINT, "event_name");
    return member_check_properties(json, &root->event, "event", &root->properties, "properties",
                                   fault);
}

static bool find_profile(const json_line *json, root_members *root, record_fault *fault)
{
    find_root_members(yyjson_doc_get_root(json->document), "$properties", sizeof("$properties") - 1,
                      root);
    if (root->distinct_id.key == NULL && members_are_there(json, "distinct_id", "properties"))
        return fault_set(fault, FAULT_EXPORT, 0, TRANSFORMED_HINT, "distinct_id");
    return member_check_properties(json, &root->distinct_id, "$distinct_id", &root->properties,
                                   "$properties", fault);
}

bool record_read_event(record_reader *reader, const char *line, size_t bytes, record *out,
                       record_fault *fault)
{
    json_line *json = &reader->json;
    root_members root;
    taken_members taken;

    *out = (record){0};
    if (!json_line_parse(json, line, bytes, fault) || !find_event(json, &root, fault) ||
        !member_read_name(json, &root.event, "event", &out->event_name, fault) ||
        !split_properties(reader, &root, take_event_member, &taken, out, fault))
        return false;
    if (taken.time.value == NULL)
        return fault_set(fault, FAULT_RECORD, member_offset(json, &root.properties),
                         "the event has no 'time' in its properties");
    out->has_time = true;
    if (!member_read_number_time(json, &taken.time, "time", &out->time_us, fault) ||
        !member_read_id(json, &taken.distinct_id, "distinct_id", &out->distinct_id, fault) ||
        !member_read_id(json, &taken.insert_id, "$insert_id", &out->insert_id, fault))
        return false;
    if (out->insert_id.bytes == 0) {
        out->is_id_made = true;
        out->insert_id = content_id_make(&reader->made_id, out);
    }
    return true;
}

bool record_read_profile(record_reader *reader, const char *line, size_t bytes, record *out,
                         record_fault *fault)
{
    json_line *json = &reader->json;
    root_members root;
    taken_members taken;

    *out = (record){0};
    if (!json_line_parse(json, line, bytes, fault) || !find_profile(json, &root, fault) ||
        !split_properties(reader, &root, take_profile_member, &taken, out, fault) ||
        !member_read_id(json, &root.distinct_id, "$distinct_id", &out->distinct_id, fault) ||
        !member_read_last_seen(json, &taken.time, "$last_seen", out, fault))
        return false;
    if (out->distinct_id.bytes == 0)
        return fault_set(fault, FAULT_RECORD, member_offset(json, &root.distinct_id),
                         "$distinct_id is empty; a profile needs one");
    return true;
}
