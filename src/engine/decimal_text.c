#include "engine/decimal_text.h"

#include <stdint.h>

__extension__ typedef unsigned __int128 uint128;

#define MOST_DIGITS 38

typedef struct decimal_digits {
    uint128 magnitude;
    /* Without zeros before the first other digit. */
    uint8_t count;
    uint8_t scale;
} decimal_digits;

static bool read_digits(mpdata_text text, size_t from, decimal_digits *out)
{
    bool has_point = false;
    size_t digits = 0;

    *out = (decimal_digits){0, 0, 0};
    for (size_t at = from; at < text.bytes; at++) {
        char c = text.data[at];

        if (c == '.' && !has_point) {
            has_point = true;
            continue;
        }
        if (c < '0' || c > '9' || out->count == MOST_DIGITS || out->scale == MOST_DIGITS)
            return false;
        out->magnitude = out->magnitude * 10 + (unsigned)(c - '0');
        out->count = (uint8_t)(out->count + (out->magnitude > 0 ? 1 : 0));
        out->scale = (uint8_t)(out->scale + (has_point ? 1 : 0));
        digits++;
    }
    return digits > 0;
}

bool decimal_text_read(mpdata_text text, duckdb_decimal *out)
{
    bool is_negative = text.bytes > 0 && text.data[0] == '-';
    decimal_digits digits;

    if (!read_digits(text, is_negative ? 1 : 0, &digits))
        return false;
    uint128 value = is_negative ? 0 - digits.magnitude : digits.magnitude;
    /* With a place before the point, as 0.5 is written. */
    uint8_t width = digits.count > digits.scale ? digits.count : (uint8_t)(digits.scale + 1);
    out->width = width < MOST_DIGITS ? width : MOST_DIGITS;
    out->scale = digits.scale;
    out->value.lower = (uint64_t)value;
    out->value.upper = (int64_t)(uint64_t)(value >> 64);
    return true;
}
