/*
 * What an mpdata_batch is. For src/query alone.
 */
#ifndef QUERY_BATCH_H
#define QUERY_BATCH_H

#include <stddef.h>

#include "base/buffer.h"
#include "mpdata/result.h"
#include "query/cell.h"

/* Kept from batch to batch for their room. */
typedef struct batch_texts {
    mpdata_text *texts;
    size_t capacity_rows;
} batch_texts;

struct mpdata_batch {
    const engine_vector *vectors;
    size_t column_count;
    /* 0 once the rows are gone. */
    size_t rows;
    engine_result *source;
    cell_style style;
    /* The text of the last cell that had to be made; behind a pointer, since batches are read as const. */
    buffer *scratch;
    buffer scratch_buffer;
    /* One a column, as mpdata_batch_column made them. */
    batch_texts *texts;
};

/* The batch stays where it is from here on. False where memory ran out; it is disposed either way. */
bool batch_init(mpdata_batch *batch, engine_result *source, const char *engine_version);
void batch_fill(mpdata_batch *batch, const engine_vector *vectors, size_t column_count,
                size_t rows);
void batch_clear(mpdata_batch *batch);
void batch_dispose(mpdata_batch *batch);

#endif
