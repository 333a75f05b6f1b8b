#include "load_options.h"

#include <stdlib.h>

#include "container.h"
#include "failure.h"
#include "moment.h"
#include "option_value.h"

/* Python has checked the words: these are their numbers. */
static bool read_choices(PyObject *dict, mpdata_ingest_options *options)
{
    uint32_t mode = options->mode;
    uint32_t keep = options->keep;
    uint32_t primary_key = options->primary_key;
    uint32_t input = options->input;

    if (!option_value_u32(dict, "mode", &mode) || !option_value_u32(dict, "keep", &keep) ||
        !option_value_u32(dict, "primary_key", &primary_key) ||
        !option_value_u32(dict, "input", &input))
        return false;
    options->mode = (mpdata_ingest_mode)mode;
    options->keep = (mpdata_ingest_keep)keep;
    options->primary_key = (mpdata_primary_key)primary_key;
    options->input = (mpdata_input)input;
    return true;
}

static bool read_day(const module_state *state, PyObject *dict, const char *name, int32_t *out)
{
    const char *text = NULL;
    mpdata_error error;

    if (!option_value_text(dict, name, &text))
        return false;
    if (text != NULL && mpdata_day_from_text(text, out, &error) != MPDATA_OK) {
        (void)failure_raise(state, &error);
        return false;
    }
    return true;
}

/* A list of str. */
static bool read_where_events(PyObject *dict, load_options *out)
{
    PyObject *list = NULL;

    if (!option_value_find(dict, "where_events", &list))
        return false;
    Py_ssize_t count = list == NULL ? 0 : PyList_Size(list);
    if (count <= 0)
        return count == 0;
    out->where_events = calloc((size_t)count, sizeof(*out->where_events));
    if (out->where_events == NULL) {
        (void)PyErr_NoMemory();
        return false;
    }
    for (Py_ssize_t i = 0; i < count; i++)
        if (!option_value_string(PyList_GetItem(list, i), "where_events", &out->where_events[i]))
            return false;
    out->native.where_events = out->where_events;
    out->native.where_event_count = (size_t)count;
    return true;
}

static bool read_fetched_at(const module_state *state, PyObject *dict, mpdata_export_facts *facts)
{
    PyObject *value = NULL;

    if (!option_value_find(dict, "fetched_at", &value))
        return false;
    if (value == NULL)
        return true;
    moment_status status = moment_read(state, value, &facts->fetched_at_us);
    if (status == MOMENT_OTHER)
        PyErr_SetString(PyExc_TypeError, "fetched_at of the metadata is no datetime");
    return status == MOMENT_TIME || status == MOMENT_DAY;
}

/* A dict of its own. */
static bool read_facts(const module_state *state, PyObject *dict, load_options *out)
{
    PyObject *facts = NULL;

    if (!option_value_find(dict, "facts", &facts))
        return false;
    if (facts == NULL)
        return true;
    out->native.facts = &out->facts;
    return read_fetched_at(state, facts, &out->facts) &&
           read_day(state, facts, "from_day", &out->facts.from_day) &&
           read_day(state, facts, "to_day", &out->facts.to_day) &&
           option_value_text(facts, "filter_events", &out->facts.filter_events) &&
           option_value_text(facts, "filter_where", &out->facts.filter_where);
}

bool load_options_read(const module_state *state, PyObject *dict, load_options *out)
{
    static const mpdata_ingest_options defaults = MPDATA_INGEST_OPTIONS_INIT;
    mpdata_ingest_options *native = &out->native;

    *out = (load_options){.native = defaults, .facts = MPDATA_EXPORT_FACTS_INIT};
    return read_choices(dict, native) &&
           option_value_u64(dict, "max_rejects", &native->max_rejects) &&
           option_value_text(dict, "rejects_path", &native->rejects_path) &&
           option_value_bool(dict, "repair", &native->repair) &&
           option_value_u32(dict, "batch_records", &native->batch_records) &&
           option_value_text(dict, "time_zone", &native->time_zone) &&
           read_day(state, dict, "from_day", &native->from_day) &&
           read_day(state, dict, "to_day", &native->to_day) && read_where_events(dict, out) &&
           read_facts(state, dict, out);
}

void load_options_dispose(load_options *options)
{
    free(options->where_events);
    options->where_events = NULL;
}

PyObject *load_options_report(const mpdata_ingest_report *r, uint64_t repaired)
{
    const struct {
        const char *name;
        uint64_t count;
    } counts[] = {{"records", r->records},
                  {"rows", r->rows},
                  {"table_rows", r->table_rows},
                  {"duplicates", r->duplicates},
                  {"updated", r->updated},
                  {"shared_ids", r->shared_ids},
                  {"missing_ids", r->missing_ids},
                  {"rejects", r->rejects},
                  {"repaired", r->repaired + repaired},
                  {"filtered", r->filtered},
                  {"bytes", r->bytes},
                  {"elapsed_ms", r->elapsed_ms},
                  {"file_bytes", r->file_bytes}};
    PyObject *report = PyDict_New();
    bool done = report != NULL &&
                container_put_named(report, "has_primary_key", PyBool_FromLong(r->has_primary_key));

    for (size_t i = 0; done && i < sizeof(counts) / sizeof(counts[0]); i++)
        done = container_put_named(report, counts[i].name,
                                   PyLong_FromUnsignedLongLong(counts[i].count));
    return container_whole(report, done);
}
