#include "parse/record.h"

#include <stdlib.h>
#include <string.h>

#include "parse/record_reader.h"
#include "parse/timestamp.h"

/* A member of the root or of its properties that a record is made from. NULL values: not there. */
typedef struct member {
    yyjson_val *key;
    yyjson_val *value;
} member;

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

static bool key_is(yyjson_val *key, const char *name, size_t name_bytes)
{
    return yyjson_get_len(key) == name_bytes && memcmp(yyjson_get_str(key), name, name_bytes) == 0;
}

#define KEY_IS(key, literal) key_is((key), (literal), sizeof(literal) - 1)

/* The first member of a name counts: false where there was one before. */
static bool take_member(member *m, yyjson_val *key)
{
    if (m->key != NULL)
        return false;
    m->key = key;
    m->value = yyjson_obj_iter_get_val(key);
    return true;
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

/* For messages. */
static const char *kind_of(yyjson_val *value)
{
    switch (yyjson_get_type(value)) {
    case YYJSON_TYPE_NULL:
        return "null";
    case YYJSON_TYPE_BOOL:
        return yyjson_is_true(value) ? "true" : "false";
    case YYJSON_TYPE_RAW:
        return "a number";
    case YYJSON_TYPE_STR:
        return "a string";
    case YYJSON_TYPE_ARR:
        return "an array";
    default:
        return "an object";
    }
}

/* Where a value lies is known for strings and numbers; for the others the place of their key serves. */
static size_t member_offset(const json_line *json, const member *m)
{
    return json_line_offset(json, m->key);
}

/* A scalar as the text of its id: strings unescaped, numbers as they are written, null as nothing. */
static bool read_id(const json_line *json, const member *m, const char *name, mpdata_text *out,
                    record_fault *fault)
{
    *out = (mpdata_text){"", 0};
    if (m->value == NULL || yyjson_is_null(m->value))
        return true;
    if (yyjson_is_str(m->value)) {
        *out = (mpdata_text){yyjson_get_str(m->value), yyjson_get_len(m->value)};
        return true;
    }
    if (yyjson_is_raw(m->value)) {
        *out = (mpdata_text){yyjson_get_raw(m->value), yyjson_get_len(m->value)};
        return true;
    }
    return fault_set(fault, FAULT_RECORD, member_offset(json, m),
                     "%s is %s; a string or a number was wanted", name, kind_of(m->value));
}

static bool fault_time(const json_line *json, const member *m, const char *name, const char *wanted,
                       timestamp_status status, record_fault *fault)
{
    char excerpt[FAULT_EXCERPT_TEXT_BYTES];
    bool has_text = yyjson_is_str(m->value) || yyjson_is_raw(m->value);
    const char *found = kind_of(m->value);

    if (has_text)
        found = fault_excerpt(
            excerpt, yyjson_is_raw(m->value) ? yyjson_get_raw(m->value) : yyjson_get_str(m->value),
            yyjson_get_len(m->value));
    if (status == TIMESTAMP_OUT_OF_RANGE)
        return fault_set(fault, FAULT_RECORD, member_offset(json, m),
                         "%s is %s, which lies outside the years 1 to 9999", name, found);
    return fault_set(fault, FAULT_RECORD, member_offset(json, m), "%s is %s; %s was wanted", name,
                     found, wanted);
}

static bool read_event_time(const json_line *json, const member *m, int64_t *out,
                            record_fault *fault)
{
    const char *wanted = "a number of seconds or milliseconds";
    timestamp_status status = TIMESTAMP_MALFORMED;

    if (yyjson_is_raw(m->value))
        status = timestamp_from_number(yyjson_get_raw(m->value), yyjson_get_len(m->value), out);
    else if (yyjson_is_str(m->value))
        status = timestamp_from_number(yyjson_get_str(m->value), yyjson_get_len(m->value), out);
    if (status != TIMESTAMP_OK)
        return fault_time(json, m, "time", wanted, status, fault);
    return true;
}

static bool read_last_seen(const json_line *json, const member *m, record *out, record_fault *fault)
{
    timestamp_status status = TIMESTAMP_MALFORMED;

    out->has_time = m->value != NULL && !yyjson_is_null(m->value) &&
                    !(yyjson_is_str(m->value) && yyjson_get_len(m->value) == 0);
    if (!out->has_time)
        return true;
    if (yyjson_is_str(m->value))
        status = timestamp_from_iso8601(yyjson_get_str(m->value), yyjson_get_len(m->value),
                                        &out->time_us);
    else if (yyjson_is_raw(m->value))
        status = timestamp_from_number(yyjson_get_raw(m->value), yyjson_get_len(m->value),
                                       &out->time_us);
    if (status != TIMESTAMP_OK)
        return fault_time(json, m, "$last_seen", "YYYY-MM-DDTHH:MM:SS", status, fault);
    return true;
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

/*
 * Both missing: the line is no record at all, most often the answer of an API. One missing: a bad record among
 * good ones.
 */
static bool check_members(const json_line *json, const member *id, const char *id_name,
                          const member *properties, const char *properties_name,
                          record_fault *fault)
{
    char excerpt[FAULT_EXCERPT_TEXT_BYTES];

    if (id->key == NULL && properties->key == NULL)
        return fault_set(fault, FAULT_EXPORT, 0,
                         "the line is no record: it has neither '%s' nor '%s', and begins with %s",
                         id_name, properties_name, fault_excerpt(excerpt, json->line, json->bytes));
    if (id->key == NULL || properties->key == NULL)
        return fault_set(fault, FAULT_RECORD, 0, "the record has no '%s'. It begins with %s",
                         id->key == NULL ? id_name : properties_name,
                         fault_excerpt(excerpt, json->line, json->bytes));
    if (!yyjson_is_obj(properties->value))
        return fault_set(fault, FAULT_RECORD, member_offset(json, properties),
                         "%s is %s; an object was wanted", properties_name,
                         kind_of(properties->value));
    return true;
}

static bool find_event(const json_line *json, root_members *root, record_fault *fault)
{
    find_root_members(yyjson_doc_get_root(json->document), "properties", sizeof("properties") - 1,
                      root);
    if (!check_members(json, &root->event, "event", &root->properties, "properties", fault))
        return false;
    if (!yyjson_is_str(root->event.value))
        return fault_set(fault, FAULT_RECORD, member_offset(json, &root->event),
                         "event is %s; a string was wanted", kind_of(root->event.value));
    return true;
}

static bool find_profile(const json_line *json, root_members *root, record_fault *fault)
{
    find_root_members(yyjson_doc_get_root(json->document), "$properties", sizeof("$properties") - 1,
                      root);
    return check_members(json, &root->distinct_id, "$distinct_id", &root->properties, "$properties",
                         fault);
}

bool record_read_event(record_reader *reader, const char *line, size_t bytes, record *out,
                       record_fault *fault)
{
    json_line *json = &reader->json;
    root_members root;
    taken_members taken;

    *out = (record){0};
    if (!json_line_parse(json, line, bytes, fault) || !find_event(json, &root, fault) ||
        !split_properties(reader, &root, take_event_member, &taken, out, fault))
        return false;
    if (taken.time.value == NULL)
        return fault_set(fault, FAULT_RECORD, member_offset(json, &root.properties),
                         "the event has no 'time' in its properties");
    out->event_name =
        (mpdata_text){yyjson_get_str(root.event.value), yyjson_get_len(root.event.value)};
    out->has_time = true;
    if (!read_event_time(json, &taken.time, &out->time_us, fault) ||
        !read_id(json, &taken.distinct_id, "distinct_id", &out->distinct_id, fault) ||
        !read_id(json, &taken.insert_id, "$insert_id", &out->insert_id, fault))
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
        !read_id(json, &root.distinct_id, "$distinct_id", &out->distinct_id, fault) ||
        !read_last_seen(json, &taken.time, out, fault))
        return false;
    if (out->distinct_id.bytes == 0)
        return fault_set(fault, FAULT_RECORD, member_offset(json, &root.distinct_id),
                         "$distinct_id is empty; a profile needs one");
    return true;
}
