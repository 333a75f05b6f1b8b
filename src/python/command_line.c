/*
 * The command `mpdata` within a Python process: DuckDB's wheel loads in no other one.
 */
#include <signal.h>
#include <stdlib.h>

#include "cli/command_line.h"
#include "module.h"

/* The words as C has them, ended by NULL; borrowed from the list, which holds bytes. */
static char **words_of(PyObject *list, Py_ssize_t count)
{
    char **words = calloc((size_t)count + 1, sizeof(*words));

    if (words == NULL) {
        (void)PyErr_NoMemory();
        return NULL;
    }
    for (Py_ssize_t i = 0; i < count; i++) {
        words[i] = PyBytes_AsString(PyList_GetItem(list, i));
        if (words[i] == NULL) {
            free(words);
            return NULL;
        }
    }
    return words;
}

/*
 * run_command(words: list of bytes) -> exit code. Afterwards the process must end: signals are the command's from
 * then on, not Python's.
 */
static PyObject *run_command(PyObject *module, PyObject *arguments)
{
    PyObject *list = NULL;
    int code = 0;

    (void)module;
    if (PyArg_ParseTuple(arguments, "O!", &PyList_Type, &list) == 0)
        return NULL;
    Py_ssize_t count = PyList_Size(list);
    char **words = words_of(list, count);
    if (words == NULL)
        return NULL;
    Py_BEGIN_ALLOW_THREADS code = command_line_run((int)count, words);
    Py_END_ALLOW_THREADS free(words);
    return PyLong_FromLong(code);
}

PyMethodDef command_line_functions[] = {
    {"run_command", run_command, METH_VARARGS, "Runs the command mpdata; then the process ends."},
    {NULL, NULL, 0, NULL}};
