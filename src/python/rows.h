/*
 * `_native.Rows`: rows that were read, as many as were asked for, kept as Arrow gives them.
 */
#ifndef PYTHON_ROWS_H
#define PYTHON_ROWS_H

#include "arrow_share.h"
#include "module.h"

/* Takes `share` over. NULL with an exception set. */
PyObject *rows_wrap(const module_state *state, arrow_share *share);

/* A capsule "arrow_array_stream" that takes the stream over. NULL with an exception set; the stream is then released. */
PyObject *rows_stream_capsule(struct ArrowArrayStream *stream);

#endif
