/*
 * The options of an open, out of a dict.
 */
#ifndef PYTHON_OPEN_OPTIONS_H
#define PYTHON_OPEN_OPTIONS_H

#include "module.h"

#include "mpdata.h"

/* False with an exception set for a value of another type. Texts in `out` are borrowed from the dict. */
bool open_options_read(PyObject *dict, mpdata_open_options *out);

#endif
