#include "query/binary_text.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "query/number_text.h"

/* Before a BIGNUM's magnitude: its sign and its length. */
enum { BIGNUM_HEADER_BYTES = 3 };

/* A BIGNUM is divided by this until nothing is left. */
#define BIGNUM_DIVISOR 1000000000u
enum { BIGNUM_DIVISOR_DIGITS = 9 };

bool binary_append_blob(buffer *out, const char *data, size_t bytes)
{
    static const char hex[] = "0123456789ABCDEF";

    if (bytes == 0)
        return true;
    if (bytes > SIZE_MAX / 4 || !buffer_reserve(out, bytes * 4))
        return false;
    char *to = out->data + out->bytes;
    for (size_t i = 0; i < bytes; i++) {
        unsigned char c = (unsigned char)data[i];

        if (c >= ' ' && c <= '~' && c != '\\' && c != '\'' && c != '"') {
            *to++ = (char)c;
            continue;
        }
        *to++ = '\\';
        *to++ = 'x';
        *to++ = hex[c >> 4];
        *to++ = hex[c & 15];
    }
    out->bytes = (size_t)(to - out->data);
    return true;
}

bool binary_append_bits(buffer *out, const char *data, size_t bytes)
{
    /* The first byte tells how many bits of the second are padding. */
    size_t padding = bytes > 0 ? (unsigned char)data[0] : 0;

    if (bytes > SIZE_MAX / 8 || !buffer_reserve(out, bytes * 8))
        return false;
    char *to = out->data + out->bytes;
    for (size_t bit = 8 + padding; bit < bytes * 8; bit++)
        *to++ = (((unsigned char)data[bit / 8] >> (7 - bit % 8)) & 1) != 0 ? '1' : '0';
    out->bytes = (size_t)(to - out->data);
    return true;
}

/* Big-endian `digits` (base 256) divided in place; gives the remainder. */
static uint32_t divide_bytes(unsigned char *digits, size_t count, uint32_t by)
{
    uint64_t remainder = 0;

    for (size_t i = 0; i < count; i++) {
        uint64_t value = (remainder << 8) | digits[i];

        digits[i] = (unsigned char)(value / by);
        remainder = value % by;
    }
    return (uint32_t)remainder;
}

/* Destroys `magnitude`. The text is made backwards, from the end of the room for it. */
static void append_magnitude(buffer *out, unsigned char *magnitude, size_t count, size_t room)
{
    char *end = out->data + out->bytes + room;
    char *first = end;

    while (count > 0) {
        uint32_t part = divide_bytes(magnitude, count, BIGNUM_DIVISOR);

        first -= BIGNUM_DIVISOR_DIGITS;
        (void)number_write_padded(first, part, BIGNUM_DIVISOR_DIGITS);
        while (count > 0 && *magnitude == 0) {
            magnitude++;
            count--;
        }
    }
    while (first < end - 1 && *first == '0')
        first++;
    memmove(out->data + out->bytes, first, (size_t)(end - first));
    out->bytes += (size_t)(end - first);
}

bool binary_append_bignum(buffer *out, const char *data, size_t bytes)
{
    bool negative = bytes > 0 && ((unsigned char)data[0] & 0x80) == 0;
    size_t count = bytes > BIGNUM_HEADER_BYTES ? bytes - BIGNUM_HEADER_BYTES : 0;
    /* A byte is 2.41 decimal digits. */
    size_t room = count * 3 + 2 * BIGNUM_DIVISOR_DIGITS;
    unsigned char *magnitude = malloc(count + 1);

    if (magnitude == NULL || !buffer_reserve(out, room + 1)) {
        free(magnitude);
        return false;
    }
    /* All bits of a negative number are turned over, so that the bytes sort. */
    for (size_t i = 0; i < count; i++)
        magnitude[i] =
            (unsigned char)((unsigned char)data[BIGNUM_HEADER_BYTES + i] ^ (negative ? 0xFF : 0));
    if (negative)
        out->data[out->bytes++] = '-';
    append_magnitude(out, magnitude, count, room);
    free(magnitude);
    return true;
}

static char *write_hex(char *out, uint64_t number, unsigned first_bit, unsigned digits)
{
    static const char hex[] = "0123456789abcdef";

    for (unsigned i = 0; i < digits; i++)
        *out++ = hex[(number >> (first_bit - 4 * (i + 1))) & 15];
    return out;
}

bool binary_append_uuid(buffer *out, engine_int128 uuid)
{
    /* The highest bit is turned over, so that the signed numbers sort as the texts do. */
    uint64_t upper = (uint64_t)uuid.upper ^ (UINT64_C(1) << 63);

    if (!buffer_reserve(out, 36))
        return false;
    char *to = write_hex(out->data + out->bytes, upper, 64, 8);
    *to++ = '-';
    to = write_hex(to, upper, 32, 4);
    *to++ = '-';
    to = write_hex(to, upper, 16, 4);
    *to++ = '-';
    to = write_hex(to, uuid.lower, 64, 4);
    *to++ = '-';
    to = write_hex(to, uuid.lower, 48, 12);
    out->bytes = (size_t)(to - out->data);
    return true;
}
