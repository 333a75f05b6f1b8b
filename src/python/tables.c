/*
 * The tables of a database, as tuples: mixpanel_data._tables makes its classes of them.
 */
#include "blocking.h"
#include "container.h"
#include "database.h"
#include "failure.h"

typedef struct table_call {
    mpdata_db *db;
    const char *name;
    bool exists;
    mpdata_table_list *list;
    mpdata_table_schema *schema;
    mpdata_status status;
    mpdata_error error;
} table_call;

/* Does the work as blocking_run does, between enter and leave; false with an exception set. */
static bool run(PyObject *object, blocking_work work, table_call *c)
{
    database_object *self = (database_object *)object;
    const blocking_call call = {.work = work, .payload = c, .db = self->db};

    if (!database_enter(self))
        return false;
    c->db = self->db;
    bool done = blocking_run(self->state, &call);
    database_leave(self);
    if (done && c->status != MPDATA_OK)
        (void)failure_raise(self->state, &c->error);
    return done && c->status == MPDATA_OK;
}

static void do_list(void *payload)
{
    table_call *c = payload;

    c->status = mpdata_table_list_read(c->db, &c->list, &c->error);
}

/* (name, type, rows, fetched_at_us, from_day or None, to_day or None) */
static PyObject *table_tuple(const mpdata_table_info *info)
{
    PyObject *from =
        info->from_day == MPDATA_NO_DAY ? Py_NewRef(Py_None) : PyLong_FromLong(info->from_day);
    PyObject *to =
        info->to_day == MPDATA_NO_DAY ? Py_NewRef(Py_None) : PyLong_FromLong(info->to_day);

    return Py_BuildValue("(ssKLNN)", info->name, mpdata_table_type_name(info->type),
                         (unsigned long long)info->rows, (long long)info->fetched_at_us, from, to);
}

static PyObject *next_table(void *list, size_t number)
{
    return table_tuple(mpdata_table_list_at(list, number));
}

PyObject *database_tables(PyObject *object, PyObject *none)
{
    table_call c = {.status = MPDATA_OK};
    PyObject *tables = NULL;

    (void)none;
    if (run(object, do_list, &c))
        tables = container_list(mpdata_table_list_count(c.list), next_table, c.list);
    mpdata_table_list_free(c.list);
    return tables;
}

static void do_schema(void *payload)
{
    table_call *c = payload;

    c->status = mpdata_table_schema_read(c->db, c->name, &c->schema, &c->error);
}

/* (name, type, nullable, primary_key) */
static PyObject *next_column(void *schema, size_t number)
{
    const mpdata_column_info *info = mpdata_table_schema_column(schema, number);

    return Py_BuildValue("(ssNN)", info->name, info->type, PyBool_FromLong(info->nullable),
                         PyBool_FromLong(info->primary_key));
}

/* table_schema(name) -> (table as in tables(), columns) */
PyObject *database_table_schema(PyObject *object, PyObject *arguments)
{
    table_call c = {.status = MPDATA_OK};
    PyObject *answer = NULL;

    if (PyArg_ParseTuple(arguments, "s", &c.name) == 0)
        return NULL;
    if (run(object, do_schema, &c))
        answer = Py_BuildValue(
            "(NN)", table_tuple(mpdata_table_schema_table(c.schema)),
            container_list(mpdata_table_schema_column_count(c.schema), next_column, c.schema));
    mpdata_table_schema_free(c.schema);
    return answer;
}

static void do_exists(void *payload)
{
    table_call *c = payload;

    c->status = mpdata_table_exists(c->db, c->name, &c->exists, &c->error);
}

PyObject *database_table_exists(PyObject *object, PyObject *arguments)
{
    table_call c = {.status = MPDATA_OK};

    if (PyArg_ParseTuple(arguments, "s", &c.name) == 0)
        return NULL;
    return run(object, do_exists, &c) ? PyBool_FromLong(c.exists) : NULL;
}

static void do_drop(void *payload)
{
    table_call *c = payload;

    c->status = mpdata_table_drop(c->db, c->name, &c->error);
}

PyObject *database_drop_table(PyObject *object, PyObject *arguments)
{
    table_call c = {.status = MPDATA_OK};

    if (PyArg_ParseTuple(arguments, "s", &c.name) == 0 || !run(object, do_drop, &c))
        return NULL;
    Py_RETURN_NONE;
}
