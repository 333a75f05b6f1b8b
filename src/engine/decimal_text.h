/*
 * Numbers as DuckDB's DECIMAL, with all their digits.
 */
#ifndef ENGINE_DECIMAL_TEXT_H
#define ENGINE_DECIMAL_TEXT_H

#include <stdbool.h>

#include <duckdb.h>

#include "mpdata/value.h"

/* Digits, a minus before and a point among them at the most; false for anything else, and for more digits than DECIMAL has. */
bool decimal_text_read(mpdata_text text, duckdb_decimal *out);

#endif
