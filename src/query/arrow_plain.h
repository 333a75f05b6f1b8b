/*
 * Arrow's dictionaries as plain text: nanoarrow does not write them.
 */
#ifndef QUERY_ARROW_PLAIN_H
#define QUERY_ARROW_PLAIN_H

#include <nanoarrow/nanoarrow.h>

/* Changes the schema, a copy that nanoarrow made. */
ArrowErrorCode arrow_plain_schema(struct ArrowSchema *schema);

/* Changes the arrays of `schema`, which still has its dictionaries. */
ArrowErrorCode arrow_plain_array(const struct ArrowSchema *schema, struct ArrowArray *array,
                                 struct ArrowError *error);

#endif
