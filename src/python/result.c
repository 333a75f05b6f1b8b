#include "result.h"

#include "blocking.h"
#include "failure.h"
#include "parameters.h"

/* ---- A query ------------------------------------------------------------------------------------- */

typedef struct query_call {
    mpdata_db *db;
    const char *sql;
    size_t sql_bytes;
    parameters given;
    mpdata_result *result;
    mpdata_status status;
    mpdata_error error;
} query_call;

static void do_query(void *payload)
{
    query_call *q = payload;

    q->status = mpdata_query_run(q->db, q->sql, q->sql_bytes, q->given.values, q->given.count,
                                 &q->result, &q->error);
}

static PyObject *run_query(database_object *self, query_call *q)
{
    const blocking_call call = {.work = do_query, .payload = q, .db = self->db};
    PyObject *wrapped = NULL;

    if (!database_enter(self))
        return NULL;
    q->db = self->db;
    if (!blocking_run(self->state, &call))
        mpdata_result_free(q->result);
    else if (q->status != MPDATA_OK)
        (void)failure_raise(self->state, &q->error);
    else
        wrapped = result_wrap(self, q->result);
    database_leave(self);
    return wrapped;
}

/* query(sql, parameters: sequence, dict or None) */
PyObject *database_query(PyObject *object, PyObject *arguments)
{
    database_object *self = (database_object *)object;
    query_call q = {.status = MPDATA_OK};
    Py_ssize_t bytes = 0;
    PyObject *given = NULL;
    PyObject *result = NULL;

    if (PyArg_ParseTuple(arguments, "s#O", &q.sql, &bytes, &given) == 0)
        return NULL;
    q.sql_bytes = (size_t)bytes;
    if (parameters_read(self->state, given, &q.given))
        result = run_query(self, &q);
    parameters_dispose(&q.given);
    return result;
}

/* ---- Its rows ------------------------------------------------------------------------------------ */

PyObject *result_wrap(database_object *database, mpdata_result *result)
{
    result_object *self = (result_object *)PyType_GenericAlloc(database->state->result_type, 0);

    if (self == NULL) {
        mpdata_result_free(result);
        return NULL;
    }
    self->database = (database_object *)Py_NewRef((PyObject *)database);
    self->result = result;
    return (PyObject *)self;
}

static PyObject *cell(const mpdata_batch *batch, size_t column, size_t row,
                      const module_state *state)
{
    mpdata_value value = MPDATA_VALUE_INIT;
    mpdata_error error;

    if (mpdata_batch_value(batch, column, row, &value, &error) != MPDATA_OK)
        return failure_raise(state, &error);
    switch (value.kind) {
    case MPDATA_VALUE_BOOL:
        return PyBool_FromLong(value.boolean);
    case MPDATA_VALUE_INT64:
        return PyLong_FromLongLong(value.int64);
    case MPDATA_VALUE_UINT64:
        return PyLong_FromUnsignedLongLong(value.uint64);
    case MPDATA_VALUE_DOUBLE:
        return PyFloat_FromDouble(value.real);
    case MPDATA_VALUE_NULL:
        Py_RETURN_NONE;
    case MPDATA_VALUE_TIMESTAMP:
    case MPDATA_VALUE_DATE:
    case MPDATA_VALUE_TEXT:
    case MPDATA_VALUE_JSON:
        break;
    }
    mpdata_text text = {NULL, 0};
    if (mpdata_batch_text(batch, column, row, &text, &error) != MPDATA_OK)
        return failure_raise(state, &error);
    return PyUnicode_DecodeUTF8(text.data, (Py_ssize_t)text.bytes, "replace");
}

static PyObject *row_tuple(const result_object *self, const mpdata_batch *batch, size_t row)
{
    size_t columns = mpdata_result_column_count(self->result);
    PyObject *tuple = PyTuple_New((Py_ssize_t)columns);

    for (size_t i = 0; tuple != NULL && i < columns; i++) {
        PyObject *value = cell(batch, i, row, self->database->state);

        if (value == NULL || PyTuple_SetItem(tuple, (Py_ssize_t)i, value) != 0)
            Py_CLEAR(tuple);
    }
    return tuple;
}

typedef struct next_call {
    mpdata_result *result;
    const mpdata_batch *batch;
    mpdata_status status;
    mpdata_error error;
} next_call;

static void do_next(void *payload)
{
    next_call *n = payload;

    n->status = mpdata_result_next(n->result, &n->batch, &n->error);
}

static PyObject *read_rows(result_object *self)
{
    const module_state *state = self->database->state;
    next_call n = {.result = self->result};
    const blocking_call call = {.work = do_next, .payload = &n, .db = self->database->db};

    if (!blocking_run(state, &call))
        return NULL;
    if (n.status != MPDATA_OK)
        return failure_raise(state, &n.error);
    size_t rows = n.batch == NULL ? 0 : mpdata_batch_rows(n.batch);
    PyObject *list = PyList_New((Py_ssize_t)rows);
    for (size_t i = 0; list != NULL && i < rows; i++) {
        PyObject *row = row_tuple(self, n.batch, i);

        if (row == NULL || PyList_SetItem(list, (Py_ssize_t)i, row) != 0)
            Py_CLEAR(list);
    }
    return list;
}

/* The next batch as a list of tuples; an empty list at the end. */
static PyObject *result_next_rows(PyObject *object, PyObject *none)
{
    result_object *self = (result_object *)object;
    PyObject *rows = NULL;

    (void)none;
    if (!database_enter(self->database))
        return NULL;
    rows = read_rows(self);
    database_leave(self->database);
    return rows;
}

/* A list of what `get` gives of each column. */
static PyObject *texts(PyObject *object, const char *(*get)(const mpdata_result *, size_t))
{
    const result_object *self = (const result_object *)object;
    size_t columns = mpdata_result_column_count(self->result);
    PyObject *list = PyList_New((Py_ssize_t)columns);

    for (size_t i = 0; list != NULL && i < columns; i++) {
        PyObject *text = PyUnicode_FromString(get(self->result, i));

        if (text == NULL || PyList_SetItem(list, (Py_ssize_t)i, text) != 0)
            Py_CLEAR(list);
    }
    return list;
}

static PyObject *result_columns(PyObject *object, void *closure)
{
    (void)closure;
    return texts(object, mpdata_result_column_name);
}

static PyObject *result_types(PyObject *object, void *closure)
{
    (void)closure;
    return texts(object, mpdata_result_column_type);
}

static PyObject *result_rows_changed(PyObject *object, void *closure)
{
    (void)closure;
    return PyLong_FromUnsignedLongLong(
        mpdata_result_rows_changed(((const result_object *)object)->result));
}

static void result_dealloc(PyObject *object)
{
    result_object *self = (result_object *)object;
    PyTypeObject *type = Py_TYPE(object);

    if (self->database != NULL)
        database_drop_result(self->database, self->result);
    Py_XDECREF((PyObject *)self->database);
    PyObject_Free(object);
    Py_DECREF(type);
}

bool result_type_make(PyObject *module, module_state *state)
{
    static PyMethodDef methods[] = {
        {"next_rows", result_next_rows, METH_NOARGS, "The next rows; none at the end."},
        {NULL, NULL, 0, NULL}};
    static PyGetSetDef properties[] = {
        {"columns", result_columns, NULL, "The names of the columns.", NULL},
        {"types", result_types, NULL, "DuckDB's names of their types.", NULL},
        {"rows_changed", result_rows_changed, NULL, "Rows inserted, updated or deleted.", NULL},
        {NULL, NULL, NULL, NULL, NULL}};
    static PyType_Slot slots[] = {{Py_tp_dealloc, (void *)result_dealloc},
                                  {Py_tp_methods, methods},
                                  {Py_tp_getset, properties},
                                  {0, NULL}};
    static PyType_Spec spec = {"mixpanel_data._native.Result", sizeof(result_object), 0,
                               Py_TPFLAGS_DEFAULT | Py_TPFLAGS_DISALLOW_INSTANTIATION, slots};

    state->result_type = (PyTypeObject *)PyType_FromModuleAndSpec(module, &spec, NULL);
    return state->result_type != NULL && PyModule_AddType(module, state->result_type) == 0;
}
