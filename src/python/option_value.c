#include "option_value.h"

#include <string.h>

bool option_value_find(PyObject *dict, const char *name, PyObject **out)
{
    PyObject *key = PyUnicode_FromString(name);
    /* Not PyDict_GetItemString: without memory it says that the dict has no such key. */
    PyObject *value = key == NULL ? NULL : PyDict_GetItemWithError(dict, key);

    Py_XDECREF(key);
    *out = value == Py_None ? NULL : value;
    return value != NULL || PyErr_Occurred() == NULL;
}

bool option_value_bool(PyObject *dict, const char *name, bool *out)
{
    PyObject *value = NULL;

    if (!option_value_find(dict, name, &value))
        return false;
    int truth = value == NULL ? *out : PyObject_IsTrue(value);
    *out = truth > 0;
    return truth >= 0;
}

bool option_value_u64(PyObject *dict, const char *name, uint64_t *out)
{
    PyObject *value = NULL;

    if (!option_value_find(dict, name, &value))
        return false;
    if (value == NULL)
        return true;
    *out = PyLong_AsUnsignedLongLong(value);
    return PyErr_Occurred() == NULL;
}

bool option_value_u32(PyObject *dict, const char *name, uint32_t *out)
{
    uint64_t number = *out;

    if (!option_value_u64(dict, name, &number))
        return false;
    if (number > UINT32_MAX) {
        PyErr_Format(PyExc_ValueError, "%s is too large: %llu", name, (unsigned long long)number);
        return false;
    }
    *out = (uint32_t)number;
    return true;
}

/* As C has it: up to the first NUL. */
static bool check_whole(const char *text, Py_ssize_t bytes, const char *name, const char **out)
{
    if (text == NULL)
        return false;
    if (strlen(text) != (size_t)bytes) {
        PyErr_Format(PyExc_ValueError, "%s holds a NUL character", name);
        return false;
    }
    *out = text;
    return true;
}

bool option_value_string(PyObject *value, const char *name, const char **out)
{
    Py_ssize_t bytes = 0;
    const char *text = PyUnicode_AsUTF8AndSize(value, &bytes);

    return check_whole(text, bytes, name, out);
}

bool option_value_text(PyObject *dict, const char *name, const char **out)
{
    PyObject *value = NULL;

    if (!option_value_find(dict, name, &value))
        return false;
    if (value == NULL)
        return true;
    if (PyBytes_Check(value))
        return check_whole(PyBytes_AsString(value), PyBytes_Size(value), name, out);
    return option_value_string(value, name, out);
}
