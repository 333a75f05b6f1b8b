/*
 * Copies of an Arrow schema, for each one who asks for it.
 */
#ifndef QUERY_ARROW_SCHEMA_H
#define QUERY_ARROW_SCHEMA_H

#include "mpdata/arrow.h"

/* The caller releases `*out`, which is zeroed where memory ran out. */
mpdata_status arrow_schema_copy(const struct ArrowSchema *source, struct ArrowSchema *out,
                                mpdata_error *error);

#endif
