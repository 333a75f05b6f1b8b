/*
 * Values that are bytes to DuckDB, as it writes them. False where memory ran out.
 */
#ifndef QUERY_BINARY_TEXT_H
#define QUERY_BINARY_TEXT_H

#include <stdbool.h>
#include <stddef.h>

#include "base/buffer.h"
#include "engine/column.h"

/* Printable ASCII as it is, everything else as \xHH. */
bool binary_append_blob(buffer *out, const char *data, size_t bytes);
/* BIT: ones and zeros. */
bool binary_append_bits(buffer *out, const char *data, size_t bytes);
/* BIGNUM: decimal digits. */
bool binary_append_bignum(buffer *out, const char *data, size_t bytes);
bool binary_append_uuid(buffer *out, engine_int128 uuid);

#endif
