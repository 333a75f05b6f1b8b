#include "failure.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "container.h"

/* Text of a fixed size may be cut, or come from a file: what is no UTF-8 is replaced. */
static PyObject *text_of(const char *text)
{
    return PyUnicode_DecodeUTF8(text, (Py_ssize_t)strlen(text), "replace");
}

static bool put_text(PyObject *dict, const char *name, const char *text)
{
    return text[0] == '\0' || container_put_named(dict, name, text_of(text));
}

static bool put_count(PyObject *dict, const char *name, uint64_t count)
{
    return count == 0 || container_put_named(dict, name, PyLong_FromUnsignedLongLong(count));
}

static PyObject *facts_of(const mpdata_error *error)
{
    PyObject *facts = PyDict_New();

    bool done = facts != NULL && put_text(facts, "source", error->source) &&
                put_count(facts, "record", error->record) &&
                (!error->has_byte_offset ||
                 container_put_named(facts, "byte_offset",
                                     PyLong_FromUnsignedLongLong(error->byte_offset))) &&
                put_text(facts, "query", error->query) &&
                put_text(facts, "error_type", error->engine_type) &&
                put_count(facts, "line", error->line) &&
                put_count(facts, "column", error->column) &&
                put_text(facts, "candidates", error->candidates);
    return container_whole(facts, done);
}

/* `facts` may be NULL with an exception set; it is released. */
static PyObject *raise_with(const module_state *state, const mpdata_error *error, PyObject *facts)
{
    PyObject *message = facts == NULL ? NULL : text_of(error->message);
    PyObject *exception = NULL;

    if (message != NULL)
        exception = PyObject_CallFunction(state->make_exception, "sOO",
                                          mpdata_status_name(error->code), message, facts);
    Py_XDECREF(message);
    Py_XDECREF(facts);
    if (exception != NULL)
        PyErr_SetObject((PyObject *)Py_TYPE(exception), exception);
    Py_XDECREF(exception);
    return NULL;
}

PyObject *failure_raise(const module_state *state, const mpdata_error *error)
{
    return raise_with(state, error, facts_of(error));
}

PyObject *failure_raise_record(const module_state *state, const mpdata_error *error,
                               uint32_t batch_records, const char *field)
{
    PyObject *facts = facts_of(error);
    uint64_t batch = error->record == 0 ? 0 : (error->record - 1) / batch_records + 1;
    bool done =
        facts != NULL && put_count(facts, "batch", batch) && put_text(facts, "field", field);

    return raise_with(state, error, container_whole(facts, done));
}

PyObject *failure_raise_text(const module_state *state, mpdata_status code, const char *format, ...)
{
    mpdata_error error = {.code = code};
    va_list arguments;

    va_start(arguments, format);
    (void)vsnprintf(error.message, sizeof(error.message), format, arguments);
    va_end(arguments);
    return failure_raise(state, &error);
}
