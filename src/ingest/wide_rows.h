/*
 * How much memory DuckDB needs for rows with long texts, as they come.
 *
 * It keeps long texts in blocks of their own, which it writes to disk where memory is short. But to compress or to copy a
 * column it takes a vector of rows at a time, and holds the blocks of all their texts: that much has to fit, on each thread.
 */
#ifndef INGEST_WIDE_ROWS_H
#define INGEST_WIDE_ROWS_H

#include <pthread.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

typedef struct wide_rows_room {
    /* For the widest vector of each thread, together; and for the widest of all. 0 where no row is wide. */
    uint64_t bytes;
    uint64_t most_bytes;
    uint32_t threads;
} wide_rows_room;

/* Called before the rows are given to DuckDB; on any thread, but by one at a time. */
typedef void (*wide_rows_callback)(void *payload, const wide_rows_room *room);

/* What all threads of a scan share. */
typedef struct wide_rows {
    pthread_mutex_t mutex;
    wide_rows_room room;
    uint64_t told_bytes;
    wide_rows_callback tell;
    void *payload;
} wide_rows;

/* The last rows of a thread, as many as a vector has. */
typedef struct wide_rows_window {
    wide_rows *all;
    /* The blocks that each of them took, in bytes. */
    uint32_t *taken;
    size_t capacity_rows;
    size_t at;
    uint64_t bytes;
    uint64_t most_bytes;
    uint64_t known_bytes;
    /* What is free of the block that texts go into. */
    size_t free_bytes;
} wide_rows_window;

/* False where the system refuses. */
bool wide_rows_init(wide_rows *w);
void wide_rows_dispose(wide_rows *w);

/* From now on `tell` is called whenever much more room is needed than it was told of. */
void wide_rows_watch(wide_rows *w, wide_rows_callback tell, void *payload);

/* For the rows so far. */
wide_rows_room wide_rows_needed(wide_rows *w);

/* False where memory ran out. Borrows `all`. */
bool wide_rows_window_init(wide_rows_window *window, wide_rows *all, size_t capacity_rows);
void wide_rows_window_dispose(wide_rows_window *window);
void wide_rows_window_add(wide_rows_window *window, size_t row_bytes);
/* Once the chunk is full, and before DuckDB has it. */
void wide_rows_window_close(wide_rows_window *window);

#endif
