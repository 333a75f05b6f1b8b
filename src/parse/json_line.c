#include "parse/json_line.h"

#include <stdbool.h>
#include <string.h>

#include "parse/record.h"

/* Longer lines are looked at for their depth before they are parsed, which may take 16 bytes for each of theirs. */
#define LONG_BYTES ((size_t)64 << 10)
/* What one huge line made the buffers grow to is given back by the lines after it. */
#define KEPT_BYTES ((size_t)4 << 20)

bool json_line_init(json_line *json)
{
    *json = (json_line){.copy = BUFFER_INIT};
    json->allocator = yyjson_alc_dyn_new();
    return json->allocator != NULL;
}

void json_line_dispose(json_line *json)
{
    if (json->document != NULL)
        yyjson_doc_free(json->document);
    yyjson_alc_dyn_free(json->allocator);
    buffer_dispose(&json->copy);
}

/* Simple enough for the compiler to count many bytes at once. */
static size_t count_openings(const char *line, size_t bytes)
{
    size_t count = 0;

    for (size_t i = 0; i < bytes; i++)
        count += (size_t)((line[i] & 0xDF) == 0x5B); /* '[' and '{' differ in one bit */
    return count;
}

/* Where the nesting passes the limit, or `bytes`. The line need not be valid JSON yet. */
static size_t find_too_deep(const char *line, size_t bytes)
{
    size_t depth = 0;
    bool in_string = false;

    for (size_t i = 0; i < bytes; i++) {
        char c = line[i];

        if (in_string) {
            if (c == '\\')
                i++;
            else if (c == '"')
                in_string = false;
        } else if (c == '"') {
            in_string = true;
        } else if (c == '{' || c == '[') {
            if (++depth > RECORD_MAX_DEPTH)
                return i;
        } else if ((c == '}' || c == ']') && depth > 0) {
            depth--;
        }
    }
    return bytes;
}

static bool check_depth(const char *line, size_t bytes, record_fault *fault)
{
    if (count_openings(line, bytes) <= RECORD_MAX_DEPTH)
        return true;
    size_t at = find_too_deep(line, bytes);
    if (at == bytes)
        return true;
    return fault_set(fault, FAULT_RECORD, at, "JSON nested deeper than %d levels",
                     RECORD_MAX_DEPTH);
}

static bool starts_with(const char *line, size_t bytes, const char *start)
{
    size_t start_bytes = strlen(start);

    return bytes >= start_bytes && memcmp(line, start, start_bytes) == 0;
}

/* The API ends an answer that it can't finish with such a line, under a status of success. */
static bool is_early_end(const char *line, size_t bytes)
{
    return starts_with(line, bytes, "terminated early") ||
           starts_with(line, bytes, "export terminated early");
}

/* A chain, since yyjson's codes are variables and not constants. */
static const char *reason_of(const yyjson_read_err *error)
{
    if (error->code == YYJSON_READ_ERROR_UNEXPECTED_END)
        return "the line is cut off: its JSON is not complete";
    if (error->code == YYJSON_READ_ERROR_UNEXPECTED_CONTENT)
        return "something follows the end of the JSON object";
    if (error->code == YYJSON_READ_ERROR_INVALID_STRING)
        return "a string holds invalid UTF-8, a raw control character or a bad escape";
    if (error->code == YYJSON_READ_ERROR_INVALID_NUMBER)
        return "not a number as JSON writes it";
    return "not valid JSON";
}

static bool set_json_fault(const json_line *json, const yyjson_read_err *error, record_fault *fault)
{
    char excerpt[FAULT_EXCERPT_TEXT_BYTES];
    size_t at = error->pos < json->bytes ? error->pos : json->bytes;

    if (error->code == YYJSON_READ_ERROR_MEMORY_ALLOCATION)
        return fault_set(fault, FAULT_MEMORY, 0, "memory ran out");
    if (is_early_end(json->line, json->bytes))
        return fault_set(fault, FAULT_EXPORT, 0,
                         "the export is incomplete: it ended early. Fetch it again");
    if (at == 0 || at == json->bytes)
        return fault_set(fault, FAULT_RECORD, at, "%s", reason_of(error));
    return fault_set(fault, FAULT_RECORD, at, "%s, at %s", reason_of(error),
                     fault_excerpt(excerpt, json->line + at, json->bytes - at));
}

static bool copy_line(json_line *json)
{
    buffer *copy = &json->copy;

    if (copy->capacity_bytes > KEPT_BYTES && json->bytes < KEPT_BYTES)
        buffer_dispose(copy);
    buffer_clear(copy);
    if (!buffer_reserve(copy, json->bytes + YYJSON_PADDING_SIZE))
        return false;
    memcpy(copy->data, json->line, json->bytes);
    memset(copy->data + json->bytes, 0, YYJSON_PADDING_SIZE);
    copy->bytes = json->bytes;
    return true;
}

bool json_line_parse(json_line *json, const char *line, size_t bytes, record_fault *fault)
{
    const yyjson_read_flag flags = YYJSON_READ_INSITU | YYJSON_READ_NUMBER_AS_RAW;
    yyjson_read_err error;

    if (json->document != NULL)
        yyjson_doc_free(json->document);
    json->document = NULL;
    json->line = line;
    json->bytes = bytes;
    if (bytes > LONG_BYTES && !check_depth(line, bytes, fault))
        return false;
    if (!copy_line(json))
        return fault_set(fault, FAULT_MEMORY, 0, "memory ran out");
    json->document = yyjson_read_opts(json->copy.data, bytes, flags, json->allocator, &error);
    if (json->document == NULL)
        return set_json_fault(json, &error, fault);
    /* Few values can't be deep ones: lines as they come are not looked through once more. */
    if (yyjson_doc_get_val_count(json->document) > RECORD_MAX_DEPTH &&
        !check_depth(line, bytes, fault))
        return false;
    if (!yyjson_is_obj(yyjson_doc_get_root(json->document)))
        return fault_set(fault, FAULT_EXPORT, 0, "a JSON object was wanted");
    return true;
}

size_t json_line_offset(const json_line *json, yyjson_val *string)
{
    return (size_t)(yyjson_get_str(string) - json->copy.data) - 1;
}

static bool is_blank(char c)
{
    return c == ' ' || c == '\t' || c == '\r' || c == '\n';
}

/* The first byte that is neither blank nor `skipped`, from `at` on. */
static size_t skip(const char *line, size_t at, char skipped)
{
    while (is_blank(line[at]) || line[at] == skipped)
        at++;
    return at;
}

static size_t string_end(const char *line, size_t quote)
{
    size_t at = quote + 1;

    while (line[at] != '"')
        at += line[at] == '\\' ? 2 : 1;
    return at + 1;
}

void json_line_object_span(const json_line *json, yyjson_val *key, yyjson_val *next_key,
                           size_t *begin, size_t *end)
{
    const char *line = json->line;
    size_t at = 0;

    *begin = skip(line, string_end(line, json_line_offset(json, key)), ':');
    if (next_key != NULL) {
        at = json_line_offset(json, next_key);
    } else {
        /* The root's own closing brace is the last thing in the line. */
        at = json->bytes;
        while (line[at - 1] != '}')
            at--;
        at--;
    }
    while (line[at - 1] != '}')
        at--;
    *end = at;
}
