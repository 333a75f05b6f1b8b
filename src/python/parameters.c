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
        digits += c >= '0' && c <= '9' ? 1 : 0;
    }
    if (digits <= MOST_DIGITS)
        *out = mpdata_value_decimal(out->text.data, out->text.bytes);
    return true;
}

/* Steals `bytes`, which are kept as a text is. */
static bool set_bytes(parameters *p, mpdata_value *out, PyObject *bytes)
{
    char *data = NULL;
    Py_ssize_t count = 0;
    bool done = bytes != NULL && PyBytes_AsStringAndSize(bytes, &data, &count) == 0 &&
                PyList_Append(p->kept, bytes) == 0;

    Py_XDECREF(bytes);
    if (done)
        *out = mpdata_value_blob(data, (size_t)count);
    return done;
}

static bool is_bytes(PyObject *value)
{
    return PyBytes_Check(value) != 0 || PyByteArray_Check(value) != 0 ||
           PyMemoryView_Check(value) != 0;
}

/* A datetime is its moment, a date without a time its day. */
static bool set_moment(const module_state *state, mpdata_value *out, PyObject *value, int64_t us)
{
    int is_datetime = PyObject_IsInstance(value, (PyObject *)state->datetime_type);

    *out = mpdata_value_timestamp(us);
    if (is_datetime == 0) {
        out->kind = MPDATA_VALUE_DATE;
        out->int64 = us / DAY_US;
    }
    return is_datetime >= 0;
}

/* A Decimal without an exponent. */
static PyObject *plain_digits(PyObject *number)
{
    PyObject *form = PyUnicode_FromString("f");
    PyObject *text = form == NULL ? NULL : PyObject_Format(number, form);

    Py_XDECREF(form);
    return text;
}

static bool set_integer(parameters *p, mpdata_value *out, PyObject *number)
{
    int overflow = 0;
    long long value = PyLong_AsLongLongAndOverflow(number, &overflow);

    if (overflow != 0)
        return set_number(p, out, PyNumber_ToBase(number, 10));
    *out = mpdata_value_int64(value);
    return value != -1 || PyErr_Occurred() == NULL;
}

/* A time, or what has a plain form: see mixpanel_data._values. */
static bool set_other(const module_state *state, parameters *p, mpdata_value *out, PyObject *value)
{
    int64_t us = 0;
    moment_status status = moment_read(state, value, &us);

    if (status != MOMENT_OTHER)
        return status == MOMENT_OK && set_moment(state, out, value, us);
    if (is_bytes(value))
        return set_bytes(p, out, PyBytes_FromObject(value));
    int is_decimal = PyObject_IsInstance(value, state->decimal);
    if (is_decimal != 0)
        return is_decimal > 0 && set_number(p, out, plain_digits(value));
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
