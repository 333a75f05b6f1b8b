/*
 * Loads records that are ready in memory, one push each, from one thread: what a program that has records can expect.
 * Prints what the load took, without making the records.
 */
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "mpdata.h"

#define CHUNK_BYTES ((size_t)1 << 20)

/* Where the records' texts lie. */
typedef struct chunk {
    struct chunk *next;
    size_t used;
    size_t capacity;
    char data[];
} chunk;

typedef struct records {
    mpdata_record *items;
    size_t count;
    size_t capacity;
    chunk *texts;
} records;

static double wall_now(void)
{
    struct timespec now;

    (void)clock_gettime(CLOCK_MONOTONIC, &now);
    return (double)now.tv_sec + (double)now.tv_nsec / 1e9;
}

static void fail(const mpdata_error *error)
{
    (void)fprintf(stderr, "mpdata_push: %s\n", error->message);
    exit(1);
}

static void *must(void *memory)
{
    if (memory == NULL) {
        (void)fputs("mpdata_push: memory ran out\n", stderr);
        exit(1);
    }
    return memory;
}

static char *room(records *in, size_t bytes)
{
    if (in->texts == NULL || in->texts->capacity - in->texts->used < bytes) {
        size_t capacity = bytes > CHUNK_BYTES ? bytes : CHUNK_BYTES;
        chunk *added = must(malloc(sizeof(*added) + capacity));
        *added = (chunk){.next = in->texts, .capacity = capacity};
        in->texts = added;
    }
    in->texts->used += bytes;
    return in->texts->data + in->texts->used - bytes;
}

static mpdata_text copy_text(records *in, const mpdata_batch *batch, size_t column, size_t row)
{
    mpdata_text text;
    mpdata_error error;

    if (mpdata_batch_text(batch, column, row, &text, &error) != MPDATA_OK)
        fail(&error);
    char *data = room(in, text.bytes);
    memcpy(data, text.data, text.bytes);
    return (mpdata_text){data, text.bytes};
}

static void free_records(records *r)
{
    while (r->texts != NULL) {
        chunk *next = r->texts->next;
        free(r->texts);
        r->texts = next;
    }
    free(r->items);
}

static void add_row(records *to, const mpdata_batch *batch, size_t row)
{
    mpdata_value time = MPDATA_VALUE_INIT;
    mpdata_error error;

    if (to->count == to->capacity) {
        to->capacity = to->capacity == 0 ? 65536 : 2 * to->capacity;
        to->items = must(realloc(to->items, to->capacity * sizeof(*to->items)));
    }
    if (mpdata_batch_value(batch, 1, row, &time, &error) != MPDATA_OK)
        fail(&error);
    to->items[to->count++] = (mpdata_record){.event_name = copy_text(to, batch, 0, row),
                                             .time_us = time.int64,
                                             .has_time = true,
                                             .distinct_id = copy_text(to, batch, 2, row),
                                             .insert_id = copy_text(to, batch, 3, row),
                                             .properties = copy_text(to, batch, 4, row)};
}

static records read_records(const char *database, const char *table)
{
    mpdata_open_options options = MPDATA_OPEN_OPTIONS_INIT;
    records found = {0};
    mpdata_result *result = NULL;
    const mpdata_batch *batch = NULL;
    mpdata_db *db = NULL;
    mpdata_error error;
    char sql[256];

    options.read_only = true;
    (void)snprintf(sql, sizeof(sql),
                   "SELECT event_name, event_time, distinct_id, insert_id, properties::VARCHAR"
                   " FROM \"%.100s\"",
                   table);
    if (mpdata_open(database, &options, &db, &error) != MPDATA_OK ||
        mpdata_query_run(db, sql, MPDATA_NUL_TERMINATED, NULL, 0, &result, &error) != MPDATA_OK)
        fail(&error);
    while (mpdata_result_next(result, &batch, &error) == MPDATA_OK && batch != NULL)
        for (size_t row = 0; row < mpdata_batch_rows(batch); row++)
            add_row(&found, batch, row);
    mpdata_result_free(result);
    mpdata_db_free(db);
    return found;
}

static void push_all(mpdata_db *db, const records *from, mpdata_ingest_report *report)
{
    mpdata_ingest_options options = MPDATA_INGEST_OPTIONS_INIT;
    mpdata_load *load = NULL;
    mpdata_error error;

    options.primary_key = MPDATA_PRIMARY_KEY_NO;
    mpdata_status status =
        mpdata_load_begin(db, MPDATA_TABLE_EVENTS, "ev", &options, &load, &error);
    for (size_t i = 0; status == MPDATA_OK && i < from->count; i++)
        status = mpdata_load_push(load, &from->items[i], &error);
    if (status == MPDATA_OK)
        status = mpdata_load_commit(load, report, &error);
    if (status != MPDATA_OK)
        fail(&error);
    mpdata_load_free(load);
}

int main(int count, char **arguments)
{
    mpdata_ingest_report report;
    mpdata_db *db = NULL;
    mpdata_error error;

    if (count != 4) {
        (void)fputs("usage: mpdata_push ROWS-DATABASE ROWS-TABLE NEW-DATABASE\n", stderr);
        return 3;
    }
    records ready = read_records(arguments[1], arguments[2]);
    if (mpdata_open(arguments[3], NULL, &db, &error) != MPDATA_OK)
        fail(&error);
    double begin = wall_now();
    push_all(db, &ready, &report);
    (void)printf("{\"rows\":%llu,\"wall_seconds\":%.4f}\n", (unsigned long long)report.rows,
                 wall_now() - begin);
    mpdata_db_free(db);
    free_records(&ready);
    return 0;
}
