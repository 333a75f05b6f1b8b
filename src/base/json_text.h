/*
 * Text as a JSON string.
 */
#ifndef BASE_JSON_TEXT_H
#define BASE_JSON_TEXT_H

#include <stdbool.h>
#include <stddef.h>

#include "base/buffer.h"

/*
 * Appends `text` in quotes. What JSON does not allow raw is escaped; bytes that are no UTF-8 become U+FFFD. False where
 * memory ran out.
 */
bool json_append_text(buffer *out, const char *text, size_t bytes);

#endif
