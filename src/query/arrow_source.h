/*
 * The rows of a result for an engine that reads Arrow.
 */
#ifndef QUERY_ARROW_SOURCE_H
#define QUERY_ARROW_SOURCE_H

#include "mpdata/arrow.h"
#include "query/result.h"

typedef struct arrow_source {
    struct ArrowArrayStream stream;
    mpdata_result *result;
    struct ArrowSchema schema;
    /* The first one; its code is MPDATA_OK while there was none. */
    mpdata_error failure;
} arrow_source;

/*
 * Takes over the rows of `result`. The source stays where it is until arrow_source_close, which outlives whatever reads
 * the stream.
 */
mpdata_status arrow_source_open(arrow_source *source, mpdata_result *result, mpdata_error *error);
void arrow_source_close(arrow_source *source);

#endif
