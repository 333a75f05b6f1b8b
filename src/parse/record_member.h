/*
 * The members of a JSON object that a record is made from, whatever its lines call them. For src/parse.
 */
#ifndef PARSE_RECORD_MEMBER_H
#define PARSE_RECORD_MEMBER_H

#include <stdbool.h>
#include <stddef.h>
#include <string.h>

#include <yyjson.h>

#include "parse/fault.h"
#include "parse/json_line.h"
#include "parse/record.h"

/* NULL values: not there. */
typedef struct member {
    yyjson_val *key;
    yyjson_val *value;
} member;

static inline bool key_is(yyjson_val *key, const char *name, size_t name_bytes)
{
    return yyjson_get_len(key) == name_bytes && memcmp(yyjson_get_str(key), name, name_bytes) == 0;
}

#define KEY_IS(key, literal) key_is((key), (literal), sizeof(literal) - 1)

/* The first member of a name counts: false where there was one before. */
static inline bool take_member(member *m, yyjson_val *key)
{
    if (m->key != NULL)
        return false;
    m->key = key;
    m->value = yyjson_obj_iter_get_val(key);
    return true;
}

/* Where a value lies is known for strings and numbers; for the others the place of their key serves. */
size_t member_offset(const json_line *json, const member *m);

/* Whether the line's root has both keys. */
bool members_are_there(const json_line *json, const char *one, const char *other);

/* Below, `name` is what messages call the member; false with `fault` filled. */

/* A scalar as the text of its id: strings unescaped, numbers as they are written, null and nothing as "". */
bool member_read_id(const json_line *json, const member *m, const char *name, mpdata_text *out,
                    record_fault *fault);

/* A string that must be there. */
bool member_read_name(const json_line *json, const member *m, const char *name, mpdata_text *out,
                      record_fault *fault);

/* An object that must be there; the line is no record at all where neither it nor `id` is there. */
bool member_check_properties(const json_line *json, const member *id, const char *id_name,
                             const member *properties, const char *properties_name,
                             record_fault *fault);

/* A number, also in a string. */
bool member_read_number_time(const json_line *json, const member *m, const char *name, int64_t *out,
                             record_fault *fault);

/* ISO 8601 in a string, or a number; `wanted` is how messages call the two. */
bool member_read_time(const json_line *json, const member *m, const char *name, const char *wanted,
                      int64_t *out, record_fault *fault);

/* The same, or none: absent, null or an empty string. */
bool member_read_last_seen(const json_line *json, const member *m, const char *name, record *out,
                           record_fault *fault);

#endif
