/*
 * A load of files: all of it is done by mpdata's own threads.
 */
#include <stdatomic.h>
#include <stdlib.h>

#include "blocking.h"
#include "database.h"
#include "failure.h"
#include "load_options.h"

typedef struct file_load {
    database_object *database;
    mpdata_table_type type;
    const char *table;
    const char **paths;
    size_t path_count;
    load_options options;
    /* Called with records, bytes and all the bytes there are; None: nobody is told. */
    PyObject *progress;
    /* Told by the thread that loads, and those that the callback was told of last. */
    atomic_uint_fast64_t records;
    atomic_uint_fast64_t bytes;
    atomic_uint_fast64_t total_bytes;
    uint64_t told_records;
    mpdata_ingest_report report;
    mpdata_status status;
    mpdata_error error;
} file_load;

static int note_progress(const mpdata_ingest_progress *progress, void *payload)
{
    file_load *l = payload;

    atomic_store(&l->bytes, progress->bytes);
    atomic_store(&l->total_bytes, progress->total_bytes);
    atomic_store(&l->records, progress->rows);
    return 0;
}

static bool tell(void *payload)
{
    file_load *l = payload;
    uint64_t records = atomic_load(&l->records);

    if (l->progress == Py_None || records == l->told_records)
        return true;
    l->told_records = records;
    PyObject *answer = PyObject_CallFunction(l->progress, "KKK", (unsigned long long)records,
                                             (unsigned long long)atomic_load(&l->bytes),
                                             (unsigned long long)atomic_load(&l->total_bytes));
    Py_XDECREF(answer);
    return answer != NULL;
}

static void do_load(void *payload)
{
    file_load *l = payload;

    l->status = mpdata_ingest_files(l->database->db, l->type, l->table, l->paths, l->path_count,
                                    &l->options.native, &l->report, &l->error);
}

static PyObject *run(file_load *l)
{
    const blocking_call call = {.work = do_load,
                                .payload = l,
                                .db = l->database->db,
                                .tick = l->progress == Py_None ? NULL : tell,
                                .tick_payload = l};

    if (l->progress != Py_None) {
        l->options.native.progress = note_progress;
        l->options.native.progress_payload = l;
    }
    if (!blocking_run(l->database->state, &call))
        return NULL;
    if (l->status != MPDATA_OK)
        return failure_raise(l->database->state, &l->error);
    return tell(l) ? load_options_report(&l->report, 0) : NULL;
}

/* A list of bytes, which outlives the load. */
static bool read_paths(PyObject *list, file_load *l)
{
    Py_ssize_t count = PyList_Size(list);

    l->paths = calloc((size_t)count + 1, sizeof(*l->paths));
    if (l->paths == NULL) {
        (void)PyErr_NoMemory();
        return false;
    }
    for (Py_ssize_t i = 0; i < count; i++) {
        l->paths[i] = PyBytes_AsString(PyList_GetItem(list, i));
        if (l->paths[i] == NULL)
            return false;
    }
    l->path_count = (size_t)count;
    return true;
}

/* load_files(type, table, paths: list of bytes, options: dict, progress) */
PyObject *database_load_files(PyObject *object, PyObject *arguments)
{
    file_load l = {.database = (database_object *)object};
    int type = 0;
    PyObject *paths = NULL;
    PyObject *options = NULL;
    PyObject *report = NULL;

    if (PyArg_ParseTuple(arguments, "isO!O!O", &type, &l.table, &PyList_Type, &paths, &PyDict_Type,
                         &options, &l.progress) == 0)
        return NULL;
    l.type = (mpdata_table_type)type;
    if (read_paths(paths, &l) && load_options_read(l.database->state, options, &l.options) &&
        database_enter(l.database)) {
        report = run(&l);
        database_leave(l.database);
    }
    load_options_dispose(&l.options);
    free(l.paths);
    return report;
}
