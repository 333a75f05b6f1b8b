#include "result.h"

#include <errno.h>

#include "arrow_share.h"
#include "blocking.h"
#include "container.h"
#include "failure.h"
#include "parameters.h"
#include "rows.h"

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

/* As database_enter. Rows that come after others that were lost would look like all there are. */
static bool enter(result_object *self)
{
    if (!database_enter(self->database))
        return false;
    if (!self->has_lost_rows)
        return true;
    database_leave(self->database);
    (void)failure_raise_text(
        self->database->state, MPDATA_ERROR_INTERRUPTED,
        "an interruption ended the result while its rows were read: ask again");
    return false;
}

typedef struct read_call {
    result_object *self;
    /* At least so many, to the end of a batch. */
    int64_t wanted_rows;
    arrow_share *share;
    bool has_ended;
    mpdata_status status;
    mpdata_error error;
} read_call;

static mpdata_status fail_memory(mpdata_error *error)
{
    *error = (mpdata_error){.code = MPDATA_ERROR_MEMORY, .message = "memory ran out"};
    return MPDATA_ERROR_MEMORY;
}

/* The stream is made with the first rows that are read. */
static mpdata_status start_stream(read_call *c)
{
    result_object *self = c->self;

    if (self->stream.release != NULL)
        return MPDATA_OK;
    return mpdata_result_arrow_stream(self->result, &self->stream, &c->error);
}

/* The code of a callback of the stream that failed, with c->error filled. */
static mpdata_status stream_status(read_call *c, int failure)
{
    if (failure == 0)
        return MPDATA_OK;
    return failure == ENOMEM ? fail_memory(&c->error)
                             : mpdata_arrow_stream_error(&c->self->stream, &c->error);
}

static mpdata_status read_batch(read_call *c)
{
    struct ArrowArray array = {.release = NULL};
    mpdata_status status = stream_status(c, c->self->stream.get_next(&c->self->stream, &array));

    if (status != MPDATA_OK)
        return status;
    c->has_ended = array.release == NULL;
    if (c->has_ended || arrow_share_add(c->share, &array))
        return MPDATA_OK;
    array.release(&array);
    return fail_memory(&c->error);
}

static void do_read(void *payload)
{
    read_call *c = payload;

    c->status = start_stream(c);
    if (c->status != MPDATA_OK)
        return;
    c->status = stream_status(c, c->self->stream.get_schema(&c->self->stream, &c->share->schema));
    while (c->status == MPDATA_OK && !c->has_ended && c->share->rows < c->wanted_rows)
        c->status = read_batch(c);
}

/* Takes over c->share. */
static PyObject *finish_read(read_call *c, bool is_good)
{
    const module_state *state = c->self->database->state;

    if (is_good && c->status == MPDATA_OK) {
        c->self->has_ended = c->has_ended;
        return rows_wrap(state, c->share);
    }
    arrow_share_drop(c->share);
    c->self->has_lost_rows = !is_good;
    return is_good ? failure_raise(state, &c->error) : NULL;
}

/* read(rows) -> Rows of as many or somewhat more, fewer at the end */
static PyObject *result_read(PyObject *object, PyObject *rows)
{
    result_object *self = (result_object *)object;
    read_call c = {.self = self, .wanted_rows = PyLong_AsLongLong(rows), .status = MPDATA_OK};
    const blocking_call call = {.work = do_read, .payload = &c, .db = self->database->db};

    if (c.wanted_rows == -1 && PyErr_Occurred() != NULL)
        return NULL;
    if (!enter(self))
        return NULL;
    c.share = arrow_share_new();
    PyObject *read = c.share == NULL ? PyErr_NoMemory()
                                     : finish_read(&c, blocking_run(self->database->state, &call));
    database_leave(self->database);
    return read;
}

/* A capsule with the stream of the rows that are still to come, which the result then has no more. */
static PyObject *result_stream(PyObject *object, PyObject *none)
{
    result_object *self = (result_object *)object;
    struct ArrowArrayStream stream;
    mpdata_error error;
    mpdata_status status = MPDATA_OK;

    (void)none;
    if (!enter(self))
        return NULL;
    /* Not before: another thread may have made it, or given it away, meanwhile. */
    stream = self->stream;
    if (stream.release == NULL)
        status = mpdata_result_arrow_stream(self->result, &stream, &error);
    self->stream.release = NULL;
    self->has_ended = true;
    database_leave(self->database);
    return status == MPDATA_OK ? rows_stream_capsule(&stream)
                               : failure_raise(self->database->state, &error);
}

/* ---- What it is ---------------------------------------------------------------------------------- */

static PyObject *next_name(void *result, size_t column)
{
    return PyUnicode_FromString(mpdata_result_column_name(result, column));
}

static PyObject *result_columns(PyObject *object, void *closure)
{
    mpdata_result *result = ((const result_object *)object)->result;

    (void)closure;
    return container_list(mpdata_result_column_count(result), next_name, result);
}

static PyObject *next_type(void *result, size_t column)
{
    return PyUnicode_FromString(mpdata_result_column_type(result, column));
}

static PyObject *result_types(PyObject *object, void *closure)
{
    mpdata_result *result = ((const result_object *)object)->result;

    (void)closure;
    return container_list(mpdata_result_column_count(result), next_type, result);
}

static PyObject *result_rows_changed(PyObject *object, void *closure)
{
    (void)closure;
    return PyLong_FromUnsignedLongLong(
        mpdata_result_rows_changed(((const result_object *)object)->result));
}

static PyObject *result_has_ended(PyObject *object, void *closure)
{
    (void)closure;
    return PyBool_FromLong(((const result_object *)object)->has_ended);
}

static void result_dealloc(PyObject *object)
{
    result_object *self = (result_object *)object;
    PyTypeObject *type = Py_TYPE(object);

    database_drop_result(self->database, self->result, &self->stream);
    Py_DECREF((PyObject *)self->database);
    PyObject_Free(object);
    Py_DECREF(type);
}

bool result_type_make(PyObject *module, module_state *state)
{
    static PyMethodDef methods[] = {{"read", result_read, METH_O,
                                     "At least so many of the next rows, where there are as many."},
                                    {"stream", result_stream, METH_NOARGS,
                                     "A capsule with an Arrow C stream of the next rows."},
                                    {NULL, NULL, 0, NULL}};
    static PyGetSetDef properties[] = {
        {"columns", result_columns, NULL, "The names of the columns.", NULL},
        {"types", result_types, NULL, "DuckDB's names of their types.", NULL},
        {"rows_changed", result_rows_changed, NULL, "Rows inserted, updated or deleted.", NULL},
        {"has_ended", result_has_ended, NULL, "Whether all rows were read.", NULL},
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
