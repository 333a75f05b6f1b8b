#include "container.h"

PyObject *container_whole(PyObject *made, bool is_whole)
{
    if (is_whole)
        return made;
    Py_XDECREF(made);
    return NULL;
}

PyObject *container_list(size_t count, container_next next, void *items)
{
    PyObject *list = PyList_New((Py_ssize_t)count);
    bool done = list != NULL;

    for (size_t i = 0; done && i < count; i++) {
        PyObject *item = next(items, i);

        /* Code of the item's own may have found the list by the garbage collector, and emptied it. */
        done = item != NULL && PyList_SetItem(list, (Py_ssize_t)i, item) == 0;
    }
    return container_whole(list, done);
}

bool container_put(PyObject *dict, PyObject *key, PyObject *value)
{
    bool done = key != NULL && value != NULL && PyDict_SetItem(dict, key, value) == 0;

    Py_XDECREF(key);
    Py_XDECREF(value);
    return done;
}

bool container_put_named(PyObject *dict, const char *name, PyObject *value)
{
    return container_put(dict, PyUnicode_FromString(name), value);
}
