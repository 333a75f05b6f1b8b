/*
 * Lists and dicts, as they are made: what could not be made ends them.
 */
#ifndef PYTHON_CONTAINER_H
#define PYTHON_CONTAINER_H

#include "module.h"

/* A new reference to one of the items, the first of them first; NULL with an exception set. */
typedef PyObject *(*container_next)(void *items, size_t number);

/* A list of so many; NULL with an exception set. */
PyObject *container_list(size_t count, container_next next, void *items);

/* Steal what they put into the dict. False with an exception set: it is NULL, it can't be a key, or there is no memory. */
bool container_put(PyObject *dict, PyObject *key, PyObject *value);
bool container_put_named(PyObject *dict, const char *name, PyObject *value);

/* `made`, which may be NULL; NULL, and `made` is dropped, where it is not whole. */
PyObject *container_whole(PyObject *made, bool is_whole);

#endif
