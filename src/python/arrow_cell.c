/*
 * Cells of Arrow's arrays as Python's objects.
 */
#include "arrow_field.h"

#include <string.h>

#include "container.h"

#define US_PER_SECOND 1000000

bool arrow_array_is_null(const struct ArrowArray *array, int64_t row)
{
    const uint8_t *bits = array->n_buffers == 0 ? NULL : array->buffers[0];
    int64_t at = row + array->offset;

    return array->null_count != 0 && bits != NULL && (bits[at / 8] >> (at % 8) & 1) == 0;
}

/* The value of so many bytes at a row, in the buffer that holds an array's fixed values or its offsets. */
static const char *value_at(const struct ArrowArray *array, size_t width_bytes, int64_t row)
{
    return (const char *)array->buffers[1] + (size_t)(row + array->offset) * width_bytes;
}

static int64_t signed_at(const struct ArrowArray *array, uint32_t width_bytes, int64_t row)
{
    const char *at = value_at(array, width_bytes, row);
    int8_t one = 0;
    int16_t two = 0;
    int32_t four = 0;
    int64_t eight = 0;

    switch (width_bytes) {
    case 1:
        memcpy(&one, at, sizeof(one));
        return one;
    case 2:
        memcpy(&two, at, sizeof(two));
        return two;
    case 4:
        memcpy(&four, at, sizeof(four));
        return four;
    default:
        memcpy(&eight, at, sizeof(eight));
        return eight;
    }
}

/* Little-endian, as all that Arrow has here. */
static uint64_t unsigned_at(const struct ArrowArray *array, uint32_t width_bytes, int64_t row)
{
    uint64_t value = 0;

    memcpy(&value, value_at(array, width_bytes, row), width_bytes);
    return value;
}

static PyObject *real_cell(const arrow_field *field, const struct ArrowArray *array, int64_t row)
{
    float single = 0;
    double real = 0;

    if (field->width_bytes == sizeof(real)) {
        memcpy(&real, value_at(array, sizeof(real), row), sizeof(real));
        return PyFloat_FromDouble(real);
    }
    memcpy(&single, value_at(array, sizeof(single), row), sizeof(single));
    return PyFloat_FromDouble((double)single);
}

static PyObject *text_object(const module_state *state, const arrow_field *field, const char *data,
                             int64_t bytes)
{
    if (field->opaque != NULL)
        return PyObject_CallFunction(state->make_opaque, "Oy#", field->opaque, data,
                                     (Py_ssize_t)bytes);
    return field->is_binary ? PyBytes_FromStringAndSize(data, (Py_ssize_t)bytes)
                            : PyUnicode_DecodeUTF8(data, (Py_ssize_t)bytes, "replace");
}

static PyObject *text_cell(const module_state *state, const arrow_field *field,
                           const struct ArrowArray *array, int64_t row)
{
    int64_t from = signed_at(array, field->width_bytes, row);
    int64_t to = signed_at(array, field->width_bytes, row + 1);
    const char *data = array->buffers[2];

    /* An array of empty texts may have no data at all. */
    return text_object(state, field, to == from ? "" : data + from, to - from);
}

/* A length, then the bytes themselves where there are 12 at most, else 4 of them, the buffer and the place in it. */
static PyObject *text_view_cell(const module_state *state, const arrow_field *field,
                                const struct ArrowArray *array, int64_t row)
{
    const char *view = value_at(array, 16, row);
    int32_t parts[4];

    memcpy(parts, view, sizeof(parts));
    const char *data = parts[0] <= 12 ? view + sizeof(parts[0])
                                      : (const char *)array->buffers[2 + parts[2]] + parts[3];
    return text_object(state, field, data, parts[0]);
}

/* ---- Large numbers ------------------------------------------------------------------------------- */

/* The digits of a number of 16, 8 or 4 bytes, with a point before the last `scale` of them. Gives where they begin. */
static const char *decimal_digits(const arrow_field *field, const char *value, char *end)
{
    unsigned __int128 magnitude = 0;
    bool is_negative = (value[field->width_bytes - 1] & 0x80) != 0;
    unsigned digits = 0;

    if (is_negative)
        magnitude = ~magnitude;
    memcpy(&magnitude, value, field->width_bytes);
    if (is_negative)
        magnitude = ~magnitude + 1;
    *--end = '\0';
    while (magnitude != 0 || digits <= field->scale) {
        if (digits == field->scale && digits > 0)
            *--end = '.';
        *--end = (char)('0' + (int)(magnitude % 10));
        magnitude /= 10;
        digits++;
    }
    if (is_negative)
        *--end = '-';
    return end;
}

static PyObject *decimal_cell(const module_state *state, const arrow_field *field,
                              const struct ArrowArray *array, int64_t row)
{
    char digits[48];
    const char *text =
        decimal_digits(field, value_at(array, field->width_bytes, row), digits + sizeof(digits));

    if (field->kind == ARROW_INT128)
        return PyLong_FromString(text, NULL, 10);
    return PyObject_CallFunction(state->decimal, "s", text);
}

/* ---- Times --------------------------------------------------------------------------------------- */

/* Towards the past, as a calendar divides. */
static int64_t floor_divide(int64_t value, int64_t by)
{
    return value / by - (value % by < 0 ? 1 : 0);
}

/* mixpanel_data._cells makes them, since the limited API has no datetime. */
static PyObject *time_cell(const arrow_field *field, PyObject *make, int64_t value)
{
    int64_t seconds = floor_divide(value, field->units_per_second);
    /* Not by a product, which the smallest number there is does not have. */
    int64_t rest = value % field->units_per_second;
    if (rest < 0)
        rest += field->units_per_second;
    int64_t us = rest * US_PER_SECOND / field->units_per_second;

    return PyObject_CallFunction(make, "LLO", (long long)seconds, (long long)us,
                                 field->zone == NULL ? Py_None : field->zone);
}

static PyObject *interval_cell(const module_state *state, const struct ArrowArray *array,
                               int64_t row)
{
    const char *at = value_at(array, 16, row);
    int32_t months = 0;
    int32_t days = 0;
    int64_t nanoseconds = 0;

    memcpy(&months, at, sizeof(months));
    memcpy(&days, at + 4, sizeof(days));
    memcpy(&nanoseconds, at + 8, sizeof(nanoseconds));
    return PyObject_CallFunction(state->make_interval, "iiL", months, days,
                                 (long long)(nanoseconds / 1000));
}

/* ---- Nested values ------------------------------------------------------------------------------- */

PyObject *arrow_field_next(void *cells, size_t number)
{
    const arrow_cells *c = cells;

    return arrow_field_cell(c->state, c->field, c->array, c->from + (int64_t)number);
}

static PyObject *list_cell(const module_state *state, const arrow_field *field,
                           const struct ArrowArray *array, int64_t row)
{
    int64_t from = 0;
    int64_t count = field->width_bytes;

    if (field->kind == ARROW_FIXED_LIST)
        from = (row + array->offset) * count;
    else {
        from = signed_at(array, field->width_bytes, row);
        count = signed_at(array, field->width_bytes, row + 1) - from;
    }
    arrow_cells items = {state, &field->children[0], array->children[0], from};
    return container_list((size_t)count, arrow_field_next, &items);
}

static PyObject *struct_cell(const module_state *state, const arrow_field *field,
                             const struct ArrowArray *array, int64_t row)
{
    PyObject *dict = PyDict_New();
    bool done = dict != NULL;

    for (size_t i = 0; done && i < field->child_count; i++)
        done = container_put(
            dict, Py_NewRef(field->children[i].name),
            arrow_field_cell(state, &field->children[i], array->children[i], row + array->offset));
    return container_whole(dict, done);
}

/* A list of structs of a key and a value. */
static PyObject *map_cell(const module_state *state, const arrow_field *field,
                          const struct ArrowArray *array, int64_t row)
{
    const arrow_field *entry = &field->children[0];
    const struct ArrowArray *entries = array->children[0];
    int64_t from = signed_at(array, field->width_bytes, row) + entries->offset;
    int64_t to = signed_at(array, field->width_bytes, row + 1) + entries->offset;
    PyObject *dict = PyDict_New();
    bool done = dict != NULL;

    for (int64_t i = from; done && i < to; i++) {
        PyObject *key = arrow_field_cell(state, &entry->children[0], entries->children[0], i);
        /* Nothing is made while an exception is set. */
        PyObject *value =
            key == NULL ? NULL
                        : arrow_field_cell(state, &entry->children[1], entries->children[1], i);

        done = container_put(dict, key, value);
    }
    return container_whole(dict, done);
}

/* A union has no validity of its own: its ids are its first buffer. */
static PyObject *union_cell(const module_state *state, const arrow_field *field,
                            const struct ArrowArray *array, int64_t row)
{
    const int8_t *ids = array->buffers[0];
    int64_t at = row + array->offset;
    uint8_t child = field->child_of_id[ids[at] & 0x7f];

    return arrow_field_cell(state, &field->children[child], array->children[child], at);
}

static PyObject *dictionary_cell(const module_state *state, const arrow_field *field,
                                 const struct ArrowArray *array, int64_t row)
{
    /* Indices are not negative, so that it is the same whether they have a sign. */
    uint64_t index = unsigned_at(array, field->width_bytes, row);

    return arrow_field_cell(state, &field->children[0], array->dictionary, (int64_t)index);
}

/* ---- All of them --------------------------------------------------------------------------------- */

static PyObject *nested_cell(const module_state *state, const arrow_field *field,
                             const struct ArrowArray *array, int64_t row)
{
    switch (field->kind) {
    case ARROW_STRUCT:
        return struct_cell(state, field, array, row);
    case ARROW_MAP:
        return map_cell(state, field, array, row);
    case ARROW_DICTIONARY:
        return dictionary_cell(state, field, array, row);
    default:
        return list_cell(state, field, array, row);
    }
}

static PyObject *moment_cell(const module_state *state, const arrow_field *field,
                             const struct ArrowArray *array, int64_t row)
{
    if (field->kind == ARROW_INTERVAL)
        return interval_cell(state, array, row);
    int64_t value = signed_at(array, field->width_bytes, row);
    switch (field->kind) {
    case ARROW_DATE:
        return PyObject_CallFunction(state->make_date, "L", (long long)value);
    case ARROW_TIME:
        return time_cell(field, state->make_time, value);
    default:
        return time_cell(field, state->make_timestamp, value);
    }
}

PyObject *arrow_field_cell(const module_state *state, const arrow_field *field,
                           const struct ArrowArray *array, int64_t row)
{
    if (field->kind == ARROW_UNION)
        return union_cell(state, field, array, row);
    if (field->kind == ARROW_NULL || arrow_array_is_null(array, row))
        Py_RETURN_NONE;
    switch (field->kind) {
    case ARROW_BOOL:
        return PyBool_FromLong(((const uint8_t *)array->buffers[1])[(row + array->offset) / 8] >>
                                   ((row + array->offset) % 8) &
                               1);
    case ARROW_INT:
        return PyLong_FromLongLong(signed_at(array, field->width_bytes, row));
    case ARROW_UINT:
        return PyLong_FromUnsignedLongLong(unsigned_at(array, field->width_bytes, row));
    case ARROW_REAL:
        return real_cell(field, array, row);
    case ARROW_TEXT:
        return text_cell(state, field, array, row);
    case ARROW_TEXT_VIEW:
        return text_view_cell(state, field, array, row);
    case ARROW_FIXED_BYTES:
        return text_object(state, field, value_at(array, field->width_bytes, row),
                           field->width_bytes);
    case ARROW_UUID:
        return PyObject_CallFunction(state->make_uuid, "y#", value_at(array, 16, row),
                                     (Py_ssize_t)16);
    case ARROW_INT128:
    case ARROW_DECIMAL:
        return decimal_cell(state, field, array, row);
    case ARROW_DATE:
    case ARROW_TIME:
    case ARROW_TIMESTAMP:
    case ARROW_INTERVAL:
        return moment_cell(state, field, array, row);
    default:
        return nested_cell(state, field, array, row);
    }
}
