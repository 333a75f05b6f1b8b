/*
 * Numbers as DuckDB writes them. Every function writes at `out`, without a NUL, and gives the end.
 */
#ifndef QUERY_NUMBER_TEXT_H
#define QUERY_NUMBER_TEXT_H

#include <stdbool.h>
#include <stdint.h>

#include "engine/column.h"

/* Room that is enough for any of them. */
#define NUMBER_TEXT_BYTES 64

char *number_write_uint64(char *out, uint64_t number);
char *number_write_int64(char *out, int64_t number);
/* `number` as HUGEINT, or where `is_unsigned` as UHUGEINT. */
char *number_write_int128(char *out, engine_int128 number, bool is_unsigned);

/*
 * `number` times 10^-scale. DuckDB leaves the zero before the point out where the type has no room for
 * one (DECIMAL(2,2): .05); JSON wants it always.
 */
char *number_write_decimal(char *out, engine_int128 number, const engine_type *type,
                           bool leading_zero);

/*
 * The shortest digits that read back as the same number; nan, inf and -inf. Three doubles differ from what
 * DuckDB writes, since it writes them wrongly: 2^81 and 2^91 (doubled), and 2^807 ("A.07e+242").
 */
char *number_write_double(char *out, double number);
char *number_write_float(char *out, float number);

/* Exactly `width` digits, with zeros in front; `number` must fit. */
char *number_write_padded(char *out, uint32_t number, unsigned width);

#endif
