/*
 * The values of a query's parameters.
 */
#ifndef PYTHON_PARAMETERS_H
#define PYTHON_PARAMETERS_H

#include "module.h"

#include "mpdata.h"

typedef struct parameters {
    mpdata_value *values;
    size_t count;
    /* The objects whose texts the values borrow: a list. */
    PyObject *kept;
} parameters;

/*
 * Reads a list or tuple (by position), or a dict (by name); None: there are none. False with an exception set. What `out` holds is
 * freed by parameters_dispose, and borrows from `given`.
 */
bool parameters_read(const module_state *state, PyObject *given, parameters *out);
void parameters_dispose(parameters *p);

#endif
