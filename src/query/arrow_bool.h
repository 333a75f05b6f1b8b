/*
 * Arrow's booleans. DuckDB's lossless conversion gives a BOOLEAN as a byte with the extension name arrow.bool8, which readers
 * that do not know it take for a number: here it becomes the bit that all of them know.
 */
#ifndef QUERY_ARROW_BOOL_H
#define QUERY_ARROW_BOOL_H

#include <stdbool.h>

#include <nanoarrow/nanoarrow.h>

/* Whether there is a byte to be made a bit. */
bool arrow_bool_is_in(const struct ArrowSchema *schema);

/* Calls them bits. What the schema refers to is not freed through the pointers that this changes. */
void arrow_bool_rename(struct ArrowSchema *schema);

/* Makes them bits in the arrays of `schema`, which still calls them bytes. */
ArrowErrorCode arrow_bool_pack(const struct ArrowSchema *schema, struct ArrowArray *array);

#endif
