/*
 * Records of a program, read into bytes: what is pushed at once, without the GIL.
 */
#ifndef PYTHON_RECORD_BATCH_H
#define PYTHON_RECORD_BATCH_H

#include "module.h"

#include "json_writer.h"
#include "mpdata.h"
#include "text_buffer.h"

/* A record in the batch's text: texts as lengths, one behind the other from `start` on. */
typedef struct record_entry {
    size_t start;
    size_t event_name_bytes;
    size_t distinct_id_bytes;
    size_t insert_id_bytes;
    size_t properties_bytes;
    int64_t time_us;
    bool has_time;
    /* A line of JSON, as long as properties_bytes says; the rest is nothing. */
    bool is_line;
} record_entry;

typedef struct record_batch {
    const module_state *state;
    mpdata_table_type type;
    /* Records are Mixpanel's own objects, and become lines. */
    bool is_export;
    json_writer writer;
    text_buffer text;
    record_entry *entries;
    size_t count;
    size_t capacity;
    /* Records that something was mended in, of all batches. */
    uint64_t repaired;
} record_batch;

void record_batch_begin(record_batch *batch, const module_state *state, mpdata_table_type type,
                        bool repairs);
void record_batch_dispose(record_batch *batch);

/* Whether this is one of Mixpanel's own objects: {"event":...}, {"$properties":...}. -1 with an exception set. */
int record_batch_is_export(const module_state *state, mpdata_table_type type, PyObject *record);

/*
 * Adds a record: a dict, or an object with these attributes. False where it is refused (`writer.fault` is set and tells
 * why), or an exception is set.
 */
bool record_batch_add(record_batch *batch, PyObject *record);

/* Pushes all and forgets them. Without the GIL. */
mpdata_status record_batch_push(record_batch *batch, mpdata_load *load, mpdata_error *error);

#endif
