#include "parse/record_member.h"

#include "parse/timestamp.h"

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

size_t member_offset(const json_line *json, const member *m)
{
    return json_line_offset(json, m->key);
}

bool members_are_there(const json_line *json, const char *one, const char *other)
{
    yyjson_val *root = yyjson_doc_get_root(json->document);

    return yyjson_obj_get(root, one) != NULL && yyjson_obj_get(root, other) != NULL;
}

bool member_read_id(const json_line *json, const member *m, const char *name, mpdata_text *out,
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

bool member_read_name(const json_line *json, const member *m, const char *name, mpdata_text *out,
                      record_fault *fault)
{
    if (!yyjson_is_str(m->value))
        return fault_set(fault, FAULT_RECORD, member_offset(json, m),
                         "%s is %s; a string was wanted", name, kind_of(m->value));
    *out = (mpdata_text){yyjson_get_str(m->value), yyjson_get_len(m->value)};
    return true;
}

/*
 * Both missing: the line is no record at all, most often the answer of an API. One missing: a bad record among
 * good ones.
 */
bool member_check_properties(const json_line *json, const member *id, const char *id_name,
                             const member *properties, const char *properties_name,
                             record_fault *fault)
{
    if (id->key == NULL && properties->key == NULL)
        return fault_set(fault, FAULT_EXPORT, 0,
                         "the line is no record: it has neither '%s' nor '%s'", id_name,
                         properties_name);
    if (id->key == NULL || properties->key == NULL)
        return fault_set(fault, FAULT_RECORD, 0, "the record has no '%s'",
                         id->key == NULL ? id_name : properties_name);
    if (!yyjson_is_obj(properties->value))
        return fault_set(fault, FAULT_RECORD, member_offset(json, properties),
                         "%s is %s; an object was wanted", properties_name,
                         kind_of(properties->value));
    return true;
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

bool member_read_number_time(const json_line *json, const member *m, const char *name, int64_t *out,
                             record_fault *fault)
{
    const char *wanted = "a number of seconds or milliseconds";
    timestamp_status status = TIMESTAMP_MALFORMED;

    if (yyjson_is_raw(m->value))
        status = timestamp_from_number(yyjson_get_raw(m->value), yyjson_get_len(m->value), out);
    else if (yyjson_is_str(m->value))
        status = timestamp_from_number(yyjson_get_str(m->value), yyjson_get_len(m->value), out);
    if (status != TIMESTAMP_OK)
        return fault_time(json, m, name, wanted, status, fault);
    return true;
}

bool member_read_time(const json_line *json, const member *m, const char *name, const char *wanted,
                      int64_t *out, record_fault *fault)
{
    timestamp_status status = TIMESTAMP_MALFORMED;

    if (yyjson_is_str(m->value))
        status = timestamp_from_iso8601(yyjson_get_str(m->value), yyjson_get_len(m->value), out);
    else if (yyjson_is_raw(m->value))
        status = timestamp_from_number(yyjson_get_raw(m->value), yyjson_get_len(m->value), out);
    if (status != TIMESTAMP_OK)
        return fault_time(json, m, name, wanted, status, fault);
    return true;
}

bool member_read_last_seen(const json_line *json, const member *m, const char *name, record *out,
                           record_fault *fault)
{
    out->has_time = m->value != NULL && !yyjson_is_null(m->value) &&
                    !(yyjson_is_str(m->value) && yyjson_get_len(m->value) == 0);
    return !out->has_time ||
           member_read_time(json, m, name, "YYYY-MM-DDTHH:MM:SS", &out->time_us, fault);
}
