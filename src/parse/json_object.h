/*
 * The members of a JSON object whose values are strings.
 */
#ifndef PARSE_JSON_OBJECT_H
#define PARSE_JSON_OBJECT_H

#include <stddef.h>

typedef struct json_object json_object;

/* NULL where the text is no JSON object, or memory ran out. The caller frees it. */
json_object *json_object_read(const char *text, size_t bytes);

/* NUL-terminated, borrowed until the object is freed; NULL where no member of this key is a string. */
const char *json_object_text(const json_object *object, const char *key);

void json_object_free(json_object *object);

#endif
