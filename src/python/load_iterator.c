/*
 * A load of what an iterator gives. Records become bytes with the GIL, and go into the load, which may wait, without it.
 */
#include <stdio.h>

#include "blocking.h"
#include "database.h"
#include "failure.h"
#include "load_options.h"
#include "record_batch.h"

/* What is pushed at once, where the records are large. */
#define MOST_BATCH_BYTES ((size_t)4 << 20)

typedef struct iterator_load {
    database_object *database;
    const module_state *state;
    mpdata_table_type type;
    const char *table;
    load_options options;
    PyObject *iterator;
    /* Called with the records so far, and twice 0 (see load_files.c); None: nobody is told. */
    PyObject *progress;
    mpdata_load *load;
    record_batch batch;
    /* Records taken, and those that the callback was told of last. */
    uint64_t records;
    uint64_t told_records;
    mpdata_ingest_report report;
    mpdata_status status;
    mpdata_error error;
} iterator_load;

/* False with an exception set where the load's last step failed. */
static bool check_status(const iterator_load *l)
{
    if (l->status == MPDATA_OK)
        return true;
    (void)failure_raise_record(l->state, &l->error, l->options.native.batch_records, "");
    return false;
}

/* The record that is being read was refused, and its number is the next one; or an exception is set. */
static bool raise_fault(iterator_load *l)
{
    const json_fault *fault = &l->batch.writer.fault;

    if (!fault->is_set)
        return false;
    l->error = (mpdata_error){.code = MPDATA_ERROR_INPUT, .record = l->records + 1};
    (void)snprintf(l->error.message, sizeof(l->error.message), "record %llu: %s %s",
                   (unsigned long long)l->error.record, fault->field, fault->reason);
    (void)failure_raise_record(l->state, &l->error, l->options.native.batch_records, fault->field);
    return false;
}

static bool begin(iterator_load *l)
{
    Py_BEGIN_ALLOW_THREADS l->status = mpdata_load_begin(l->database->db, l->type, l->table,
                                                         &l->options.native, &l->load, &l->error);
    Py_END_ALLOW_THREADS return check_status(l);
}

/* Keeps an exception that is set: it is why the load ends. */
static void end(iterator_load *l)
{
    PyObject *type = NULL;
    PyObject *exception = NULL;
    PyObject *trace = NULL;

    PyErr_Fetch(&type, &exception, &trace);
    Py_BEGIN_ALLOW_THREADS mpdata_load_free(l->load);
    Py_END_ALLOW_THREADS l->load = NULL;
    PyErr_Restore(type, exception, trace);
}

/* Only the first record tells which kind they are, and the table was looked at before it was asked for. */
static bool choose_input(iterator_load *l, PyObject *first)
{
    int is_export = record_batch_is_export(l->state, l->type, first);

    if (is_export < 0)
        return false;
    l->batch.is_export = is_export != 0;
    mpdata_input input = is_export ? MPDATA_INPUT_EXPORT : MPDATA_INPUT_RECORDS;
    if (input == l->options.native.input)
        return true;
    l->options.native.input = input;
    end(l);
    return begin(l);
}

static bool tell(iterator_load *l)
{
    if (l->progress == Py_None || l->told_records == l->records)
        return true;
    l->told_records = l->records;
    PyObject *answer =
        PyObject_CallFunction(l->progress, "Kii", (unsigned long long)l->records, 0, 0);
    Py_XDECREF(answer);
    return answer != NULL;
}

static bool push(iterator_load *l)
{
    Py_BEGIN_ALLOW_THREADS l->status = record_batch_push(&l->batch, l->load, &l->error);
    Py_END_ALLOW_THREADS if (PyErr_CheckSignals() != 0) return false;
    return check_status(l);
}

static bool add(iterator_load *l, PyObject *record)
{
    if (l->records == 0 && !choose_input(l, record))
        return false;
    if (!record_batch_add(&l->batch, record))
        return raise_fault(l);
    l->records++;
    bool is_full = l->records % l->options.native.batch_records == 0;
    if (is_full || l->batch.text.bytes >= MOST_BATCH_BYTES)
        return push(l) && (!is_full || tell(l));
    return true;
}

static bool take_all(iterator_load *l)
{
    PyObject *record = NULL;
    bool done = true;

    while (done && (record = PyIter_Next(l->iterator)) != NULL) {
        done = add(l, record);
        Py_DECREF(record);
    }
    return done && PyErr_Occurred() == NULL && push(l);
}

static void do_commit(void *payload)
{
    iterator_load *l = payload;

    l->status = mpdata_load_commit(l->load, &l->report, &l->error);
}

static bool commit(iterator_load *l)
{
    const blocking_call call = {.work = do_commit, .payload = l, .db = l->database->db};

    if (!blocking_run(l->state, &call))
        return false;
    return check_status(l) && tell(l);
}

static PyObject *run(iterator_load *l)
{
    PyObject *report = NULL;

    record_batch_begin(&l->batch, l->state, l->type, l->options.native.repair);
    if (begin(l) && take_all(l) && commit(l))
        report = load_options_report(&l->report, l->batch.repaired);
    end(l);
    record_batch_dispose(&l->batch);
    return report;
}

/* load_records(type, table, iterator, options: dict, progress) */
PyObject *database_load_records(PyObject *object, PyObject *arguments)
{
    iterator_load l = {.database = (database_object *)object};
    int type = 0;
    PyObject *options = NULL;
    PyObject *report = NULL;

    l.state = l.database->state;
    if (PyArg_ParseTuple(arguments, "isOO!O", &type, &l.table, &l.iterator, &PyDict_Type, &options,
                         &l.progress) == 0)
        return NULL;
    l.type = (mpdata_table_type)type;
    if (PyIter_Check(l.iterator) == 0)
        return PyErr_Format(PyExc_TypeError, "not an iterator");
    if (load_options_read(l.state, options, &l.options) && database_enter(l.database)) {
        report = run(&l);
        database_leave(l.database);
    }
    load_options_dispose(&l.options);
    return report;
}
