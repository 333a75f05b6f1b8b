/*
 * Loads of records that a program has: pushed by it, or pulled from it.
 */
#include <pthread.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>

#include "base/error.h"
#include "base/thread.h"
#include "mpdata/load.h"
#include "parse/line_cutter.h"
#include "parse/packed_record.h"
#include "store/load.h"
#include "store/load_options.h"
#include "store/load_progress.h"

#define SOURCE_NAME "pushed records"
/* What waits is this many batches at the most. */
#define QUEUE_BATCHES 4
/* A batch of large records is handed over before it has all of them. */
#define BATCH_BYTES ((size_t)4 << 20)
#define LEAST_BATCH_RECORDS 100
#define MOST_BATCH_RECORDS 100000

struct mpdata_load {
    table_load load;
    mpdata_ingest_options options;
    database_dependent dependent;
    block_queue *queue;
    line_cutter cutter;
    /* The batch under construction. */
    block batch;
    uint32_t batch_records;
    /* The batches of which the caller was told. */
    uint64_t told_batches;
    pthread_t thread;
    /* The thread runs, or has not been joined yet; afterwards `status` and `error` are its. */
    bool is_running;
    /* The database knows of it. */
    bool is_dependent;
    mpdata_status status;
    mpdata_error error;
};

static void *run(void *payload)
{
    mpdata_load *l = payload;

    l->status = load_execute(&l->load, &l->error);
    /* Where it failed, nobody takes what is pushed any more. */
    block_queue_stop(l->queue);
    return NULL;
}

/* Ends the load, with what was pushed or without, and waits for it. */
static void join(mpdata_load *l, mpdata_status status, const mpdata_error *error)
{
    if (!l->is_running)
        return;
    block_queue_end(l->queue, status, error);
    (void)pthread_join(l->thread, NULL);
    l->is_running = false;
    l->load.db->is_loading = false;
    if (l->is_dependent)
        (void)database_remove_dependent(l->load.db, &l->dependent);
    l->is_dependent = false;
}

static mpdata_status give_error(const mpdata_load *l, mpdata_error *error)
{
    if (l->status != MPDATA_OK && error != NULL)
        *error = l->error;
    return l->status;
}

static void abort_load(mpdata_load *l)
{
    mpdata_error error;
    mpdata_status status =
        error_set(&error, MPDATA_ERROR_INTERRUPTED, "the load was aborted: nothing was changed");

    if (!l->is_running)
        return;
    block_queue_stop(l->queue);
    join(l, status, &error);
    l->status = status;
    l->error = error;
}

/* The database is closed under the load. */
static void end_dependent(database_dependent *dependent, bool is_closing)
{
    mpdata_load *l = (mpdata_load *)((char *)dependent - offsetof(mpdata_load, dependent));

    (void)is_closing;
    l->is_dependent = false;
    abort_load(l);
}

/* Nobody takes batches any more: the load has failed, and says why. */
static mpdata_status fail_push(mpdata_load *l, line_cutter_result result, mpdata_error *error)
{
    if (result == LINE_CUTTER_MEMORY) {
        abort_load(l);
        l->status = error_set_memory(&l->error);
    } else {
        join(l, MPDATA_ERROR_INTERRUPTED, NULL);
    }
    return give_error(l, error);
}

/* Where it is time for that, tells the caller what was handed over. INTERRUPTED where the caller cancels. */
static mpdata_status tell_pushed(mpdata_load *l, mpdata_error *error)
{
    const line_cutter *c = &l->cutter;

    if (!l->load.pusher_tells || c->blocks_given - l->told_batches < l->options.progress_batches)
        return MPDATA_OK;
    l->told_batches = c->blocks_given;
    if (load_progress_pushed(&l->load, c->next_line - 1, c->next_offset))
        return MPDATA_OK;
    abort_load(l);
    l->status = load_set_interrupted(&l->error);
    return give_error(l, error);
}

static line_cutter_result flush_batch(mpdata_load *l)
{
    uint64_t records = l->batch_records;

    if (records == 0)
        return LINE_CUTTER_OK;
    l->batch.is_packed = true;
    l->batch_records = 0;
    line_cutter_result result = line_cutter_put(&l->cutter, &l->batch, records);
    buffer_clear(&l->batch.data);
    return result;
}

static mpdata_status check_open(const mpdata_load *l, mpdata_error *error)
{
    if (l == NULL)
        return error_set(error, MPDATA_ERROR_ARGUMENT, "the load must not be NULL");
    if (!l->is_running && l->status == MPDATA_OK)
        return error_set(error, MPDATA_ERROR_ARGUMENT, "the load was committed");
    if (l->is_running && database_is_inherited(l->load.db))
        return error_set(error, MPDATA_ERROR_CLOSED,
                         "the load belongs to the process that began it, not to its children");
    return l->is_running ? MPDATA_OK : give_error(l, error);
}

static mpdata_status set_options(mpdata_load *l, const mpdata_ingest_options *options,
                                 mpdata_error *error)
{
    static const mpdata_ingest_options defaults = MPDATA_INGEST_OPTIONS_INIT;

    if (options != NULL && options->struct_bytes != sizeof(*options))
        return error_set(error, MPDATA_ERROR_ARGUMENT,
                         "the options were not started with MPDATA_INGEST_OPTIONS_INIT");
    l->options = options == NULL ? defaults : *options;
    if (l->options.batch_records < LEAST_BATCH_RECORDS ||
        l->options.batch_records > MOST_BATCH_RECORDS)
        return error_set(
            error, MPDATA_ERROR_ARGUMENT, "a batch of %lu records: %d to %d are allowed",
            (unsigned long)l->options.batch_records, LEAST_BATCH_RECORDS, MOST_BATCH_RECORDS);
    return MPDATA_OK;
}

static mpdata_status start(mpdata_load *l, mpdata_error *error)
{
    static const char *const sources[] = {SOURCE_NAME};
    mpdata_db *db = l->load.db;
    mpdata_status status = load_describe(&l->load, sources, 1, error);

    l->load.pusher_tells = l->options.progress != NULL && l->options.progress_batches > 0;
    l->queue = block_queue_new(QUEUE_BATCHES, &db->interrupted);
    if (status == MPDATA_OK && l->queue == NULL)
        status = error_set_memory(error);
    if (status == MPDATA_OK)
        status = ingest_scan_open_queue(l->load.plan, l->queue, SOURCE_NAME, &l->load.scan, error);
    if (status != MPDATA_OK)
        return status;
    line_cutter_begin(&l->cutter, l->queue, 0, LINE_CUTTER_BLOCK_BYTES);
    db->is_loading = true;
    l->dependent.end = end_dependent;
    database_add_dependent(db, &l->dependent);
    l->is_dependent = true;
    l->is_running = thread_start(&l->thread, run, l);
    if (l->is_running)
        return MPDATA_OK;
    db->is_loading = false;
    (void)database_remove_dependent(db, &l->dependent);
    l->is_dependent = false;
    return error_set(error, MPDATA_ERROR_MEMORY, "the system refused a thread for the load");
}

mpdata_status mpdata_load_begin(mpdata_db *db, mpdata_table_type type, const char *table,
                                const mpdata_ingest_options *options, mpdata_load **out,
                                mpdata_error *error)
{
    if (out == NULL)
        return error_set(error, MPDATA_ERROR_ARGUMENT, "out must not be NULL");
    *out = NULL;
    mpdata_load *l = calloc(1, sizeof(*l));
    if (l == NULL)
        return error_set_memory(error);
    mpdata_status status = set_options(l, options, error);
    if (status == MPDATA_OK)
        status = load_open(&l->load, db, type, table, &l->options, error);
    if (status == MPDATA_OK)
        status = start(l, error);
    if (status != MPDATA_OK) {
        l->status = status;
        mpdata_load_free(l);
        return status;
    }
    *out = l;
    return MPDATA_OK;
}

static mpdata_status check_record(const mpdata_load *l, const mpdata_record *added,
                                  mpdata_error *error)
{
    mpdata_status status = check_open(l, error);

    if (status == MPDATA_OK && added == NULL)
        return error_set(error, MPDATA_ERROR_ARGUMENT, "the record must not be NULL");
    if (status == MPDATA_OK && load_options_convert_times(&l->options))
        return error_set(
            error, MPDATA_ERROR_ARGUMENT,
            "time_us of a record is UTC: in a load with a time zone, push the bytes of "
            "Mixpanel's raw export");
    return status;
}

mpdata_status mpdata_load_push(mpdata_load *load, const mpdata_record *added, mpdata_error *error)
{
    mpdata_status status = check_record(load, added, error);

    if (status != MPDATA_OK)
        return status;
    line_cutter_result result = line_cutter_finish(&load->cutter);
    if (result == LINE_CUTTER_OK && !packed_record_append(&load->batch.data, added))
        result = LINE_CUTTER_MEMORY;
    load->batch_records++;
    if (result == LINE_CUTTER_OK && (load->batch_records == load->options.batch_records ||
                                     load->batch.data.bytes >= BATCH_BYTES))
        result = flush_batch(load);
    return result == LINE_CUTTER_OK ? tell_pushed(load, error) : fail_push(load, result, error);
}

/* As much as the cutter has room for. */
static line_cutter_result push_some(mpdata_load *l, const char **data, size_t *bytes)
{
    size_t room = 0;
    char *to = line_cutter_room(&l->cutter, &room);

    if (to == NULL)
        return LINE_CUTTER_MEMORY;
    if (room > *bytes)
        room = *bytes;
    memcpy(to, *data, room);
    *data += room;
    *bytes -= room;
    return line_cutter_add(&l->cutter, room, room);
}

mpdata_status mpdata_load_push_bytes(mpdata_load *load, const void *data, size_t bytes,
                                     mpdata_error *error)
{
    const char *from = data;
    mpdata_status status = check_open(load, error);

    if (status != MPDATA_OK)
        return status;
    if (data == NULL && bytes > 0)
        return error_set(error, MPDATA_ERROR_ARGUMENT, "data must not be NULL");
    line_cutter_result result = flush_batch(load);
    while (result == LINE_CUTTER_OK && bytes > 0)
        result = push_some(load, &from, &bytes);
    /* A line that is too long is given away once, and no block follows it that would not be taken. */
    if (result == LINE_CUTTER_OK && block_queue_is_stopped(load->queue))
        result = LINE_CUTTER_STOPPED;
    return result == LINE_CUTTER_OK ? tell_pushed(load, error) : fail_push(load, result, error);
}

mpdata_status mpdata_load_commit(mpdata_load *load, mpdata_ingest_report *report,
                                 mpdata_error *error)
{
    mpdata_status status = check_open(load, error);

    if (status != MPDATA_OK)
        return status;
    line_cutter_result result = flush_batch(load);
    if (result == LINE_CUTTER_OK)
        result = line_cutter_finish(&load->cutter);
    if (result != LINE_CUTTER_OK)
        return fail_push(load, result, error);
    status = tell_pushed(load, error);
    if (status != MPDATA_OK)
        return status;
    join(load, MPDATA_OK, NULL);
    if (load->status == MPDATA_OK && report != NULL)
        *report = load->load.report;
    return give_error(load, error);
}

void mpdata_load_abort(mpdata_load *load)
{
    if (load != NULL)
        abort_load(load);
}

void mpdata_load_free(mpdata_load *load)
{
    if (load == NULL || (load->is_running && database_is_inherited(load->load.db)))
        return;
    abort_load(load);
    load_close(&load->load);
    block_queue_free(load->queue);
    line_cutter_dispose(&load->cutter);
    block_dispose(&load->batch);
    free(load);
}

/* The source's own error; where it gave none, one that says so. */
static mpdata_status source_failure(mpdata_error *given, mpdata_error *error)
{
    if (given->code == MPDATA_OK)
        (void)error_set(given, MPDATA_ERROR_ARGUMENT,
                        "the source of records failed, and did not say why");
    if (error != NULL)
        *error = *given;
    return given->code;
}

static mpdata_status pull_all(mpdata_load *l, mpdata_next_callback next, void *payload,
                              mpdata_error *error)
{
    mpdata_error given = {.code = MPDATA_OK};

    for (;;) {
        mpdata_record added = {.has_time = true};
        mpdata_next what = next(payload, &added, &given);

        if (what == MPDATA_NEXT_END)
            return MPDATA_OK;
        if (what != MPDATA_NEXT_RECORD)
            return source_failure(&given, error);
        mpdata_status status = mpdata_load_push(l, &added, error);
        if (status != MPDATA_OK)
            return status;
    }
}

mpdata_status mpdata_load_records(mpdata_db *db, mpdata_table_type type, const char *table,
                                  mpdata_next_callback next, void *payload,
                                  const mpdata_ingest_options *options,
                                  mpdata_ingest_report *report, mpdata_error *error)
{
    mpdata_load *l = NULL;

    if (next == NULL)
        return error_set(error, MPDATA_ERROR_ARGUMENT, "next must not be NULL");
    mpdata_status status = mpdata_load_begin(db, type, table, options, &l, error);
    if (status == MPDATA_OK)
        status = pull_all(l, next, payload, error);
    if (status == MPDATA_OK)
        status = mpdata_load_commit(l, report, error);
    mpdata_load_free(l);
    return status;
}
