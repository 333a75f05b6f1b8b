/*
 * UTF-8, as far as messages need it. Input is validated by the JSON parser.
 */
#ifndef BASE_UTF8_H
#define BASE_UTF8_H

#include <stddef.h>

/*
 * Bytes of the character that starts at `text`, 1 to 4; 0 where the bytes are no whole character of
 * UTF-8 (overlong forms and surrogates are none), or where `bytes` is 0.
 */
size_t utf8_sequence_bytes(const char *text, size_t bytes);

/*
 * The longest length up to `limit_bytes` at which `text` can be cut without breaking a character.
 */
size_t utf8_cut(const char *text, size_t bytes, size_t limit_bytes);

#endif
