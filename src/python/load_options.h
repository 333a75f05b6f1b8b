/*
 * The options of a load, out of a dict, and its report as one.
 */
#ifndef PYTHON_LOAD_OPTIONS_H
#define PYTHON_LOAD_OPTIONS_H

#include "module.h"

#include "mpdata.h"

typedef struct load_options {
    mpdata_ingest_options native;
    /* What `native.where_events` points at: allocated, of texts borrowed from the dict. */
    const char **where_events;
    /* What `native.facts` points at, where the dict has any. */
    mpdata_export_facts facts;
} load_options;

/* False with an exception set. Texts are borrowed from the dict. What `out` holds is freed by load_options_dispose. */
bool load_options_read(const module_state *state, PyObject *dict, load_options *out);
void load_options_dispose(load_options *options);

/* A new dict; `repaired` is added to what the report counts. */
PyObject *load_options_report(const mpdata_ingest_report *report, uint64_t repaired);

#endif
