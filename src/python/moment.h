/*
 * Python's datetime as microseconds since 1970-01-01 UTC.
 */
#ifndef PYTHON_MOMENT_H
#define PYTHON_MOMENT_H

#include "module.h"

#include <stdint.h>

typedef enum moment_status {
    /* A datetime. */
    MOMENT_TIME,
    /* A date. */
    MOMENT_DAY,
    /* Neither a datetime nor a date; no exception is set. */
    MOMENT_OTHER,
    /* An exception is set. */
    MOMENT_FAILED
} moment_status;

/* A datetime without a zone is UTC; a date is its midnight UTC. */
moment_status moment_read(const module_state *state, PyObject *value, int64_t *out_us);

#endif
