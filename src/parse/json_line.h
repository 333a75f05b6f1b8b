/*
 * One line as a JSON document, with the places of its keys in the line. For src/parse.
 */
#ifndef PARSE_JSON_LINE_H
#define PARSE_JSON_LINE_H

#include <yyjson.h>

#include "base/buffer.h"
#include "parse/fault.h"

/*
 * yyjson parses a copy of the line in place, so that each string of the document points at its bytes in
 * the copy: that is how a key's place in the line is known, and every other byte can be kept verbatim.
 */
typedef struct json_line {
    const char *line;
    size_t bytes;
    buffer copy;
    yyjson_alc *allocator;
    yyjson_doc *document;
} json_line;

/* False where memory ran out. */
bool json_line_init(json_line *json);
void json_line_dispose(json_line *json);

/*
 * Parses `line`, strictly, into `json->document`, whose root is an object. Numbers stay text. Valid until the
 * next line.
 */
bool json_line_parse(json_line *json, const char *line, size_t bytes, record_fault *fault);

/* Where in the line the string begins: its opening quote. */
size_t json_line_offset(const json_line *json, yyjson_val *string);

/*
 * The text of the object that is the value of `key` in the root; `next_key` is the root's key after it, or NULL.
 * From brace to brace, as offsets in the line; `*end` lies behind the closing one.
 */
void json_line_object_span(const json_line *json, yyjson_val *key, yyjson_val *next_key,
                           size_t *begin, size_t *end);

#endif
