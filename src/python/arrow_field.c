#include "arrow_field.h"

#include <stdlib.h>
#include <string.h>

#define MAX_UNION_IDS 128

/* ---- Extension names ----------------------------------------------------------------------------- */

/* A key or a value in Arrow's metadata, which has its length before it, as int32. */
typedef struct metadata_text {
    const char *data;
    size_t bytes;
} metadata_text;

static const char *read_metadata_text(const char *at, metadata_text *out)
{
    int32_t bytes = 0;

    memcpy(&bytes, at, sizeof(bytes));
    *out = (metadata_text){at + sizeof(bytes), (size_t)bytes};
    return out->data + out->bytes;
}

/* The value of a key: first comes a count of both. No data where there is none. */
static metadata_text metadata_value(const char *metadata, const char *key)
{
    int32_t count = 0;

    if (metadata == NULL)
        return (metadata_text){NULL, 0};
    memcpy(&count, metadata, sizeof(count));
    const char *at = metadata + sizeof(count);
    for (int32_t i = 0; i < count; i++) {
        metadata_text name;
        metadata_text value;

        at = read_metadata_text(read_metadata_text(at, &name), &value);
        if (name.bytes == strlen(key) && memcmp(name.data, key, name.bytes) == 0)
            return value;
    }
    return (metadata_text){NULL, 0};
}

static bool is_extension(const struct ArrowSchema *schema, const char *name)
{
    metadata_text value = metadata_value(schema->metadata, "ARROW:extension:name");

    return value.bytes == strlen(name) && memcmp(value.data, name, value.bytes) == 0;
}

bool arrow_schema_is_json(const struct ArrowSchema *schema)
{
    return is_extension(schema, "arrow.json");
}

/* Of {"type_name":"bit","vendor_name":"DuckDB"} the name; NULL where it is none, or memory ran out. */
static PyObject *opaque_name(const struct ArrowSchema *schema)
{
    static const char start[] = "{\"type_name\":\"";
    metadata_text value = metadata_value(schema->metadata, "ARROW:extension:metadata");

    if (!is_extension(schema, "arrow.opaque") || value.bytes < sizeof(start) - 1 ||
        memcmp(value.data, start, sizeof(start) - 1) != 0)
        return NULL;
    const char *name = value.data + sizeof(start) - 1;
    const char *end = memchr(name, '"', value.bytes - (sizeof(start) - 1));
    return end == NULL ? NULL : PyUnicode_FromStringAndSize(name, end - name);
}

/* ---- Formats ------------------------------------------------------------------------------------- */

typedef struct format_entry {
    const char *format;
    arrow_kind kind;
    uint32_t width_bytes;
} format_entry;

static const format_entry plain_formats[] = {
    {"n", ARROW_NULL, 0},   {"b", ARROW_BOOL, 0},   {"c", ARROW_INT, 1},
    {"s", ARROW_INT, 2},    {"i", ARROW_INT, 4},    {"l", ARROW_INT, 8},
    {"C", ARROW_UINT, 1},   {"S", ARROW_UINT, 2},   {"I", ARROW_UINT, 4},
    {"L", ARROW_UINT, 8},   {"f", ARROW_REAL, 4},   {"g", ARROW_REAL, 8},
    {"u", ARROW_TEXT, 4},   {"U", ARROW_TEXT, 8},   {"vu", ARROW_TEXT_VIEW, 16},
    {"z", ARROW_TEXT, 4},   {"Z", ARROW_TEXT, 8},   {"vz", ARROW_TEXT_VIEW, 16},
    {"tdD", ARROW_DATE, 4}, {"tts", ARROW_TIME, 4}, {"ttm", ARROW_TIME, 4},
    {"ttu", ARROW_TIME, 8}, {"ttn", ARROW_TIME, 8}, {"tin", ARROW_INTERVAL, 16},
    {"+l", ARROW_LIST, 4},  {"+L", ARROW_LIST, 8},  {"+s", ARROW_STRUCT, 0},
    {"+m", ARROW_MAP, 4}};

static int64_t units_per_second(char unit)
{
    switch (unit) {
    case 'm':
        return 1000;
    case 'u':
        return 1000000;
    case 'n':
        return 1000000000;
    default:
        return 1;
    }
}

static bool read_plain(const char *format, arrow_field *out)
{
    for (size_t i = 0; i < sizeof(plain_formats) / sizeof(plain_formats[0]); i++) {
        if (strcmp(plain_formats[i].format, format) != 0)
            continue;
        out->kind = plain_formats[i].kind;
        out->width_bytes = plain_formats[i].width_bytes;
        out->is_binary = strpbrk(format, "zZ") != NULL;
        out->units_per_second = format[0] == 't' ? units_per_second(format[2]) : 0;
        return true;
    }
    return false;
}

/* "tsu:Europe/Berlin" */
static bool read_timestamp(const char *format, arrow_field *out)
{
    out->kind = ARROW_TIMESTAMP;
    out->width_bytes = 8;
    out->units_per_second = units_per_second(format[2]);
    if (format[4] == '\0')
        return true;
    out->zone = PyUnicode_FromString(format + 4);
    return out->zone != NULL;
}

/* "d:18,3", or with the bits behind it: "d:9,2,32" */
static void read_decimal(const char *format, arrow_field *out)
{
    char *rest = NULL;
    long digits = strtol(format + 2, &rest, 10);
    long scale = strtol(rest + 1, &rest, 10);
    long bits = *rest == ',' ? strtol(rest + 1, NULL, 10) : 128;

    out->kind = digits == 38 && scale == 0 ? ARROW_INT128 : ARROW_DECIMAL;
    out->width_bytes = (uint32_t)(bits / 8);
    out->scale = (uint8_t)scale;
}

/* "w:16" */
static void read_fixed_bytes(const struct ArrowSchema *schema, arrow_field *out)
{
    out->kind = is_extension(schema, "arrow.uuid") ? ARROW_UUID : ARROW_FIXED_BYTES;
    out->width_bytes = (uint32_t)strtoul(schema->format + 2, NULL, 10);
    out->is_binary = true;
}

/* "+us:0,1" */
static void read_union(const char *format, arrow_field *out)
{
    char *at = strchr(format, ':');

    out->kind = ARROW_UNION;
    for (uint8_t child = 0; *at != '\0'; child++)
        out->child_of_id[strtoul(at + 1, &at, 10) % MAX_UNION_IDS] = child;
}

static bool read_format(const struct ArrowSchema *schema, arrow_field *out)
{
    const char *format = schema->format;
    bool is_known = true;

    if (strncmp(format, "ts", 2) == 0 && strlen(format) >= 4)
        return read_timestamp(format, out);
    if (strncmp(format, "d:", 2) == 0)
        read_decimal(format, out);
    else if (strncmp(format, "w:", 2) == 0)
        read_fixed_bytes(schema, out);
    else if (strncmp(format, "+w:", 3) == 0) {
        out->kind = ARROW_FIXED_LIST;
        out->width_bytes = (uint32_t)strtoul(format + 3, NULL, 10);
    } else if (strncmp(format, "+us:", 4) == 0)
        read_union(format, out);
    else
        is_known = read_plain(format, out);
    if (!is_known)
        (void)PyErr_Format(PyExc_NotImplementedError,
                           "the column %U comes in Arrow's format '%s', which is not read: CAST it "
                           "to VARCHAR in the SQL",
                           out->name, format);
    return is_known;
}

static bool read_children(struct ArrowSchema *const *schemas, size_t count, arrow_field *out)
{
    out->children = calloc(count + 1, sizeof(*out->children));
    if (out->children == NULL) {
        (void)PyErr_NoMemory();
        return false;
    }
    for (; out->child_count < count; out->child_count++) {
        if (!arrow_field_read(schemas[out->child_count], &out->children[out->child_count])) {
            /* The one that failed is disposed of, too. */
            out->child_count++;
            return false;
        }
    }
    return true;
}

bool arrow_field_read(const struct ArrowSchema *schema, arrow_field *out)
{
    const char *name = schema->name == NULL ? "" : schema->name;

    *out = (arrow_field){.kind = ARROW_NULL};
    out->name = PyUnicode_DecodeUTF8(name, (Py_ssize_t)strlen(name), "replace");
    if (out->name == NULL || !read_format(schema, out))
        return false;
    out->opaque = opaque_name(schema);
    if (PyErr_Occurred() != NULL)
        return false;
    if (schema->dictionary == NULL) {
        out->is_json = out->kind == ARROW_TEXT && arrow_schema_is_json(schema);
        return read_children(schema->children, (size_t)schema->n_children, out);
    }
    /* The format read is that of the indices. */
    out->kind = ARROW_DICTIONARY;
    return read_children(&schema->dictionary, 1, out);
}

void arrow_field_dispose(arrow_field *field)
{
    for (size_t i = 0; i < field->child_count; i++)
        arrow_field_dispose(&field->children[i]);
    free(field->children);
    field->children = NULL;
    field->child_count = 0;
    Py_CLEAR(field->zone);
    Py_CLEAR(field->name);
    Py_CLEAR(field->opaque);
}
