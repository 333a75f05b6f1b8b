/*
 * Lines that are almost JSON, mended.
 */
#ifndef PARSE_REPAIR_H
#define PARSE_REPAIR_H

#include <stdbool.h>
#include <stddef.h>

#include "base/buffer.h"

typedef enum repair_result {
    /* There was nothing to mend that this knows of. */
    REPAIR_NOTHING,
    REPAIR_DONE,
    REPAIR_MEMORY
} repair_result;

/*
 * Writes the line to `out` with, in its strings, raw control characters escaped, and lone surrogates and bytes that are
 * no UTF-8 replaced by U+FFFD. All else stays as it is; the result need not be JSON.
 */
repair_result repair_line(const char *line, size_t bytes, buffer *out);

#endif
