#include "ingest/scan.h"

#include <pthread.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "base/error.h"
#include "ingest/seen_keys.h"
#include "parse/feed.h"
#include "parse/record.h"
#include "parse/repair.h"

/* A chunk's rows end here, however few they are: else a chunk of the largest lines would take 128 GiB. */
#define CHUNK_BYTES ((size_t)8 << 20)
/*
 * And here, where most of its lines are left out: DuckDB asks for 50 chunks in a row before the load can tell of its
 * progress, and see that it was interrupted.
 */
#define CHUNK_READ_BYTES ((size_t)512 << 10)

/* The first thing that went wrong, in the sources' order. */
typedef struct scan_failure {
    bool is_set;
    uint64_t sequence;
    /* A bad line ... */
    size_t source;
    uint64_t line_offset;
    /* 0 where it has to be counted. */
    uint64_t line_number;
    /* A pushed record has a number, and no place in bytes. */
    bool is_packed;
    /* The line ends with its source. */
    bool is_open;
    record_fault fault;
    char start[FAULT_EXCERPT_TEXT_BYTES];
    /* ... or a source that could not be read. */
    bool is_read_error;
    mpdata_error read_error;
} scan_failure;

struct ingest_scan {
    const ingest_plan *plan;
    feed *feed;
    engine_scan rows;
    engine_scan_column columns[ENGINE_SCAN_MAX_COLUMNS];
    atomic_uint_fast64_t records;
    atomic_uint_fast64_t distinct_keys;
    atomic_uint_fast64_t missing_ids;
    atomic_uint_fast64_t repaired;
    atomic_uint_fast64_t filtered;
    bool repairs;
    ingest_rejects *rejects;
    seen_keys *seen;
    wide_rows wide;
    /* NULL: all are wanted. */
    const ingest_filter *filter;
    pthread_mutex_t mutex;
    scan_failure failure;
};

typedef struct scan_worker {
    ingest_scan *scan;
    record_reader *reader;
    block block;
    /* A line that was mended. */
    buffer mended;
    /* Of the keys of the chunk's rows. */
    uint64_t *hashes;
    wide_rows_window window;
    bool is_done;
} scan_worker;

static void worker_free(void *data)
{
    scan_worker *worker = data;

    /* What it read last was read before the files are closed. */
    (void)pthread_mutex_lock(&worker->scan->mutex);
    (void)pthread_mutex_unlock(&worker->scan->mutex);
    record_reader_free(worker->reader);
    block_dispose(&worker->block);
    buffer_dispose(&worker->mended);
    wide_rows_window_dispose(&worker->window);
    free(worker->hashes);
    free(worker);
}

static void *worker_new(void *payload, size_t capacity_rows)
{
    scan_worker *worker = calloc(1, sizeof(*worker));

    if (worker == NULL)
        return NULL;
    worker->scan = payload;
    worker->block = (block)BLOCK_INIT;
    worker->reader = record_reader_new();
    worker->hashes = calloc(capacity_rows, sizeof(*worker->hashes));
    if (worker->reader == NULL || worker->hashes == NULL ||
        !wide_rows_window_init(&worker->window, &worker->scan->wide, capacity_rows)) {
        worker_free(worker);
        return NULL;
    }
    return worker;
}

/* Keeps the earlier of two failures, and ends the dealing out of what lies behind it. */
static void keep_failure(ingest_scan *scan, const scan_failure *failure)
{
    (void)pthread_mutex_lock(&scan->mutex);
    if (!scan->failure.is_set || failure->sequence < scan->failure.sequence)
        scan->failure = *failure;
    (void)pthread_mutex_unlock(&scan->mutex);
    feed_stop_at(scan->feed, failure->sequence);
}

static void keep_fault(scan_worker *worker, const block_line *line, const record_fault *fault)
{
    scan_failure failure = {.is_set = true,
                            .sequence = line->sequence,
                            .source = worker->block.source,
                            .line_offset = line->offset,
                            .line_number = line->number,
                            .is_packed = worker->block.is_packed,
                            .is_open = line->is_open,
                            .fault = *fault};

    (void)fault_excerpt(failure.start, line->data, line->bytes);
    keep_failure(worker->scan, &failure);
    worker->is_done = true;
}

/* The next line of the sources; false at their end, or where they can't be read. */
static bool next_line(scan_worker *worker, block_line *line)
{
    scan_failure failure = {.is_set = true, .is_read_error = true};
    bool more = true;

    while (more && !block_next_line(&worker->block, line)) {
        mpdata_status status =
            feed_next(worker->scan->feed, &worker->block, &more, &failure.read_error);

        if (status != MPDATA_OK) {
            failure.sequence = block_sequence(worker->block.source, worker->block.offset);
            keep_failure(worker->scan, &failure);
            more = false;
        }
    }
    if (!more)
        worker->is_done = true;
    return more;
}

static bool read_line(scan_worker *worker, const char *data, size_t bytes, record *r,
                      record_fault *fault)
{
    const ingest_plan *plan = worker->scan->plan;

    if (bytes > RECORD_MAX_BYTES)
        return fault_set(fault, FAULT_RECORD, 0, "the line is longer than %zu MiB",
                         RECORD_MAX_BYTES >> 20);
    if (worker->block.is_packed)
        return plan->read_packed(worker->reader, data, bytes, r, fault);
    return plan->read(worker->reader, data, bytes, r, fault);
}

/* Reads the line once more, mended. The fault stays that of the line as it came. */
static bool read_mended(scan_worker *worker, const block_line *line, record *r)
{
    record_fault fault;

    if (!worker->scan->repairs || worker->block.is_packed || line->bytes > RECORD_MAX_BYTES ||
        repair_line(line->data, line->bytes, &worker->mended) != REPAIR_DONE ||
        !read_line(worker, worker->mended.data, worker->mended.bytes, r, &fault))
        return false;
    (void)atomic_fetch_add_explicit(&worker->scan->repaired, 1, memory_order_relaxed);
    return true;
}

static bool reject(scan_worker *worker, const block_line *line, const record_fault *fault)
{
    ingest_scan *scan = worker->scan;
    ingest_reject rejected = {.source = feed_source_path(scan->feed, worker->block.source),
                              .record = line->number,
                              .byte_offset = line->offset + fault->offset,
                              .reason = fault->text,
                              .line = line->data,
                              .line_bytes = line->bytes};

    /* Fields of a pushed record are no line that could be shown. */
    if (worker->block.is_packed)
        rejected.line_bytes = 0;
    /* A bad last line without an end tells of an export that was cut: more than this record is missing. */
    return scan->rejects != NULL && fault->kind == FAULT_RECORD && !line->is_open &&
           ingest_rejects_add(scan->rejects, &rejected);
}

typedef enum reading { READING_ROW, READING_FILTERED, READING_SKIP, READING_END } reading;

static reading sift(const ingest_scan *scan, const record *r)
{
    return scan->filter == NULL || ingest_filter_takes(scan->filter, r) ? READING_ROW
                                                                        : READING_FILTERED;
}

static reading read_record(scan_worker *worker, const block_line *line, record *r)
{
    record_fault fault;

    if (read_line(worker, line->data, line->bytes, r, &fault))
        return sift(worker->scan, r);
    if (fault.kind == FAULT_RECORD && read_mended(worker, line, r))
        return sift(worker->scan, r);
    if (reject(worker, line, &fault))
        return READING_SKIP;
    keep_fault(worker, line, &fault);
    return READING_END;
}

static void write_row(scan_worker *worker, const record *r, uint64_t sequence, engine_chunk *chunk,
                      size_t row)
{
    const ingest_plan *plan = worker->scan->plan;
    mpdata_text key = plan->key(r);

    for (size_t i = 0; i < plan->column_count; i++)
        plan->columns[i].write(r, chunk, i, row);
    engine_chunk_set_uint64(chunk, plan->column_count, row, sequence);
    worker->hashes[row] = seen_keys_hash(key.data, key.bytes);
    seen_keys_prefetch(worker->scan->seen, worker->hashes[row]);
}

static void mark_seen(scan_worker *worker, engine_chunk *chunk, size_t rows)
{
    ingest_scan *scan = worker->scan;
    size_t distinct = 0;

    for (size_t i = 0; i < rows; i++) {
        bool is_seen = seen_keys_add(scan->seen, worker->hashes[i]);

        engine_chunk_set_bool(chunk, scan->plan->column_count + 1, i, is_seen);
        distinct += !is_seen;
    }
    (void)atomic_fetch_add_explicit(&scan->distinct_keys, distinct, memory_order_relaxed);
}

/* DuckDB takes a chunk without rows for the end: one that is none, as INGEST_IS_RECORD tells, says that more may come. */
static void write_blank_row(const ingest_plan *plan, engine_chunk *chunk, size_t row)
{
    for (size_t column = 0; column < plan->column_count + 2; column++)
        engine_chunk_set_null(chunk, column, row);
}

typedef struct chunk_counts {
    size_t rows;
    size_t row_bytes;
    size_t left_out_bytes;
    uint64_t filtered;
    uint64_t missing_ids;
} chunk_counts;

static void add_counts(ingest_scan *scan, const chunk_counts *c)
{
    (void)atomic_fetch_add_explicit(&scan->records, c->rows, memory_order_relaxed);
    (void)atomic_fetch_add_explicit(&scan->missing_ids, c->missing_ids, memory_order_relaxed);
    (void)atomic_fetch_add_explicit(&scan->filtered, c->filtered, memory_order_relaxed);
}

/* False where the worker has come to its end. */
static bool take_line(scan_worker *worker, const block_line *line, engine_chunk *chunk,
                      chunk_counts *c)
{
    record r = {0};
    reading outcome = read_record(worker, line, &r);

    if (outcome == READING_ROW) {
        write_row(worker, &r, line->sequence, chunk, c->rows);
        c->missing_ids += r.is_id_made;
        c->row_bytes += line->bytes;
        wide_rows_window_add(&worker->window, line->bytes);
        c->rows++;
        return true;
    }
    c->filtered += outcome == READING_FILTERED;
    c->left_out_bytes += line->bytes;
    return outcome != READING_END;
}

static bool fill(void *data, engine_chunk *chunk, size_t capacity_rows, size_t *rows)
{
    scan_worker *worker = data;
    chunk_counts c = {0};
    block_line line;

    while (c.rows < capacity_rows && c.row_bytes < CHUNK_BYTES &&
           c.left_out_bytes < CHUNK_READ_BYTES && !worker->is_done && next_line(worker, &line) &&
           take_line(worker, &line, chunk, &c))
        ;
    mark_seen(worker, chunk, c.rows);
    wide_rows_window_close(&worker->window);
    add_counts(worker->scan, &c);
    *rows = c.rows;
    if (c.rows == 0 && !worker->is_done) {
        write_blank_row(worker->scan->plan, chunk, 0);
        *rows = 1;
    }
    return true;
}

static void describe_rows(ingest_scan *scan)
{
    const ingest_plan *plan = scan->plan;

    for (size_t i = 0; i < plan->column_count; i++)
        scan->columns[i] = (engine_scan_column){plan->columns[i].name, plan->columns[i].scan_type};
    scan->columns[plan->column_count] =
        (engine_scan_column){INGEST_SEQUENCE_COLUMN, ENGINE_SCAN_UINT64};
    scan->columns[plan->column_count + 1] =
        (engine_scan_column){INGEST_SEEN_COLUMN, ENGINE_SCAN_BOOL};
    scan->rows = (engine_scan){.columns = scan->columns,
                               .column_count = plan->column_count + 2,
                               .payload = scan,
                               .worker_new = worker_new,
                               .worker_free = worker_free,
                               .fill = fill};
}

/* NULL where memory ran out. */
static ingest_scan *scan_new(const ingest_plan *plan)
{
    ingest_scan *scan = calloc(1, sizeof(*scan));

    if (scan == NULL)
        return NULL;
    if (pthread_mutex_init(&scan->mutex, NULL) != 0 || !wide_rows_init(&scan->wide)) {
        free(scan);
        return NULL;
    }
    scan->plan = plan;
    describe_rows(scan);
    return scan;
}

static mpdata_status finish_opening(ingest_scan *scan, mpdata_status opened, ingest_scan **out,
                                    mpdata_error *error)
{
    if (opened == MPDATA_OK) {
        scan->seen = seen_keys_new(feed_estimate_lines(scan->feed));
        if (scan->seen == NULL)
            opened = error_set_memory(error);
    }
    if (opened != MPDATA_OK)
        ingest_scan_close(scan);
    else
        *out = scan;
    return opened;
}

mpdata_status ingest_scan_open(const ingest_plan *plan, const char *const *paths, size_t path_count,
                               const atomic_bool *interrupted, ingest_scan **out,
                               mpdata_error *error)
{
    ingest_scan *scan = scan_new(plan);

    *out = NULL;
    if (scan == NULL)
        return error_set_memory(error);
    mpdata_status status =
        feed_open(paths, path_count, FEED_RANGE_BYTES, interrupted, &scan->feed, error);
    return finish_opening(scan, status, out, error);
}

mpdata_status ingest_scan_open_queue(const ingest_plan *plan, block_queue *queue, const char *name,
                                     ingest_scan **out, mpdata_error *error)
{
    ingest_scan *scan = scan_new(plan);

    *out = NULL;
    if (scan == NULL)
        return error_set_memory(error);
    mpdata_status status = feed_open_queue(queue, name, &scan->feed, error);
    return finish_opening(scan, status, out, error);
}

void ingest_scan_close(ingest_scan *scan)
{
    if (scan == NULL)
        return;
    (void)pthread_mutex_lock(&scan->mutex);
    (void)pthread_mutex_unlock(&scan->mutex);
    feed_close(scan->feed);
    seen_keys_free(scan->seen);
    wide_rows_dispose(&scan->wide);
    (void)pthread_mutex_destroy(&scan->mutex);
    free(scan);
}

void ingest_scan_tolerate(ingest_scan *scan, bool repairs, ingest_rejects *rejects)
{
    scan->repairs = repairs;
    scan->rejects = rejects;
    /* A reject is named by its line. */
    if (rejects != NULL)
        feed_count_lines(scan->feed);
}

void ingest_scan_filter(ingest_scan *scan, const ingest_filter *filter)
{
    scan->filter = filter;
}

const engine_scan *ingest_scan_rows(const ingest_scan *scan)
{
    return &scan->rows;
}

wide_rows *ingest_scan_wide_rows(ingest_scan *scan)
{
    return &scan->wide;
}

uint64_t ingest_scan_estimate_rows(const ingest_scan *scan)
{
    return feed_estimate_lines(scan->feed);
}

ingest_counts ingest_scan_counts(ingest_scan *scan)
{
    return (ingest_counts){
        .records = atomic_load_explicit(&scan->records, memory_order_relaxed),
        .distinct_keys = atomic_load_explicit(&scan->distinct_keys, memory_order_relaxed),
        .missing_ids = atomic_load_explicit(&scan->missing_ids, memory_order_relaxed),
        .rejects = scan->rejects == NULL ? 0 : ingest_rejects_count(scan->rejects),
        .repaired = atomic_load_explicit(&scan->repaired, memory_order_relaxed),
        .filtered = atomic_load_explicit(&scan->filtered, memory_order_relaxed),
        .bytes = feed_dealt_bytes(scan->feed),
        .total_bytes = feed_total_bytes(scan->feed),
    };
}

/* Bad records were allowed, and this one was not taken for their number alone. */
static bool is_one_too_many(const ingest_scan *scan)
{
    return scan->rejects != NULL && scan->failure.fault.kind == FAULT_RECORD &&
           !scan->failure.is_open;
}

static mpdata_status name_packed_fault(const scan_failure *failure, const char *name,
                                       mpdata_error *error)
{
    (void)error_set(error, MPDATA_ERROR_INPUT, "%s: record %llu: %s", name,
                    (unsigned long long)failure->line_number, failure->fault.text);
    error_add_source(error, name);
    if (error != NULL)
        error->record = failure->line_number;
    return MPDATA_ERROR_INPUT;
}

static mpdata_status name_fault(ingest_scan *scan, mpdata_error *error)
{
    const scan_failure *failure = &scan->failure;
    fault_place place = {feed_source_path(scan->feed, failure->source), failure->line_number,
                         failure->line_offset, failure->start};
    mpdata_status status = MPDATA_OK;

    if (failure->fault.kind == FAULT_MEMORY)
        return error_set_memory(error);
    if (failure->is_packed)
        return name_packed_fault(failure, place.path, error);
    if (place.number == 0)
        status = feed_line_number(scan->feed, failure->source, failure->line_offset, &place.number,
                                  error);
    if (status != MPDATA_OK)
        return status;
    return fault_report(
        &failure->fault, &place,
        is_one_too_many(scan) ? ". That is one bad record more than is allowed" : "", error);
}

mpdata_status ingest_scan_finish(ingest_scan *scan, mpdata_error *error)
{
    /* Nobody writes it any more: the lock is for what other threads wrote to be seen here. */
    (void)pthread_mutex_lock(&scan->mutex);
    (void)pthread_mutex_unlock(&scan->mutex);
    /* What finds the repeats among the marked rows needs the memory. */
    seen_keys_free(scan->seen);
    scan->seen = NULL;
    if (!scan->failure.is_set)
        return MPDATA_OK;
    if (!scan->failure.is_read_error)
        return name_fault(scan, error);
    if (error != NULL)
        *error = scan->failure.read_error;
    return scan->failure.read_error.code;
}
