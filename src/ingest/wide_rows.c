#include "ingest/wide_rows.h"

#include <stdlib.h>

/* DuckDB's: from here on a text goes into a block, and many of them go into one. */
#define LONG_TEXT_BYTES 4096
#define BLOCK_BYTES ((size_t)256 << 10)
/* Of a block or a text, for its length and checksum. */
#define OVERHEAD_BYTES 12
/* Less than this fits anyway, and more is told of in such steps. */
#define STEP_BYTES (UINT64_C(32) << 20)

bool wide_rows_init(wide_rows *w)
{
    *w = (wide_rows){.room = {0}};
    return pthread_mutex_init(&w->mutex, NULL) == 0;
}

void wide_rows_dispose(wide_rows *w)
{
    (void)pthread_mutex_destroy(&w->mutex);
}

void wide_rows_watch(wide_rows *w, wide_rows_callback tell, void *payload)
{
    (void)pthread_mutex_lock(&w->mutex);
    w->tell = tell;
    w->payload = payload;
    (void)pthread_mutex_unlock(&w->mutex);
}

wide_rows_room wide_rows_needed(wide_rows *w)
{
    (void)pthread_mutex_lock(&w->mutex);
    wide_rows_room room = w->room;
    (void)pthread_mutex_unlock(&w->mutex);
    return room;
}

bool wide_rows_window_init(wide_rows_window *window, wide_rows *all, size_t capacity_rows)
{
    *window = (wide_rows_window){.all = all, .capacity_rows = capacity_rows};
    window->taken = calloc(capacity_rows, sizeof(*window->taken));
    if (window->taken == NULL)
        return false;
    (void)pthread_mutex_lock(&all->mutex);
    all->room.threads++;
    (void)pthread_mutex_unlock(&all->mutex);
    return true;
}

void wide_rows_window_dispose(wide_rows_window *window)
{
    free(window->taken);
    window->taken = NULL;
}

/* The block that is begun for this row; 0 where its text fits into the one before. */
static uint32_t take(wide_rows_window *window, size_t row_bytes)
{
    size_t bytes = row_bytes + OVERHEAD_BYTES;

    if (row_bytes < LONG_TEXT_BYTES)
        return 0;
    if (bytes <= window->free_bytes) {
        window->free_bytes -= bytes;
        return 0;
    }
    size_t taken = bytes > BLOCK_BYTES ? bytes : BLOCK_BYTES;
    window->free_bytes = taken - bytes;
    return (uint32_t)taken;
}

void wide_rows_window_add(wide_rows_window *window, size_t row_bytes)
{
    uint32_t taken = take(window, row_bytes);

    window->bytes += taken;
    window->bytes -= window->taken[window->at];
    window->taken[window->at] = taken;
    window->at = window->at + 1 == window->capacity_rows ? 0 : window->at + 1;
    if (window->bytes > window->most_bytes)
        window->most_bytes = window->bytes;
}

void wide_rows_window_close(wide_rows_window *window)
{
    wide_rows *w = window->all;

    if (window->most_bytes == window->known_bytes)
        return;
    (void)pthread_mutex_lock(&w->mutex);
    w->room.bytes += window->most_bytes - window->known_bytes;
    if (window->most_bytes > w->room.most_bytes)
        w->room.most_bytes = window->most_bytes;
    window->known_bytes = window->most_bytes;
    if (w->tell != NULL && w->room.bytes >= w->told_bytes + STEP_BYTES) {
        w->told_bytes = w->room.bytes;
        w->tell(w->payload, &w->room);
    }
    (void)pthread_mutex_unlock(&w->mutex);
}
