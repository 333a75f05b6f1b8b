/*
 * The algorithm is Raffaello Giulietti's Schubfach ("The Schubfach way to render doubles"): scale the number and
 * the ends of its rounding interval by a power of ten such that one or two integers lie within, and take the one
 * that is shorter, or nearer.
 */
#include "query/shortest_decimal.h"

#include <stdbool.h>
#include <string.h>

#include "query/power_of_ten.h"

__extension__ typedef unsigned __int128 uint128;

/* A binary number: significand * 2^exponent. */
typedef struct binary_number {
    uint64_t significand;
    int32_t exponent;
    /* The next smaller number is only half as far away as the next larger one. */
    bool lower_is_closer;
} binary_number;

/* floor(log2(10^e)), floor(log10(2^e)) and floor(log10(3/4 * 2^e)), for every e that occurs. */
static int32_t floor_log2_pow10(int32_t e)
{
    return (e * 1741647) >> 19;
}

static int32_t floor_log10_pow2(int32_t e)
{
    return (e * 1262611) >> 22;
}

static int32_t floor_log10_three_quarters_pow2(int32_t e)
{
    return (e * 1262611 - 524031) >> 22;
}

/* The product's highest bits; its last bit tells whether any of the others was set. */
static uint64_t multiply_round_to_odd(power_of_ten power, uint64_t factor)
{
    uint64_t carry = (uint64_t)(((uint128)power.low * factor) >> 64);
    uint128 product = (uint128)power.high * factor + carry;

    return (uint64_t)(product >> 64) | ((uint64_t)product > 1);
}

static shortest_decimal without_zeros(uint64_t digits, int32_t exponent)
{
    while (digits != 0 && digits % 10 == 0) {
        digits /= 10;
        exponent++;
    }
    return (shortest_decimal){digits, digits == 0 ? 0 : exponent};
}

static bool is_small_integer(binary_number number)
{
    return number.exponent <= 0 && number.exponent > -64 &&
           (number.significand & ((UINT64_C(1) << -number.exponent) - 1)) == 0;
}

/* `scaled` and its interval are in quarters; `k` is the decimal exponent of a whole one. */
static shortest_decimal choose(uint64_t lower, uint64_t scaled, uint64_t upper, int32_t k)
{
    uint64_t whole = scaled / 4;

    if (whole >= 10) {
        uint64_t tens = whole / 10;
        bool below_fits = lower <= 40 * tens;
        bool above_fits = 40 * tens + 40 <= upper;

        if (below_fits != above_fits)
            return without_zeros(tens + above_fits, k + 1);
    }
    bool below_fits = lower <= 4 * whole;
    bool above_fits = 4 * whole + 4 <= upper;
    if (below_fits != above_fits)
        return without_zeros(whole + above_fits, k);

    uint64_t middle = 4 * whole + 2;
    bool up = scaled > middle || (scaled == middle && (whole & 1) != 0);
    return without_zeros(whole + up, k);
}

static shortest_decimal shorten(binary_number number)
{
    if (number.significand == 0)
        return (shortest_decimal){0, 0};
    if (is_small_integer(number))
        return without_zeros(number.significand >> -number.exponent, 0);

    bool odd = (number.significand & 1) != 0;
    uint64_t quarters = 4 * number.significand;
    int32_t k = number.lower_is_closer ? floor_log10_three_quarters_pow2(number.exponent)
                                       : floor_log10_pow2(number.exponent);
    int32_t shift = number.exponent + floor_log2_pow10(-k) + 1;
    power_of_ten power = powers_of_ten[-k - POWER_OF_TEN_LOWEST];
    uint64_t lower = multiply_round_to_odd(power, (quarters - 2 + number.lower_is_closer) << shift);
    uint64_t scaled = multiply_round_to_odd(power, quarters << shift);
    uint64_t upper = multiply_round_to_odd(power, (quarters + 2) << shift);

    /* Of the interval's ends, numbers with an even significand own both, odd ones none. */
    return choose(lower + odd, scaled, upper - odd, k);
}

shortest_decimal shortest_decimal_of_double(double number)
{
    uint64_t bits = 0;

    memcpy(&bits, &number, sizeof(bits));
    uint64_t fraction = bits & ((UINT64_C(1) << 52) - 1);
    int32_t biased = (int32_t)((bits >> 52) & 0x7FF);
    if (biased == 0)
        return shorten((binary_number){fraction, 1 - 1075, false});
    return shorten((binary_number){fraction | (UINT64_C(1) << 52), biased - 1075,
                                   fraction == 0 && biased > 1});
}

shortest_decimal shortest_decimal_of_float(float number)
{
    uint32_t bits = 0;

    memcpy(&bits, &number, sizeof(bits));
    uint32_t fraction = bits & ((UINT32_C(1) << 23) - 1);
    int32_t biased = (int32_t)((bits >> 23) & 0xFF);
    if (biased == 0)
        return shorten((binary_number){fraction, 1 - 150, false});
    return shorten(
        (binary_number){fraction | (UINT32_C(1) << 23), biased - 150, fraction == 0 && biased > 1});
}
