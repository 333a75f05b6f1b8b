/*
 * What the extension module keeps. Each file here is one noun of the module; Python's classes and checks are in
 * python/mixpanel_data. Everything is CPython's limited API of 3.11, and the public headers of mpdata.
 */
#ifndef PYTHON_MODULE_H
#define PYTHON_MODULE_H

#define PY_SSIZE_T_CLEAN
#include <Python.h>

#include <stdbool.h>

/* Names that records are asked for, made once. */
typedef struct record_names {
    PyObject *event_name;
    PyObject *event_time;
    PyObject *distinct_id;
    PyObject *insert_id;
    PyObject *properties;
    PyObject *last_seen;
    PyObject *event;
    PyObject *raw_properties;
} record_names;

/* And those that datetimes are asked for. */
typedef struct moment_names {
    PyObject *year;
    PyObject *month;
    PyObject *day;
    PyObject *hour;
    PyObject *minute;
    PyObject *second;
    PyObject *microsecond;
    PyObject *tzinfo;
    PyObject *utcoffset;
    PyObject *days;
    PyObject *seconds;
    PyObject *microseconds;
} moment_names;

typedef struct module_state {
    PyTypeObject *database_type;
    PyTypeObject *result_type;
    PyTypeObject *rows_type;
    /* mixpanel_data.exceptions.from_native: the exception for an mpdata_error. */
    PyObject *make_exception;
    /* mixpanel_data._values.plain: what JSON has, in place of a value of a type that it does not know. */
    PyObject *plain_value;
    /* mixpanel_data._values.Number: text that is a number. */
    PyTypeObject *number_type;
    PyTypeObject *datetime_type;
    PyTypeObject *date_type;
    PyObject *decimal;
    /* Of mixpanel_data._cells: from numbers, values that the limited API does not make. */
    PyObject *make_date;
    PyObject *make_time;
    PyObject *make_timestamp;
    PyObject *make_interval;
    PyObject *make_uuid;
    PyObject *make_opaque;
    /* datetime.timezone.utc */
    PyObject *utc;
    /* threading.main_thread and threading.get_ident. */
    PyObject *main_thread;
    PyObject *thread_ident;
    record_names names;
    moment_names moments;
} module_state;

module_state *module_state_of(PyObject *module);

/* The module's functions, by file. */
extern PyMethodDef command_line_functions[];
extern PyMethodDef database_functions[];

/* Make the types; false with an exception set. */
bool database_type_make(PyObject *module, module_state *state);
bool result_type_make(PyObject *module, module_state *state);
bool rows_type_make(PyObject *module, module_state *state);

#endif
