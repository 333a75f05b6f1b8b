/*
 * Python's values as JSON.
 *
 * dict, list, tuple, str, int, float, bool and None are written here. What else there is (datetime, Decimal, numpy's
 * scalars, ...) mixpanel_data._values turns into one of these, or refuses.
 */
#ifndef PYTHON_JSON_WRITER_H
#define PYTHON_JSON_WRITER_H

#include "module.h"
#include "text_buffer.h"

/* As deep as mpdata reads. */
#define JSON_WRITER_MAX_DEPTH 512

/* A step on the way to a value: the key of an object, or the index of an array. */
typedef struct json_step {
    const struct json_step *outer;
    /* The dict, list or tuple that is written: one that holds itself is found so. Borrowed. */
    PyObject *container;
    /* Borrowed; NULL in an array. */
    PyObject *key;
    Py_ssize_t index;
} json_step;

/* Why a value was refused, in words, and where it is: "properties['cart'][2]['price']". */
typedef struct json_fault {
    bool is_set;
    char reason[512];
    char field[512];
} json_fault;

typedef struct json_writer {
    const module_state *state;
    text_buffer *to;
    /* What JSON can't hold becomes null, and lone surrogates U+FFFD, instead of a fault. */
    bool repairs;
    /* Whether anything was mended since this was last cleared. */
    bool has_repaired;
    /* What the fault's field begins with: the name of the value that is written. */
    const char *name;
    const json_step *step;
    unsigned depth;
    json_fault fault;
} json_writer;

/*
 * Appends `value`. False where it is refused, with `fault` set, and where an exception is set, such as one that the value's
 * own code raised. Whether there was memory for the text `to` knows.
 */
bool json_writer_put(json_writer *writer, PyObject *value);

/* Appends a str without quotes and escapes, as UTF-8. */
bool json_writer_put_plain(json_writer *writer, PyObject *text);

/* Sets the fault; returns false. */
bool json_writer_refuse(json_writer *writer, const char *format, ...)
    __attribute__((format(printf, 2, 3)));

#endif
