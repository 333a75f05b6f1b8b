#include "parameters.h"

#include <stdlib.h>

#include "moment.h"
#include "option_value.h"

#define DAY_US INT64_C(86400000000)
/* That DuckDB's DECIMAL has. */
#define MOST_DIGITS 38

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

/* Steals `text`, a number's. What has more digits than DuckDB's numbers goes as text. */
static bool set_number(parameters *p, mpdata_value *out, PyObject *text)
{
    if (!set_text(p, out, text))
        return false;
    size_t digits = 0;
    for (size_t i = 0; i < out->text.bytes; i++) {
        char c = out->text.data[i];

        if ((c < '0' || c > '9') && c != '.' && c != '-')
            return true;
        digits += c >= '0' ? 1 : 0;
    }
    if (digits <= MOST_DIGITS)
        *out = mpdata_value_decimal(out->text.data, out->text.bytes);
    return true;
}

/* Steals `bytes`, which are kept as a text is. */
static bool set_bytes(parameters *p, mpdata_value *out, PyObject *bytes)
{
    bool done = bytes != NULL && PyList_Append(p->kept, bytes) == 0;

    if (done)
        *out = mpdata_value_blob(PyBytes_AsString(bytes), (size_t)PyBytes_Size(bytes));
    Py_XDECREF(bytes);
    return done;
}

static bool is_bytes(PyObject *value)
{
    return PyBytes_Check(value) != 0 || PyByteArray_Check(value) != 0 ||
           PyMemoryView_Check(value) != 0;
}

/* A datetime is its moment, a date without a time its day. */
static bool set_moment(mpdata_value *out, moment_status status, int64_t us)
{
    *out = mpdata_value_timestamp(us);
    if (status == MOMENT_DAY) {
        out->kind = MPDATA_VALUE_DATE;
        out->int64 = us / DAY_US;
    }
    return status != MOMENT_FAILED;
}

static bool set_integer(parameters *p, mpdata_value *out, PyObject *number)
{
    int overflow = 0;
    long long value = PyLong_AsLongLongAndOverflow(number, &overflow);

    if (overflow != 0)
        return set_number(p, out, PyNumber_ToBase(number, 10));
    *out = mpdata_value_int64(value);
    return true;
}

static bool set_value(const module_state *state, parameters *p, mpdata_value *out, PyObject *value);

/* What has a plain form may have that of another value, which has one, and so on. */
static bool set_plain(const module_state *state, parameters *p, mpdata_value *out, PyObject *plain)
{
    if (PyDict_Check(plain) != 0) {
        PyErr_SetString(PyExc_TypeError,
                        "a dict is no value of SQL: give it as text, by json.dumps");
        return false;
    }
    if (Py_EnterRecursiveCall(" in a parameter") != 0)
        return false;
    bool done = set_value(state, p, out, plain);
    Py_LeaveRecursiveCall();
    return done;
}

/* A time, or what has a plain form: see mixpanel_data._values. */
static bool set_other(const module_state *state, parameters *p, mpdata_value *out, PyObject *value)
{
    int64_t us = 0;
    moment_status status = moment_read(state, value, &us);

    if (status != MOMENT_OTHER)
        return set_moment(out, status, us);
    if (is_bytes(value))
        return set_bytes(p, out, PyBytes_FromObject(value));
    /* As digits, without an exponent. */
    int is_decimal = PyObject_IsInstance(value, state->decimal);
    if (is_decimal != 0)
        return is_decimal > 0 &&
               set_number(p, out, PyObject_CallMethod(value, "__format__", "s", "f"));
    PyObject *plain = PyObject_CallFunctionObjArgs(state->plain_value, value, NULL);
    if (plain == NULL)
        return false;
    bool done = set_plain(state, p, out, plain);
    Py_DECREF(plain);
    return done;
}

static bool set_value(const module_state *state, parameters *p, mpdata_value *out, PyObject *value)
{
    if (PyUnicode_Check(value) != 0)
        return set_text(p, out, Py_NewRef(value));
    if (value == Py_None)
        *out = mpdata_value_null();
    else if (PyBool_Check(value) != 0)
        *out = mpdata_value_bool(value == Py_True);
    else if (PyLong_Check(value) != 0)
        return set_integer(p, out, value);
    else if (PyFloat_Check(value) != 0)
        *out = mpdata_value_double(PyFloat_AsDouble(value));
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
