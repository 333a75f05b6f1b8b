/*
 * The rows of a result for an engine that reads Arrow.
 */
#ifndef QUERY_ARROW_SOURCE_H
#define QUERY_ARROW_SOURCE_H

#include <pthread.h>

#include "mpdata/arrow.h"
#include "query/result.h"

typedef struct arrow_source {
    struct ArrowArrayStream stream;
    mpdata_result *result;
    struct ArrowSchema schema;
    /* Whoever reads the stream may do so from several threads. */
    pthread_mutex_t mutex;
    /* The first one; its code is MPDATA_OK while there was none. */
    mpdata_error failure;
} arrow_source;

/*
 * Takes over the rows of `result`. The source stays where it is until arrow_source_close, which outlives whatever reads
 * the stream.
 */
mpdata_status arrow_source_open(arrow_source *source, mpdata_result *result, mpdata_error *error);
void arrow_source_close(arrow_source *source);

/* What the stream failed with, in `*error`, which may be NULL; MPDATA_OK, and `*error` as it was, where it did not. */
mpdata_status arrow_source_failure(arrow_source *source, mpdata_error *error);

#endif
