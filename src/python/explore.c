/*
 * A first look at a table: results of mpdata/explore.h, and the keys of mpdata/keys.h.
 */
#include "blocking.h"
#include "container.h"
#include "database.h"
#include "failure.h"
#include "result.h"

typedef struct explore_call {
    mpdata_db *db;
    const char *table;
    const char *column;
    uint32_t rows;
    mpdata_column_source source;
    mpdata_breakdown_options breakdown;
    mpdata_result *result;
    mpdata_key_list *keys;
    mpdata_status status;
    mpdata_error error;
} explore_call;

#define EXPLORE_CALL_INIT                                                                          \
    {                                                                                              \
        .breakdown = MPDATA_BREAKDOWN_OPTIONS_INIT, .status = MPDATA_OK                            \
    }

/* Does the work as blocking_run does, between enter and leave; false with an exception set. */
static bool run(database_object *self, blocking_work work, explore_call *c)
{
    const blocking_call call = {.work = work, .payload = c, .db = self->db};

    if (!database_enter(self))
        return false;
    c->db = self->db;
    bool done = blocking_run(self->state, &call);
    if (!done) {
        mpdata_result_free(c->result);
        mpdata_key_list_free(c->keys);
    }
    database_leave(self);
    if (done && c->status != MPDATA_OK)
        (void)failure_raise(self->state, &c->error);
    return done && c->status == MPDATA_OK;
}

static PyObject *run_for_result(PyObject *object, blocking_work work, explore_call *c)
{
    database_object *self = (database_object *)object;

    return run(self, work, c) ? result_wrap(self, c->result) : NULL;
}

static void do_sample(void *payload)
{
    explore_call *c = payload;

    c->status =
        mpdata_table_sample(c->db, c->table, c->rows, MPDATA_NO_SEED, &c->result, &c->error);
}

/* sample(table, rows) */
PyObject *database_sample(PyObject *object, PyObject *arguments)
{
    explore_call c = EXPLORE_CALL_INIT;
    unsigned int rows = 0;

    if (PyArg_ParseTuple(arguments, "sI", &c.table, &rows) == 0)
        return NULL;
    c.rows = rows;
    return run_for_result(object, do_sample, &c);
}

static void do_summarize(void *payload)
{
    explore_call *c = payload;

    c->status = mpdata_table_summarize(c->db, c->table, &c->result, &c->error);
}

/* summarize(table) */
PyObject *database_summarize(PyObject *object, PyObject *arguments)
{
    explore_call c = EXPLORE_CALL_INIT;

    if (PyArg_ParseTuple(arguments, "s", &c.table) == 0)
        return NULL;
    return run_for_result(object, do_summarize, &c);
}

static void do_breakdown(void *payload)
{
    explore_call *c = payload;

    c->status = mpdata_table_breakdown(c->db, c->table, &c->breakdown, &c->result, &c->error);
}

/* breakdown(table, period, time zone or None) */
PyObject *database_breakdown(PyObject *object, PyObject *arguments)
{
    explore_call c = EXPLORE_CALL_INIT;
    int period = 0;

    if (PyArg_ParseTuple(arguments, "siz", &c.table, &period, &c.breakdown.time_zone) == 0)
        return NULL;
    c.breakdown.period = (mpdata_period)period;
    return run_for_result(object, do_breakdown, &c);
}

static void do_statistics(void *payload)
{
    explore_call *c = payload;

    c->status = mpdata_table_column_statistics(c->db, c->table, c->column, c->source, &c->result,
                                               &c->error);
}

/* column_statistics(table, column, whether it is a property whatever columns there are) */
PyObject *database_column_statistics(PyObject *object, PyObject *arguments)
{
    explore_call c = EXPLORE_CALL_INIT;
    int is_property = 0;

    if (PyArg_ParseTuple(arguments, "ssp", &c.table, &c.column, &is_property) == 0)
        return NULL;
    c.source = is_property != 0 ? MPDATA_PROPERTY_ONLY : MPDATA_COLUMN_OR_PROPERTY;
    return run_for_result(object, do_statistics, &c);
}

static void do_values(void *payload)
{
    explore_call *c = payload;

    c->status = mpdata_table_column_values(c->db, c->table, c->column, c->source, c->rows, 0,
                                           &c->result, &c->error);
}

/* column_values(table, column, is_property, top) */
PyObject *database_column_values(PyObject *object, PyObject *arguments)
{
    explore_call c = EXPLORE_CALL_INIT;
    int is_property = 0;
    unsigned int top = 0;

    if (PyArg_ParseTuple(arguments, "sspI", &c.table, &c.column, &is_property, &top) == 0)
        return NULL;
    c.source = is_property != 0 ? MPDATA_PROPERTY_ONLY : MPDATA_COLUMN_OR_PROPERTY;
    c.rows = top;
    return run_for_result(object, do_values, &c);
}

static void do_loads(void *payload)
{
    explore_call *c = payload;

    c->status = mpdata_table_loads(c->db, c->table, &c->result, &c->error);
}

/* loads(table) */
PyObject *database_loads(PyObject *object, PyObject *arguments)
{
    explore_call c = EXPLORE_CALL_INIT;

    if (PyArg_ParseTuple(arguments, "s", &c.table) == 0)
        return NULL;
    return run_for_result(object, do_loads, &c);
}

static void do_keys(void *payload)
{
    explore_call *c = payload;

    /* The event's name, or NULL. */
    c->status = mpdata_table_keys(c->db, c->table, c->column, &c->keys, &c->error);
}

/* (key, rows, nulls, bools, numbers, strings, arrays, objects, distinct_about, example or None) */
static PyObject *key_tuple(void *keys, size_t number)
{
    const mpdata_key_info *info = mpdata_key_list_at(keys, number);
    PyObject *name = PyUnicode_DecodeUTF8(info->name.data, (Py_ssize_t)info->name.bytes, "replace");
    PyObject *example =
        info->example.data == NULL
            ? Py_NewRef(Py_None)
            : PyUnicode_DecodeUTF8(info->example.data, (Py_ssize_t)info->example.bytes, "replace");

    return Py_BuildValue("(NKKKKKKKKN)", name, (unsigned long long)info->rows,
                         (unsigned long long)info->nulls, (unsigned long long)info->bools,
                         (unsigned long long)info->numbers, (unsigned long long)info->strings,
                         (unsigned long long)info->arrays, (unsigned long long)info->objects,
                         (unsigned long long)info->distinct_about, example);
}

/* keys(table, event or None) -> (rows read, list) */
PyObject *database_keys(PyObject *object, PyObject *arguments)
{
    explore_call c = EXPLORE_CALL_INIT;

    if (PyArg_ParseTuple(arguments, "sz", &c.table, &c.column) == 0 ||
        !run((database_object *)object, do_keys, &c))
        return NULL;
    PyObject *list = container_list(mpdata_key_list_count(c.keys), key_tuple, c.keys);
    unsigned long long rows = mpdata_key_list_rows(c.keys);
    mpdata_key_list_free(c.keys);
    return list == NULL ? NULL : Py_BuildValue("(KN)", rows, list);
}
