#include "rows.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "arrow_field.h"
#include "container.h"

#define STREAM_CAPSULE "arrow_array_stream"

typedef struct rows_object {
    PyObject ob_base;
    const module_state *state;
    arrow_share *share;
    arrow_field fields;
} rows_object;

PyObject *rows_wrap(const module_state *state, arrow_share *share)
{
    rows_object *self = (rows_object *)PyType_GenericAlloc(state->rows_type, 0);

    if (self == NULL) {
        arrow_share_drop(share);
        return NULL;
    }
    self->state = state;
    self->share = share;
    return container_whole((PyObject *)self, arrow_field_read(&share->schema, &self->fields));
}

/* ---- One column ---------------------------------------------------------------------------------- */

/* The index of a column out of the arguments; false with an exception set. */
static bool check_column(const rows_object *self, Py_ssize_t column)
{
    if (column >= 0 && (size_t)column < self->fields.child_count)
        return true;
    PyErr_SetString(PyExc_IndexError, "there is no such column");
    return false;
}

/* The same, of an int; -1 with an exception set. */
static Py_ssize_t read_column(const rows_object *self, PyObject *index)
{
    Py_ssize_t column = PyLong_AsSsize_t(index);

    return PyErr_Occurred() == NULL && check_column(self, column) ? column : -1;
}

/* The cells of a column, one after the other; the rows of a batch begin with that of number `first`. */
typedef struct column_cells {
    const rows_object *rows;
    size_t column;
    size_t batch;
    size_t first;
} column_cells;

static PyObject *next_cell(void *cells, size_t number)
{
    column_cells *c = cells;
    const rows_object *rows = c->rows;
    const struct ArrowArray *whole = &rows->share->arrays[c->batch];

    while (number - c->first == (size_t)whole->length) {
        c->first = number;
        whole = &rows->share->arrays[++c->batch];
    }
    return arrow_field_cell(rows->state, &rows->fields.children[c->column],
                            whole->children[c->column],
                            (int64_t)(number - c->first) + whole->offset);
}

/* cells(column) -> list */
static PyObject *rows_cells(PyObject *object, PyObject *index)
{
    const rows_object *self = (const rows_object *)object;
    Py_ssize_t column = read_column(self, index);
    column_cells cells = {self, (size_t)column, 0, 0};

    return column < 0 ? NULL : container_list((size_t)self->share->rows, next_cell, &cells);
}

/* Puts the cells, new references, at `out`, which holds as many. False with an exception set. */
static bool put_cells(const rows_object *self, size_t column, PyObject **out)
{
    column_cells cells = {self, column, 0, 0};

    for (size_t row = 0; row < (size_t)self->share->rows; row++) {
        PyObject *cell = next_cell(&cells, row);

        if (cell == NULL)
            return false;
        /* What NumPy has there: None, or nothing yet. */
        Py_XDECREF(*out);
        *out++ = cell;
    }
    return true;
}

/* fill(column, array): the cells into a NumPy array of objects, of as many elements. */
static PyObject *rows_fill(PyObject *object, PyObject *arguments)
{
    const rows_object *self = (const rows_object *)object;
    Py_ssize_t column = 0;
    PyObject *array = NULL;
    Py_buffer view;

    if (PyArg_ParseTuple(arguments, "nO", &column, &array) == 0 || !check_column(self, column) ||
        PyObject_GetBuffer(array, &view, PyBUF_WRITABLE | PyBUF_FORMAT | PyBUF_ND) != 0)
        return NULL;
    bool done = false;
    if (strcmp(view.format, "O") != 0 ||
        view.len != (Py_ssize_t)self->share->rows * (Py_ssize_t)sizeof(PyObject *))
        PyErr_SetString(PyExc_ValueError, "an array of objects is needed, one for each row");
    else
        done = put_cells(self, (size_t)column, view.buf);
    PyBuffer_Release(&view);
    if (!done)
        return NULL;
    Py_RETURN_NONE;
}

/* A byte for each row: 1 where it is NULL. Whether there is one. */
static bool put_nulls(const rows_object *self, size_t column, char *out)
{
    bool has_null = false;

    for (size_t batch = 0; batch < self->share->count; batch++) {
        const struct ArrowArray *whole = &self->share->arrays[batch];

        for (int64_t row = 0; row < whole->length; row++) {
            bool is_null = arrow_array_is_null(whole->children[column], row + whole->offset);

            has_null = has_null || is_null;
            *out++ = (char)is_null;
        }
    }
    return has_null;
}

/* What has no NULL may not know it, since DuckDB need not count them. */
static bool may_have_nulls(const rows_object *self, size_t column)
{
    for (size_t batch = 0; batch < self->share->count; batch++) {
        if (self->share->arrays[batch].children[column]->null_count != 0)
            return true;
    }
    return false;
}

static void put_bools(const struct ArrowArray *array, int64_t from, int64_t count, char *out)
{
    const uint8_t *bits = array->buffers[1];

    for (int64_t i = 0; i < count; i++) {
        int64_t at = from + i + array->offset;

        *out++ = (char)(bits[at / 8] >> (at % 8) & 1);
    }
}

static void put_values(const rows_object *self, size_t column, size_t width_bytes, char *out)
{
    bool is_bool = self->fields.children[column].kind == ARROW_BOOL;

    for (size_t batch = 0; batch < self->share->count; batch++) {
        const struct ArrowArray *whole = &self->share->arrays[batch];
        const struct ArrowArray *array = whole->children[column];
        size_t bytes = (size_t)whole->length * width_bytes;

        if (is_bool)
            put_bools(array, whole->offset, whole->length, out);
        else if (bytes > 0)
            memcpy(out,
                   (const char *)array->buffers[1] +
                       (size_t)(whole->offset + array->offset) * width_bytes,
                   bytes);
        out += bytes;
    }
}

static size_t width_of(const arrow_field *field)
{
    switch (field->kind) {
    case ARROW_BOOL:
        return 1;
    case ARROW_INT:
    case ARROW_UINT:
    case ARROW_REAL:
    case ARROW_DATE:
    case ARROW_TIME:
    case ARROW_TIMESTAMP:
    case ARROW_DICTIONARY:
    case ARROW_DECIMAL:
    case ARROW_INT128:
        return field->width_bytes;
    default:
        return 0;
    }
}

/* values(column) -> (bytearray of the values one after the other, bytearray with 1 for each NULL, or None) */
static PyObject *rows_values(PyObject *object, PyObject *index)
{
    const rows_object *self = (const rows_object *)object;
    Py_ssize_t column = read_column(self, index);
    PyObject *nulls = NULL;

    if (column < 0)
        return NULL;
    size_t width_bytes = width_of(&self->fields.children[column]);
    if (width_bytes == 0) {
        PyErr_SetString(PyExc_TypeError, "the column has no values of one width");
        return NULL;
    }
    PyObject *values = PyByteArray_FromStringAndSize(NULL, (Py_ssize_t)self->share->rows *
                                                               (Py_ssize_t)width_bytes);
    if (values == NULL)
        return NULL;
    put_values(self, (size_t)column, width_bytes, PyByteArray_AsString(values));
    if (!may_have_nulls(self, (size_t)column))
        return Py_BuildValue("(NO)", values, Py_None);
    nulls = PyByteArray_FromStringAndSize(NULL, (Py_ssize_t)self->share->rows);
    if (nulls != NULL && !put_nulls(self, (size_t)column, PyByteArray_AsString(nulls))) {
        Py_DECREF(nulls);
        nulls = Py_NewRef(Py_None);
    }
    return Py_BuildValue("(NN)", values, nulls);
}

static PyObject *rows_is_dictionary(PyObject *object, PyObject *index)
{
    const rows_object *self = (const rows_object *)object;
    Py_ssize_t column = read_column(self, index);

    if (column < 0)
        return NULL;
    return PyBool_FromLong(self->fields.children[column].kind == ARROW_DICTIONARY);
}

/* dictionary(column) -> list of the categories; of the first batch, for an ENUM's are the same in all. */
static PyObject *rows_dictionary(PyObject *object, PyObject *index)
{
    const rows_object *self = (const rows_object *)object;
    Py_ssize_t column = read_column(self, index);

    if (column < 0)
        return NULL;
    const arrow_field *field = &self->fields.children[column];
    if (field->kind != ARROW_DICTIONARY || self->share->count == 0)
        return PyList_New(0);
    const struct ArrowArray *array = self->share->arrays[0].children[column]->dictionary;
    arrow_cells categories = {self->state, &field->children[0], array, 0};
    return container_list((size_t)array->length, arrow_field_next, &categories);
}

/* ---- The whole ----------------------------------------------------------------------------------- */

/* (format of Arrow, whether it is JSON, scale) */
static PyObject *next_field(void *rows, size_t column)
{
    const rows_object *self = rows;

    return Py_BuildValue("(sNi)", self->share->schema.children[column]->format,
                         PyBool_FromLong(self->fields.children[column].is_json),
                         (int)self->fields.children[column].scale);
}

static PyObject *rows_fields(PyObject *object, void *closure)
{
    (void)closure;
    return container_list(((const rows_object *)object)->fields.child_count, next_field, object);
}

static Py_ssize_t rows_length(PyObject *object)
{
    return (Py_ssize_t)((const rows_object *)object)->share->rows;
}

/* put_before(other, skipped): the rows of another result's part, which then has none, but for the first few. */
static PyObject *rows_put_before(PyObject *object, PyObject *arguments)
{
    const rows_object *self = (const rows_object *)object;
    PyObject *other = NULL;
    Py_ssize_t skipped = 0;

    if (PyArg_ParseTuple(arguments, "O!n", self->state->rows_type, &other, &skipped) == 0)
        return NULL;
    if (!arrow_share_put_before(self->share, ((rows_object *)other)->share, (int64_t)skipped))
        return PyErr_NoMemory();
    Py_RETURN_NONE;
}

/* What a capsule holds. */
typedef struct capsule_stream {
    struct ArrowArrayStream stream;
    pid_t process;
} capsule_stream;

static void free_capsule(PyObject *capsule)
{
    /* Whatever it is called by now. */
    capsule_stream *held = PyCapsule_GetPointer(capsule, PyCapsule_GetName(capsule));

    /* A forked child has none of DuckDB's threads, and leaves its parent's query alone. */
    if (held->stream.release != NULL && held->process == getpid())
        held->stream.release(&held->stream);
    free(held);
}

PyObject *rows_stream_capsule(struct ArrowArrayStream *stream)
{
    capsule_stream *held = malloc(sizeof(*held));
    PyObject *capsule = NULL;

    if (held == NULL)
        (void)PyErr_NoMemory();
    else
        capsule = PyCapsule_New(held, STREAM_CAPSULE, free_capsule);
    if (capsule == NULL) {
        free(held);
        stream->release(stream);
        return NULL;
    }
    *held = (capsule_stream){*stream, getpid()};
    return capsule;
}

/* stream(is_plain: whether JSON is called text) */
static PyObject *rows_stream(PyObject *object, PyObject *is_plain)
{
    const rows_object *self = (const rows_object *)object;
    struct ArrowArrayStream stream;

    if (!arrow_share_stream(self->share, is_plain == Py_True, &stream))
        return PyErr_NoMemory();
    return rows_stream_capsule(&stream);
}

static void rows_dealloc(PyObject *object)
{
    rows_object *self = (rows_object *)object;
    PyTypeObject *type = Py_TYPE(object);

    arrow_field_dispose(&self->fields);
    arrow_share_drop(self->share);
    PyObject_Free(object);
    Py_DECREF(type);
}

bool rows_type_make(PyObject *module, module_state *state)
{
    static PyMethodDef methods[] = {
        {"cells", rows_cells, METH_O, "The cells of a column, as a list."},
        {"fill", rows_fill, METH_VARARGS, "The cells of a column, into a NumPy array of objects."},
        {"values", rows_values, METH_O, "The bytes of a column's values, and its NULLs."},
        {"is_dictionary", rows_is_dictionary, METH_O, "Whether a column has categories."},
        {"put_before", rows_put_before, METH_VARARGS, "Takes over the rows of another part."},
        {"dictionary", rows_dictionary, METH_O, "The categories of a column."},
        {"stream", rows_stream, METH_O, "A capsule with an Arrow C stream of the rows."},
        {NULL, NULL, 0, NULL}};
    static PyGetSetDef properties[] = {{"fields", rows_fields, NULL,
                                        "Of each column Arrow's format, whether it is JSON, scale.",
                                        NULL},
                                       {NULL, NULL, NULL, NULL, NULL}};
    static PyType_Slot slots[] = {{Py_tp_dealloc, (void *)rows_dealloc},
                                  {Py_tp_methods, methods},
                                  {Py_tp_getset, properties},
                                  {Py_sq_length, (void *)rows_length},
                                  {0, NULL}};
    static PyType_Spec spec = {"mixpanel_data._native.Rows", sizeof(rows_object), 0,
                               Py_TPFLAGS_DEFAULT | Py_TPFLAGS_DISALLOW_INSTANTIATION, slots};

    state->rows_type = (PyTypeObject *)PyType_FromModuleAndSpec(module, &spec, NULL);
    return state->rows_type != NULL && PyModule_AddType(module, state->rows_type) == 0;
}
