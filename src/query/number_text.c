#include "query/number_text.h"

#include <math.h>
#include <string.h>

#include "query/shortest_decimal.h"

__extension__ typedef unsigned __int128 uint128;

/* The largest power of ten in 64 bits: what 128-bit numbers are cut into. */
#define TEN_POWER_19 UINT64_C(10000000000000000000)

/* Numbers at and above 10^16, and below 10^-4, are written with an exponent. */
enum { HIGHEST_FIXED_EXPONENT = 15, LOWEST_FIXED_EXPONENT = -4 };

static const char digit_pairs[] = "00010203040506070809101112131415161718192021222324"
                                  "25262728293031323334353637383940414243444546474849"
                                  "50515253545556575859606162636465666768697071727374"
                                  "75767778798081828384858687888990919293949596979899";

/* Backwards from `end`; gives the first digit's place. */
static char *write_backwards(char *end, uint64_t number)
{
    while (number >= 100) {
        end -= 2;
        memcpy(end, &digit_pairs[(number % 100) * 2], 2);
        number /= 100;
    }
    if (number >= 10) {
        end -= 2;
        memcpy(end, &digit_pairs[number * 2], 2);
        return end;
    }
    *--end = (char)('0' + number);
    return end;
}

char *number_write_uint64(char *out, uint64_t number)
{
    char digits[20];
    char *end = digits + sizeof(digits);
    char *first = write_backwards(end, number);

    memcpy(out, first, (size_t)(end - first));
    return out + (end - first);
}

char *number_write_int64(char *out, int64_t number)
{
    if (number >= 0)
        return number_write_uint64(out, (uint64_t)number);
    *out = '-';
    return number_write_uint64(out + 1, UINT64_C(0) - (uint64_t)number);
}

char *number_write_padded(char *out, uint32_t number, unsigned width)
{
    for (unsigned i = width; i-- > 0; number /= 10)
        out[i] = (char)('0' + number % 10);
    return out + width;
}

static uint128 bits_of(engine_int128 number)
{
    return ((uint128)(uint64_t)number.upper << 64) | number.lower;
}

/* With the leading zeros of a part that is not the first. */
static char *write_part(char *out, uint64_t part)
{
    char digits[19];

    memset(digits, '0', sizeof(digits));
    (void)write_backwards(digits + sizeof(digits), part);
    memcpy(out, digits, sizeof(digits));
    return out + sizeof(digits);
}

static char *write_uint128(char *out, uint128 number)
{
    if (number >> 64 == 0)
        return number_write_uint64(out, (uint64_t)number);
    out = write_uint128(out, number / TEN_POWER_19);
    return write_part(out, (uint64_t)(number % TEN_POWER_19));
}

/* The number without its sign; a minus is written where there is one. */
static uint128 write_sign(char **out, engine_int128 number)
{
    if (number.upper >= 0)
        return bits_of(number);
    *(*out)++ = '-';
    return 0 - bits_of(number);
}

char *number_write_int128(char *out, engine_int128 number, bool is_unsigned)
{
    /* On a line of its own: it moves `out`. */
    uint128 magnitude = is_unsigned ? bits_of(number) : write_sign(&out, number);

    return write_uint128(out, magnitude);
}

char *number_write_decimal(char *out, engine_int128 number, const engine_type *type,
                           bool leading_zero)
{
    char digits[NUMBER_TEXT_BYTES];
    uint128 magnitude = write_sign(&out, number);
    size_t count = (size_t)(write_uint128(digits, magnitude) - digits);
    size_t scale = type->decimal_scale;
    size_t whole = count > scale ? count - scale : 0;

    if (magnitude == 0 && scale > 0)
        whole = count = 0;
    memcpy(out, digits, whole);
    out += whole;
    if (whole == 0 && (leading_zero || type->decimal_width > scale))
        *out++ = '0';
    if (scale == 0)
        return out;
    *out++ = '.';
    memset(out, '0', scale - (count - whole));
    out += scale - (count - whole);
    memcpy(out, digits + whole, count - whole);
    return out + (count - whole);
}

/* 1.2345e+17: one digit before the point, at least two in the exponent. */
static char *write_with_exponent(char *out, const char *digits, size_t count, int32_t exponent)
{
    *out++ = digits[0];
    if (count > 1) {
        *out++ = '.';
        memcpy(out, digits + 1, count - 1);
        out += count - 1;
    }
    *out++ = 'e';
    *out++ = exponent < 0 ? '-' : '+';
    uint32_t magnitude = (uint32_t)(exponent < 0 ? -exponent : exponent);
    return number_write_padded(out, magnitude, magnitude >= 100 ? 3 : 2);
}

/* 123.45, 1200.0 or 0.0012; `point` is the number of digits before the point, negative for 0.00... */
static char *write_fixed(char *out, const char *digits, size_t count, int32_t point)
{
    size_t whole = point > 0 ? (size_t)point : 0;
    size_t given = whole < count ? whole : count;

    memcpy(out, digits, given);
    memset(out + given, '0', whole - given);
    out += whole;
    if (whole == 0)
        *out++ = '0';
    *out++ = '.';
    if (point < 0) {
        memset(out, '0', (size_t)-point);
        out += -point;
    }
    if (given == count)
        *out++ = '0';
    memcpy(out, digits + given, count - given);
    return out + (count - given);
}

static char *write_shortest(char *out, shortest_decimal decimal)
{
    char digits[20];
    size_t count = (size_t)(number_write_uint64(digits, decimal.digits) - digits);
    int32_t exponent = decimal.exponent + (int32_t)count - 1;

    if (exponent > HIGHEST_FIXED_EXPONENT || exponent < LOWEST_FIXED_EXPONENT)
        return write_with_exponent(out, digits, count, exponent);
    return write_fixed(out, digits, count, exponent + 1);
}

static char *write_not_finite(char *out, double number)
{
    const char *text = isnan(number) ? "nan" : "inf";

    memcpy(out, text, 3);
    return out + 3;
}

char *number_write_double(char *out, double number)
{
    if (signbit(number)) {
        *out++ = '-';
        number = -number;
    }
    if (!isfinite(number))
        return write_not_finite(out, number);
    return write_shortest(out, shortest_decimal_of_double(number));
}

char *number_write_float(char *out, float number)
{
    if (signbit(number)) {
        *out++ = '-';
        number = -number;
    }
    if (!isfinite(number))
        return write_not_finite(out, (double)number);
    return write_shortest(out, shortest_decimal_of_float(number));
}
