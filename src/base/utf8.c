#include "base/utf8.h"

#include <stdbool.h>

static bool is_continuation(unsigned char byte)
{
    return (byte & 0xC0) == 0x80;
}

/* The second byte's range is what shuts out overlong forms, surrogates and what lies past U+10FFFF. */
static bool second_byte_fits(unsigned char first, unsigned char second)
{
    switch (first) {
    case 0xE0:
        return second >= 0xA0 && second <= 0xBF;
    case 0xED:
        return second >= 0x80 && second <= 0x9F;
    case 0xF0:
        return second >= 0x90 && second <= 0xBF;
    case 0xF4:
        return second >= 0x80 && second <= 0x8F;
    default:
        return is_continuation(second);
    }
}

size_t utf8_sequence_bytes(const char *text, size_t bytes)
{
    if (bytes == 0)
        return 0;

    unsigned char first = (unsigned char)text[0];
    size_t width = 0;

    if (first < 0x80)
        return 1;
    if (first >= 0xC2 && first <= 0xDF)
        width = 2;
    else if (first >= 0xE0 && first <= 0xEF)
        width = 3;
    else if (first >= 0xF0 && first <= 0xF4)
        width = 4;
    if (width == 0 || width > bytes || !second_byte_fits(first, (unsigned char)text[1]))
        return 0;
    for (size_t i = 2; i < width; i++)
        if (!is_continuation((unsigned char)text[i]))
            return 0;
    return width;
}

size_t utf8_cut(const char *text, size_t bytes, size_t limit_bytes)
{
    if (bytes <= limit_bytes)
        return bytes;

    size_t cut = limit_bytes;
    while (cut > 0 && is_continuation((unsigned char)text[cut]))
        cut--;
    return cut;
}
