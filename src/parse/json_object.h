/*
 * JSON texts other than records: whether they are JSON at all, and the strings in an object.
 */
#ifndef PARSE_JSON_OBJECT_H
#define PARSE_JSON_OBJECT_H

#include <stdbool.h>
#include <stddef.h>

/* Numbers may have any size. `*had_memory` is false where there was none to look with: then it gives false, too. */
bool json_is_valid(const char *text, size_t bytes, bool *had_memory);

typedef struct json_object json_object;

/* NULL where the text is no JSON object, or memory ran out. The caller frees it. */
json_object *json_object_read(const char *text, size_t bytes);

/* NUL-terminated, borrowed until the object is freed; NULL where no member of this key is a string. */
const char *json_object_text(const json_object *object, const char *key);

void json_object_free(json_object *object);

#endif
