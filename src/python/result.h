/*
 * `_native.Result`: the rows of a query, as they come.
 */
#ifndef PYTHON_RESULT_H
#define PYTHON_RESULT_H

#include "module.h"

#include "database.h"
#include "mpdata.h"

typedef struct result_object {
    PyObject ob_base;
    /* A reference: the result is freed before its database. */
    database_object *database;
    mpdata_result *result;
} result_object;

/* Takes over `result`. NULL with an exception set. */
PyObject *result_wrap(database_object *database, mpdata_result *result);

#endif
