#include "parameters.h"

#include <stdlib.h>

#include "moment.h"
#include "option_value.h"

/* Steals `text`, a str that is kept for as long as the parameters. */
static bool set_text(parameters *p, mpdata_value *out, PyObject *text)
{
    Py_ssize_t bytes = 0;
    const char *data = text == NULL ? NULL : PyUnicode_AsUTF8AndSize(text, &bytes);
    bool done = data != NULL && PyList_Append(p->kept, text) == 0;

    Py_XDECREF(text);
    if (done)
        *out = mpdata_value_text(data, (size_t)bytes);
    return done;
}

static bool set_integer(parameters *p, mpdata_value *out, PyObject *number)
{
    int overflow = 0;
    long long value = PyLong_AsLongLongAndOverflow(number, &overflow);

    /* DuckDB reads what is larger out of its text. */
    if (overflow != 0)
        return set_text(p, out, PyNumber_ToBase(number, 10));
    *out = mpdata_value_int64(value);
    return value != -1 || PyErr_Occurred() == NULL;
}

/* A time, or what has a plain form: see mixpanel_data._values. */
static bool set_other(const module_state *state, parameters *p, mpdata_value *out, PyObject *value)
{
    int64_t us = 0;
    moment_status status = moment_read(state, value, &us);

    if (status != MOMENT_OTHER) {
        *out = mpdata_value_timestamp(us);
        return status == MOMENT_OK;
    }
    PyObject *plain = PyObject_CallFunctionObjArgs(state->plain_value, value, NULL);
    if (plain == NULL)
        return false;
    if (PyLong_Check(plain) != 0) {
        bool done = set_integer(p, out, plain);
        Py_DECREF(plain);
        return done;
    }
    if (PyFloat_Check(plain) != 0) {
        *out = mpdata_value_double(PyFloat_AsDouble(plain));
        Py_DECREF(plain);
        return true;
    }
    PyObject *text = PyObject_Str(plain);
    Py_DECREF(plain);
    return set_text(p, out, text);
}

static bool set_value(const module_state *state, parameters *p, mpdata_value *out, PyObject *value)
{
    if (value == Py_None)
        *out = mpdata_value_null();
    else if (PyBool_Check(value) != 0)
        *out = mpdata_value_bool(value == Py_True);
    else if (PyLong_Check(value) != 0)
        return set_integer(p, out, value);
    else if (PyFloat_Check(value) != 0)
        *out = mpdata_value_double(PyFloat_AsDouble(value));
    else if (PyUnicode_Check(value) != 0)
        return set_text(p, out, Py_NewRef(value));
    else
        return set_other(state, p, out, value);
    return true;
}

static bool allocate(parameters *p, Py_ssize_t count)
{
    p->kept = PyList_New(0);
    p->values = calloc((size_t)count + 1, sizeof(*p->values));
    if (p->values == NULL)
        (void)PyErr_NoMemory();
    return p->kept != NULL && p->values != NULL;
}

static bool read_by_name(const module_state *state, PyObject *dict, parameters *p)
{
    Py_ssize_t at = 0;
    PyObject *key = NULL;
    PyObject *value = NULL;

    while (PyDict_Next(dict, &at, &key, &value) != 0) {
        const char *name = NULL;
        mpdata_value *out = &p->values[p->count];

        if (!option_value_string(key, "a parameter's name", &name) ||
            !set_value(state, p, out, value))
            return false;
        *out = mpdata_value_named(name, *out);
        p->count++;
    }
    return true;
}

static bool read_by_position(const module_state *state, PyObject *tuple, parameters *p)
{
    Py_ssize_t count = PyTuple_Size(tuple);

    for (; (Py_ssize_t)p->count < count; p->count++)
        if (!set_value(state, p, &p->values[p->count],
                       PyTuple_GetItem(tuple, (Py_ssize_t)p->count)))
            return false;
    return true;
}

/* Steals `own`, a dict or tuple that nobody else changes: its texts are borrowed for as long as the parameters. */
static bool read_kept(const module_state *state, PyObject *own, parameters *p)
{
    bool is_dict = own != NULL && PyDict_Check(own) != 0;
    bool done = own != NULL && allocate(p, is_dict ? PyDict_Size(own) : PyTuple_Size(own)) &&
                PyList_Append(p->kept, own) == 0;

    if (done)
        done = is_dict ? read_by_name(state, own, p) : read_by_position(state, own, p);
    Py_XDECREF(own);
    return done;
}

bool parameters_read(const module_state *state, PyObject *given, parameters *out)
{
    *out = (parameters){NULL, 0, NULL};
    if (given == Py_None)
        return true;
    if (PyDict_Check(given) != 0)
        return read_kept(state, PyDict_Copy(given), out);
    return read_kept(state, PySequence_Tuple(given), out);
}

void parameters_dispose(parameters *p)
{
    free(p->values);
    p->values = NULL;
    p->count = 0;
    Py_CLEAR(p->kept);
}
