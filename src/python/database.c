#include "database.h"

#include <stdatomic.h>
#include <stdlib.h>
#include <unistd.h>

#include "blocking.h"
#include "failure.h"
#include "open_options.h"

#define SHUT_DOWN_TRIES 200
#define SHUT_DOWN_PAUSE_US 50000

/* ---- One call at a time -------------------------------------------------------------------------- */

static bool check_process(const database_object *self)
{
    if (self->process == getpid())
        return true;
    (void)failure_raise_text(
        self->state, MPDATA_ERROR_CLOSED,
        "this database was opened by process %ld, and this is a child that was "
        "forked from it: open the database anew here, after it is closed there",
        (long)self->process);
    return false;
}

/* Waits without the GIL; false where a signal's handler raised an exception. */
static bool acquire(database_object *self)
{
    for (;;) {
        PyLockStatus status = PY_LOCK_FAILURE;

        Py_BEGIN_ALLOW_THREADS status = PyThread_acquire_lock_timed(self->lock, -1, 1);
        Py_END_ALLOW_THREADS if (status == PY_LOCK_ACQUIRED) return true;
        if (PyErr_CheckSignals() != 0)
            return false;
    }
}

bool database_enter(database_object *self)
{
    if (!check_process(self))
        return false;
    if (self->holder == PyThread_get_thread_ident()) {
        (void)failure_raise_text(self->state, MPDATA_ERROR_ARGUMENT,
                                 "the database is busy with a load: its iterator and its callback "
                                 "can't use the same engine");
        return false;
    }
    if (PyThread_acquire_lock(self->lock, NOWAIT_LOCK) == 0 && !acquire(self))
        return false;
    if (self->is_ending) {
        PyThread_release_lock(self->lock);
        (void)failure_raise_text(self->state, MPDATA_ERROR_CLOSED,
                                 "the database is closed: the interpreter ends");
        return false;
    }
    self->holder = PyThread_get_thread_ident();
    return true;
}

static void free_result(mpdata_result *result, struct ArrowArrayStream *stream)
{
    if (stream->release != NULL)
        stream->release(stream);
    mpdata_result_free(result);
}

static void free_dropped(database_object *self)
{
    while (self->dropped != NULL) {
        dropped_result *first = self->dropped;

        self->dropped = first->next;
        free_result(first->result, &first->stream);
        free(first);
    }
}

void database_leave(database_object *self)
{
    free_dropped(self);
    self->holder = 0;
    PyThread_release_lock(self->lock);
}

void database_drop_result(database_object *self, mpdata_result *result,
                          struct ArrowArrayStream *stream)
{
    if (self->process != getpid())
        return;
    if (PyThread_acquire_lock(self->lock, NOWAIT_LOCK) != 0) {
        free_result(result, stream);
        PyThread_release_lock(self->lock);
        return;
    }
    dropped_result *dropped = malloc(sizeof(*dropped));
    /* Out of memory: the result is lost, which is better than freed under the call that may use it. */
    if (dropped == NULL)
        return;
    *dropped = (dropped_result){self->dropped, result, *stream};
    self->dropped = dropped;
}

/* ---- Opening and closing ------------------------------------------------------------------------- */

typedef enum open_kind {
    OPEN_FILE = 0,
    OPEN_PROJECT = 1,
    OPEN_MEMORY = 2,
    OPEN_EPHEMERAL = 3
} open_kind;

typedef struct open_work {
    open_kind kind;
    const char *where;
    size_t where_bytes;
    mpdata_open_options options;
    /* Set where a signal's handler raised an exception: the wait for a locked file ends. */
    atomic_bool is_unwanted;
    mpdata_status status;
    mpdata_db *db;
    mpdata_error error;
} open_work;

static void do_open(void *payload)
{
    open_work *w = payload;
    const mpdata_open_options *options = &w->options;

    switch (w->kind) {
    case OPEN_FILE:
        w->status = mpdata_open(w->where, options, &w->db, &w->error);
        break;
    case OPEN_PROJECT:
        w->status = mpdata_open_project(w->where, w->where_bytes, options, &w->db, &w->error);
        break;
    case OPEN_MEMORY:
        w->status = mpdata_open_memory(options, &w->db, &w->error);
        break;
    default:
        w->status = mpdata_open_ephemeral(options, &w->db, &w->error);
        break;
    }
}

static int is_wait_over(const mpdata_error *locked, uint64_t waited_ms, void *payload)
{
    const open_work *w = payload;

    (void)locked;
    (void)waited_ms;
    return atomic_load(&w->is_unwanted);
}

static PyObject *wrap(const module_state *state, mpdata_db *db)
{
    database_object *self = (database_object *)PyType_GenericAlloc(state->database_type, 0);

    if (self == NULL) {
        mpdata_db_free(db);
        return NULL;
    }
    self->state = state;
    self->process = getpid();
    self->db = db;
    self->lock = PyThread_allocate_lock();
    if (self->lock == NULL) {
        Py_DECREF(self);
        return PyErr_NoMemory();
    }
    return (PyObject *)self;
}

static PyObject *run_open(const module_state *state, open_work *w)
{
    const blocking_call call = {.work = do_open, .payload = w, .is_unwanted = &w->is_unwanted};

    w->options.on_wait = is_wait_over;
    w->options.wait_payload = w;
    if (!blocking_run(state, &call)) {
        mpdata_db_free(w->db);
        return NULL;
    }
    return w->status == MPDATA_OK ? wrap(state, w->db) : failure_raise(state, &w->error);
}

/* open(kind, where: bytes, options: dict) */
static PyObject *open_database(PyObject *module, PyObject *arguments)
{
    open_work w = {.kind = OPEN_FILE};
    Py_ssize_t bytes = 0;
    int kind = 0;
    PyObject *options = NULL;

    if (PyArg_ParseTuple(arguments, "iy#O!", &kind, &w.where, &bytes, &PyDict_Type, &options) == 0)
        return NULL;
    if (kind < OPEN_FILE || kind > OPEN_EPHEMERAL)
        return PyErr_Format(PyExc_ValueError, "there is no kind %d of database", kind);
    w.kind = (open_kind)kind;
    w.where_bytes = (size_t)bytes;
    if (!open_options_read(options, &w.options))
        return NULL;
    return run_open(module_state_of(module), &w);
}

/* A further handle, for results that live side by side with this one's. */
static PyObject *database_connect(PyObject *object, PyObject *none)
{
    database_object *self = (database_object *)object;
    open_work w = {.status = MPDATA_OK};

    (void)none;
    if (!database_enter(self))
        return NULL;
    Py_BEGIN_ALLOW_THREADS w.status = mpdata_db_connect(self->db, &w.db, &w.error);
    Py_END_ALLOW_THREADS database_leave(self);
    return w.status == MPDATA_OK ? wrap(self->state, w.db) : failure_raise(self->state, &w.error);
}

typedef struct close_work {
    mpdata_db *db;
    mpdata_status status;
    mpdata_error error;
} close_work;

static PyObject *database_close(PyObject *object, PyObject *none)
{
    database_object *self = (database_object *)object;
    close_work w = {self->db, MPDATA_OK, {.code = MPDATA_OK}};

    (void)none;
    /* What the parent has open is the parent's to close. */
    if (self->process != getpid())
        Py_RETURN_NONE;
    if (!database_enter(self))
        return NULL;
    Py_BEGIN_ALLOW_THREADS w.status = mpdata_db_close(w.db, &w.error);
    Py_END_ALLOW_THREADS database_leave(self);
    if (w.status != MPDATA_OK)
        return failure_raise(self->state, &w.error);
    Py_RETURN_NONE;
}

/*
 * At the end of the interpreter: what another thread still runs here is told to stop, for a while, and the database is
 * closed. A thread that does not let go keeps it open: the system closes the file.
 */
static PyObject *database_shut_down(PyObject *object, PyObject *none)
{
    database_object *self = (database_object *)object;
    bool has_lock = false;

    (void)none;
    if (self->process != getpid())
        Py_RETURN_NONE;
    self->is_ending = true;
    for (int i = 0; i < SHUT_DOWN_TRIES && !has_lock; i++) {
        PyLockStatus status = PY_LOCK_FAILURE;

        mpdata_db_interrupt(self->db);
        Py_BEGIN_ALLOW_THREADS status =
            PyThread_acquire_lock_timed(self->lock, SHUT_DOWN_PAUSE_US, 0);
        Py_END_ALLOW_THREADS has_lock = status == PY_LOCK_ACQUIRED;
    }
    if (!has_lock)
        Py_RETURN_NONE;
    free_dropped(self);
    Py_BEGIN_ALLOW_THREADS(void) mpdata_db_close(self->db, NULL);
    Py_END_ALLOW_THREADS PyThread_release_lock(self->lock);
    Py_RETURN_NONE;
}

static PyObject *database_interrupt(PyObject *object, PyObject *none)
{
    database_object *self = (database_object *)object;

    (void)none;
    if (!check_process(self))
        return NULL;
    mpdata_db_interrupt(self->db);
    Py_RETURN_NONE;
}

/* ---- What it is ---------------------------------------------------------------------------------- */

static PyObject *database_is_open(PyObject *object, void *closure)
{
    const database_object *self = (const database_object *)object;

    (void)closure;
    return PyBool_FromLong(self->process == getpid() && mpdata_db_is_open(self->db));
}

static PyObject *database_read_only(PyObject *object, void *closure)
{
    (void)closure;
    return PyBool_FromLong(mpdata_db_is_read_only(((const database_object *)object)->db));
}

static PyObject *database_path(PyObject *object, void *closure)
{
    const char *path = mpdata_db_path(((const database_object *)object)->db);

    (void)closure;
    if (path == NULL)
        Py_RETURN_NONE;
    return PyUnicode_DecodeFSDefault(path);
}

static PyObject *database_owner(PyObject *object, void *closure)
{
    (void)closure;
    return PyLong_FromLong((long)((const database_object *)object)->process);
}

static void database_dealloc(PyObject *object)
{
    database_object *self = (database_object *)object;
    PyTypeObject *type = Py_TYPE(object);

    /* In a forked child DuckDB's threads are missing: closing would wait for them for good. */
    if (self->process == getpid()) {
        mpdata_db *db = self->db;

        free_dropped(self);
        Py_BEGIN_ALLOW_THREADS mpdata_db_free(db);
        Py_END_ALLOW_THREADS if (self->lock != NULL) PyThread_free_lock(self->lock);
    }
    PyObject_Free(object);
    Py_DECREF(type);
}

static PyMethodDef database_methods[] = {
    {"close", database_close, METH_NOARGS, "Closes the database; a second call does nothing."},
    {"shut_down", database_shut_down, METH_NOARGS, "Ends what runs, and closes the database."},
    {"interrupt", database_interrupt, METH_NOARGS, "Ends the load or query that runs."},
    {"load_records", database_load_records, METH_VARARGS, "Loads what an iterator gives."},
    {"load_files", database_load_files, METH_VARARGS, "Loads files."},
    {"query", database_query, METH_VARARGS, "Runs SQL."},
    {"connect", database_connect, METH_NOARGS, "A further handle of the open database."},
    {"sample", database_sample, METH_VARARGS, "Some rows of a table."},
    {"summarize", database_summarize, METH_VARARGS, "A row for each column of a table."},
    {"breakdown", database_breakdown, METH_VARARGS, "The events of a table."},
    {"column_statistics", database_column_statistics, METH_VARARGS, "A column in figures."},
    {"column_values", database_column_values, METH_VARARGS, "A column's most frequent values."},
    {"loads", database_loads, METH_VARARGS, "What was loaded into a table."},
    {"keys", database_keys, METH_VARARGS, "The properties of a table."},
    {"tables", database_tables, METH_NOARGS, "The tables, by name."},
    {"table_schema", database_table_schema, METH_VARARGS, "A table and its columns."},
    {"table_exists", database_table_exists, METH_VARARGS, "Whether there is such a table."},
    {"drop_table", database_drop_table, METH_VARARGS, "Drops a table."},
    {NULL, NULL, 0, NULL}};

static PyGetSetDef database_properties[] = {
    {"is_open", database_is_open, NULL, "Whether it is open, and opened by this process.", NULL},
    {"read_only", database_read_only, NULL, "Whether it is open for reading only.", NULL},
    {"path", database_path, NULL, "The file's path; None in memory.", NULL},
    {"process", database_owner, NULL, "The process that opened it.", NULL},
    {NULL, NULL, NULL, NULL, NULL}};

bool database_type_make(PyObject *module, module_state *state)
{
    static PyType_Slot slots[] = {{Py_tp_dealloc, (void *)database_dealloc},
                                  {Py_tp_methods, database_methods},
                                  {Py_tp_getset, database_properties},
                                  {0, NULL}};
    static PyType_Spec spec = {"mixpanel_data._native.Database", sizeof(database_object), 0,
                               Py_TPFLAGS_DEFAULT | Py_TPFLAGS_DISALLOW_INSTANTIATION, slots};

    state->database_type = (PyTypeObject *)PyType_FromModuleAndSpec(module, &spec, NULL);
    return state->database_type != NULL && PyModule_AddType(module, state->database_type) == 0;
}

PyMethodDef database_functions[] = {
    {"open", open_database, METH_VARARGS, "Opens a database: a file, a project's, or in memory."},
    {NULL, NULL, 0, NULL}};
