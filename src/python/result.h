/*
 * `_native.Result`: the rows of a query, as they come.
 */
#ifndef PYTHON_RESULT_H
#define PYTHON_RESULT_H

#include "module.h"

#include "database.h"
#include "mpdata.h"
#include "mpdata/arrow.h"

typedef struct result_object {
    PyObject ob_base;
    /* A reference: the result is freed before its database. */
    database_object *database;
    mpdata_result *result;
    /* Its rows, once any were asked for; release is NULL before, and when they were given away. */
    struct ArrowArrayStream stream;
    bool has_ended;
    /* A read was interrupted: what it had read is gone. */
    bool has_lost_rows;
} result_object;

/* Takes over `result`. NULL with an exception set. */
PyObject *result_wrap(database_object *database, mpdata_result *result);

#endif
