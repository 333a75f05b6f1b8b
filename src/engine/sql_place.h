/*
 * A place in SQL, as people count: lines and columns from 1.
 */
#ifndef ENGINE_SQL_PLACE_H
#define ENGINE_SQL_PLACE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/buffer.h"

typedef struct sql_place {
    uint32_t line;
    /* In characters, not bytes. */
    uint32_t column;
} sql_place;

/* `position` in bytes from the start; one past the end is taken for the end. */
sql_place sql_place_at(const char *sql, size_t bytes, size_t position);

/*
 * Appends the line of the place with a caret below it, "LINE 2: FROM evnts" and so on, at most 80 cells wide. False
 * where memory ran out.
 */
bool sql_place_append_excerpt(buffer *out, const char *sql, size_t bytes, size_t position);

#endif
