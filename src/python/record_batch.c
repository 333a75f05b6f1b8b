#include "record_batch.h"

#include <stdlib.h>

#include "moment.h"

/* The values of a record: new references; NULL where it has none. */
typedef struct record_fields {
    PyObject *event_name;
    PyObject *time;
    PyObject *distinct_id;
    PyObject *insert_id;
    PyObject *properties;
} record_fields;

void record_batch_begin(record_batch *b, const module_state *state, mpdata_table_type type,
                        bool repairs)
{
    *b = (record_batch){.state = state, .type = type};
    b->writer = (json_writer){.state = state, .to = &b->text, .repairs = repairs, .name = ""};
}

void record_batch_dispose(record_batch *b)
{
    text_buffer_dispose(&b->text);
    free(b->entries);
}

int record_batch_is_export(const module_state *state, mpdata_table_type type, PyObject *record)
{
    PyObject *key = type == MPDATA_TABLE_EVENTS ? state->names.event : state->names.raw_properties;

    return PyDict_Check(record) != 0 ? PyDict_Contains(record, key) : 0;
}

/* ---- Where values come from ---------------------------------------------------------------------- */

static const char *time_name(const record_batch *b)
{
    return b->type == MPDATA_TABLE_EVENTS ? "event_time" : "last_seen";
}

/* NULL without an exception where there is none, or it is None; NULL, too, after an earlier field's exception. */
static PyObject *take_field(PyObject *record, bool is_dict, PyObject *name, Py_ssize_t *found)
{
    PyObject *value = NULL;

    if (PyErr_Occurred() != NULL)
        return NULL;
    if (is_dict) {
        value = PyDict_GetItemWithError(record, name);
        Py_XINCREF(value);
    } else {
        value = PyObject_GetAttr(record, name);
        if (value == NULL && PyErr_ExceptionMatches(PyExc_AttributeError) != 0)
            PyErr_Clear();
    }
    if (value == NULL)
        return NULL;
    (*found)++;
    if (value != Py_None)
        return value;
    Py_DECREF(value);
    return NULL;
}

/* Nothing is lost unseen: a dict has no key but those of the table's columns. */
/* Comparing may run code of the key's own. */
static bool is_column(const record_batch *b, PyObject *key)
{
    const record_names *names = &b->state->names;
    PyObject *const known[] = {names->distinct_id, names->properties, names->event_name,
                               names->event_time,  names->insert_id,  names->last_seen};
    bool is_event = b->type == MPDATA_TABLE_EVENTS;

    for (size_t i = 0; i < sizeof(known) / sizeof(known[0]); i++) {
        if ((i < 2 || is_event == (i < 5)) && PyObject_RichCompareBool(key, known[i], Py_EQ) == 1)
            return true;
    }
    return false;
}

static bool refuse_unknown_key(record_batch *b, PyObject *record)
{
    bool is_event = b->type == MPDATA_TABLE_EVENTS;
    PyObject *keys = PyDict_Keys(record);
    PyObject *shown = NULL;

    for (Py_ssize_t i = 0; keys != NULL && shown == NULL && i < PyList_Size(keys); i++) {
        PyObject *key = PyList_GetItem(keys, i);

        if (!is_column(b, key))
            shown = PyObject_ASCII(key);
        if (PyErr_Occurred() != NULL)
            break;
    }
    const char *text = shown == NULL ? NULL : PyUnicode_AsUTF8AndSize(shown, NULL);
    b->writer.name = "the record";
    if (PyErr_Occurred() == NULL)
        (void)json_writer_refuse(
            &b->writer,
            "has the key %s; it may have %s: what else an event or profile has goes into "
            "properties",
            text == NULL ? "?" : text,
            is_event ? "event_name, event_time, distinct_id, insert_id and properties"
                     : "distinct_id, last_seen and properties");
    Py_XDECREF(shown);
    Py_XDECREF(keys);
    return false;
}

static void release_fields(record_fields *f)
{
    Py_CLEAR(f->event_name);
    Py_CLEAR(f->time);
    Py_CLEAR(f->distinct_id);
    Py_CLEAR(f->insert_id);
    Py_CLEAR(f->properties);
}

static bool take_fields(record_batch *b, PyObject *record, record_fields *f)
{
    const record_names *names = &b->state->names;
    bool is_dict = PyDict_Check(record) != 0;
    Py_ssize_t found = 0;

    f->distinct_id = take_field(record, is_dict, names->distinct_id, &found);
    f->properties = take_field(record, is_dict, names->properties, &found);
    if (b->type == MPDATA_TABLE_EVENTS) {
        f->event_name = take_field(record, is_dict, names->event_name, &found);
        f->time = take_field(record, is_dict, names->event_time, &found);
        f->insert_id = take_field(record, is_dict, names->insert_id, &found);
    } else {
        f->time = take_field(record, is_dict, names->last_seen, &found);
    }
    if (PyErr_Occurred() != NULL)
        return false;
    if (is_dict && found != PyDict_Size(record))
        return refuse_unknown_key(b, record);
    if (found > 0)
        return true;
    b->writer.name = "the record";
    return json_writer_refuse(&b->writer, "is a %s without the attributes of %s", "object",
                              b->type == MPDATA_TABLE_EVENTS ? "an event" : "a profile");
}

/* ---- As bytes ------------------------------------------------------------------------------------ */

static void put_raw(record_batch *b, const char *text)
{
    text_buffer_add(&b->text, text, strlen(text));
}

/* What has no plain form is refused in other words; any other exception, such as Ctrl-C's, comes through. */
static bool forget_type_error(const PyObject *plain)
{
    if (plain != NULL)
        return true;
    if (PyErr_ExceptionMatches(PyExc_TypeError) == 0)
        return false;
    PyErr_Clear();
    return true;
}

/* An id: text, or what has a plain text, such as an int or a UUID. `bytes` is what it took. */
static bool put_id(record_batch *b, const char *name, PyObject *value, size_t *bytes)
{
    size_t start = b->text.bytes;
    bool done = true;

    b->writer.name = name;
    if (value == NULL) {
        done = true;
    } else if (PyUnicode_Check(value) != 0) {
        done = json_writer_put_plain(&b->writer, value);
    } else if (PyLong_Check(value) != 0 && PyBool_Check(value) == 0) {
        done = json_writer_put(&b->writer, value);
    } else {
        PyObject *plain = PyObject_CallFunctionObjArgs(b->state->plain_value, value, NULL);

        if (!forget_type_error(plain))
            return false;
        done = plain != NULL && PyUnicode_CheckExact(plain) != 0
                   ? json_writer_put_plain(&b->writer, plain)
                   : json_writer_refuse(&b->writer, "is neither text nor an integer");
        Py_XDECREF(plain);
    }
    *bytes = b->text.bytes - start;
    return done;
}

/* A dict or another mapping; text is JSON already. */
static bool put_properties(record_batch *b, PyObject *value)
{
    b->writer.name = "properties";
    if (value == NULL) {
        put_raw(b, "{}");
        return true;
    }
    if (PyDict_Check(value) != 0)
        return json_writer_put(&b->writer, value);
    if (PyUnicode_Check(value) != 0)
        return json_writer_put_plain(&b->writer, value);
    PyObject *plain = PyObject_CallFunctionObjArgs(b->state->plain_value, value, NULL);
    if (!forget_type_error(plain))
        return false;
    bool done = plain != NULL && PyDict_Check(plain) != 0
                    ? json_writer_put(&b->writer, plain)
                    : json_writer_refuse(&b->writer, "is neither a dict nor JSON text");
    Py_XDECREF(plain);
    return done;
}

static bool put_member(record_batch *b, const char *name, PyObject *value, bool is_first)
{
    if (value == NULL)
        return true;
    put_raw(b, is_first ? "\"" : ",\"");
    put_raw(b, name);
    put_raw(b, "\":");
    b->writer.name = name;
    return json_writer_put(&b->writer, value);
}

/* A record whose time is no datetime: mpdata reads ISO 8601 and numbers itself, out of a line. */
static bool put_line(record_batch *b, const record_fields *f, record_entry *entry)
{
    entry->is_line = true;
    put_raw(b, "{");
    if (!put_member(b, time_name(b), f->time, true) ||
        !put_member(b, "event_name", f->event_name, false) ||
        !put_member(b, "distinct_id", f->distinct_id, false) ||
        !put_member(b, "insert_id", f->insert_id, false))
        return false;
    put_raw(b, ",\"properties\":");
    bool done = put_properties(b, f->properties);
    put_raw(b, "}\n");
    entry->properties_bytes = b->text.bytes - entry->start;
    return done;
}

static bool put_texts(record_batch *b, const record_fields *f, record_entry *entry)
{
    if (!put_id(b, "event_name", f->event_name, &entry->event_name_bytes) ||
        !put_id(b, "distinct_id", f->distinct_id, &entry->distinct_id_bytes) ||
        !put_id(b, "insert_id", f->insert_id, &entry->insert_id_bytes))
        return false;
    size_t start = b->text.bytes;
    bool done = put_properties(b, f->properties);
    entry->properties_bytes = b->text.bytes - start;
    return done;
}

static bool put_fields(record_batch *b, const record_fields *f, record_entry *entry)
{
    moment_status status = MOMENT_TIME;

    entry->has_time = f->time != NULL;
    if (entry->has_time)
        status = moment_read(b->state, f->time, &entry->time_us);
    if (status == MOMENT_FAILED)
        return false;
    return status == MOMENT_OTHER ? put_line(b, f, entry) : put_texts(b, f, entry);
}

static bool put_export(record_batch *b, PyObject *record, record_entry *entry)
{
    b->writer.name = "record";
    entry->is_line = true;
    if (PyDict_Check(record) == 0)
        return json_writer_refuse(&b->writer, "is no dict, as the first one was");
    bool done = json_writer_put(&b->writer, record);
    put_raw(b, "\n");
    entry->properties_bytes = b->text.bytes - entry->start;
    return done;
}

static record_entry *next_entry(record_batch *b)
{
    if (b->count == b->capacity) {
        size_t capacity = b->capacity == 0 ? 1024 : b->capacity * 2;
        record_entry *entries = realloc(b->entries, capacity * sizeof(*entries));

        if (entries == NULL) {
            (void)PyErr_NoMemory();
            return NULL;
        }
        b->entries = entries;
        b->capacity = capacity;
    }
    record_entry *entry = &b->entries[b->count];
    *entry = (record_entry){.start = b->text.bytes};
    return entry;
}

bool record_batch_add(record_batch *b, PyObject *record)
{
    record_fields fields = {NULL, NULL, NULL, NULL, NULL};
    record_entry *entry = next_entry(b);
    bool done = false;

    if (entry == NULL)
        return false;
    b->writer.has_repaired = false;
    b->writer.step = NULL;
    b->writer.depth = 0;
    if (b->is_export)
        done = put_export(b, record, entry);
    else
        done = take_fields(b, record, &fields) && put_fields(b, &fields, entry);
    release_fields(&fields);
    if (done && b->text.has_failed) {
        (void)PyErr_NoMemory();
        return false;
    }
    if (!done)
        return false;
    b->repaired += b->writer.has_repaired;
    b->count++;
    return true;
}

/* ---- Into the load ------------------------------------------------------------------------------- */

static mpdata_text take_text(const char **at, size_t bytes)
{
    mpdata_text text = {*at, bytes};

    *at += bytes;
    return text;
}

static mpdata_status push_entry(const record_batch *b, const record_entry *entry, mpdata_load *load,
                                mpdata_error *error)
{
    const char *at = b->text.data + entry->start;
    mpdata_record added = {.time_us = entry->time_us, .has_time = entry->has_time};

    if (entry->is_line)
        return mpdata_load_push_bytes(load, at, entry->properties_bytes, error);
    added.event_name = take_text(&at, entry->event_name_bytes);
    added.distinct_id = take_text(&at, entry->distinct_id_bytes);
    added.insert_id = take_text(&at, entry->insert_id_bytes);
    added.properties = take_text(&at, entry->properties_bytes);
    return mpdata_load_push(load, &added, error);
}

mpdata_status record_batch_push(record_batch *b, mpdata_load *load, mpdata_error *error)
{
    mpdata_status status = MPDATA_OK;

    for (size_t i = 0; i < b->count && status == MPDATA_OK; i++)
        status = push_entry(b, &b->entries[i], load, error);
    b->count = 0;
    b->text.bytes = 0;
    return status;
}
