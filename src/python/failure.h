/*
 * An mpdata_error becomes a Python exception.
 */
#ifndef PYTHON_FAILURE_H
#define PYTHON_FAILURE_H

#include "module.h"

#include "mpdata.h"

/*
 * Raises the exception that mixpanel_data.exceptions has for the error's code. Returns NULL. No exception may be set before.
 */
PyObject *failure_raise(const module_state *state, const mpdata_error *error);

/*
 * The same for an error of a load of records, which come in batches of `batch_records`: where the error names a record, the
 * exception tells its batch, too. `field` is the value that was refused; empty: none was.
 */
PyObject *failure_raise_record(const module_state *state, const mpdata_error *error,
                               uint32_t batch_records, const char *field);

/* The same, of a text of our own. */
PyObject *failure_raise_text(const module_state *state, mpdata_status code, const char *format, ...)
    __attribute__((format(printf, 3, 4)));

#endif
