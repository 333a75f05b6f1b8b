/*
 * The records that a load goes on without: counted, and written to a file, one JSON object a line.
 */
#ifndef INGEST_REJECTS_H
#define INGEST_REJECTS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "mpdata/error.h"

typedef struct ingest_rejects ingest_rejects;

typedef struct ingest_reject {
    const char *source;
    uint64_t record;
    uint64_t byte_offset;
    const char *reason;
    const char *line;
    size_t line_bytes;
} ingest_reject;

/*
 * Makes the file at `path` anew. Up to `max_rejects` records go into it. Errors: IO, MEMORY.
 */
mpdata_status ingest_rejects_open(const char *path, uint64_t max_rejects, ingest_rejects **out,
                                  mpdata_error *error);

/*
 * False where that is one too many; then it is not written. Any thread. A file that can't be written is told by
 * ingest_rejects_finish.
 */
bool ingest_rejects_add(ingest_rejects *r, const ingest_reject *reject);

uint64_t ingest_rejects_count(ingest_rejects *r);

/* Everything is on disk once this returns MPDATA_OK. Errors: IO. */
mpdata_status ingest_rejects_finish(ingest_rejects *r, mpdata_error *error);

/* What was written stays. NULL is allowed. */
void ingest_rejects_close(ingest_rejects *r);

#endif
