/*
 * The values of options, out of a dict: each leaves its variable as it is where the dict has no such key.
 */
#ifndef PYTHON_OPTION_VALUE_H
#define PYTHON_OPTION_VALUE_H

#include "module.h"

#include <stdint.h>

/* Borrowed; NULL where it is not there, or None. False with an exception set: there is no memory. */
bool option_value_find(PyObject *dict, const char *name, PyObject **out);
/* False with an exception set: a value of another type, or one that is too large, or no memory. Texts are borrowed from the dict. */
bool option_value_bool(PyObject *dict, const char *name, bool *out);
bool option_value_u32(PyObject *dict, const char *name, uint32_t *out);
bool option_value_u64(PyObject *dict, const char *name, uint64_t *out);
/* A str, or bytes where it is a path. */
bool option_value_text(PyObject *dict, const char *name, const char **out);
/* Of a str by itself, borrowed from it. `name` is what the exception calls it. */
bool option_value_string(PyObject *value, const char *name, const char **out);

#endif
