/*
 * `_native.Database`: an mpdata_db, used by one thread at a time.
 */
#ifndef PYTHON_DATABASE_H
#define PYTHON_DATABASE_H

#include "module.h"

#include <sys/types.h>

#include "mpdata.h"
#include "mpdata/arrow.h"

typedef struct dropped_result {
    struct dropped_result *next;
    mpdata_result *result;
    struct ArrowArrayStream stream;
} dropped_result;

typedef struct database_object {
    PyObject ob_base;
    const module_state *state;
    mpdata_db *db;
    /* Held for the length of a call. */
    PyThread_type_lock lock;
    /* The thread that holds it; 0: none. Read and written with the GIL. */
    unsigned long holder;
    /* The interpreter ends: nothing begins any more. */
    bool is_ending;
    /* Results that were dropped while a call was under way: freed at its end. */
    struct dropped_result *dropped;
    /* The process that opened it: a forked child has the memory, but none of DuckDB's threads. */
    pid_t process;
} database_object;

/*
 * Takes the database for a call, and waits for other threads' calls. False with an exception set in a forked child, where
 * this thread holds it already (a load's iterator or callback that uses the database), or where a signal's handler raised one.
 */
bool database_enter(database_object *self);
void database_leave(database_object *self);

/* Frees a result of this database, and its stream where that was not given away, now or when the call that is under way has ended. Never fails, never waits. */
void database_drop_result(database_object *self, mpdata_result *result,
                          struct ArrowArrayStream *stream);

/* The methods that stand in files of their own. */
PyObject *database_load_records(PyObject *object, PyObject *arguments);
PyObject *database_load_files(PyObject *object, PyObject *arguments);
PyObject *database_query(PyObject *object, PyObject *arguments);
PyObject *database_sample(PyObject *object, PyObject *arguments);
PyObject *database_summarize(PyObject *object, PyObject *arguments);
PyObject *database_breakdown(PyObject *object, PyObject *arguments);
PyObject *database_column_statistics(PyObject *object, PyObject *arguments);
PyObject *database_column_values(PyObject *object, PyObject *arguments);
PyObject *database_loads(PyObject *object, PyObject *arguments);
PyObject *database_keys(PyObject *object, PyObject *arguments);
PyObject *database_tables(PyObject *object, PyObject *none);
PyObject *database_table_schema(PyObject *object, PyObject *arguments);
PyObject *database_table_exists(PyObject *object, PyObject *arguments);
PyObject *database_drop_table(PyObject *object, PyObject *arguments);

#endif
