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
    return (shortest_decimal){digits, exponent};
}

static bool is_small_integer(binary_number number)
{
    return number.exponent <= 0 && number.exponent > -64 &&
           (number.significand & ((UINT64_C(1) << -number.exponent) - 1)) == 0;
}

/* What a number's decimals are chosen from, in quarters of 10^k. */
typedef struct scaled_number {
    uint64_t lower;
    uint64_t value;
    uint64_t upper;
    int32_t k;
} scaled_number;

typedef struct choice {
    shortest_decimal decimal;
    /* It lies at an end of the interval, or another one is as near. */
    bool is_close_call;
} choice;

static choice chosen(scaled_number number, uint64_t count, uint64_t unit, bool is_tie)
{
    uint64_t quarters = count * unit;

    return (choice){without_zeros(count, unit == 4 ? number.k : number.k + 1),
                    is_tie || quarters == number.lower || quarters == number.upper};
}

static choice choose(scaled_number number)
{
    uint64_t whole = number.value / 4;

    if (whole >= 10) {
        uint64_t tens = whole / 10;
        bool below_fits = number.lower <= 40 * tens;
        bool above_fits = 40 * tens + 40 <= number.upper;

        if (below_fits != above_fits)
            return chosen(number, tens + above_fits, 40, false);
    }
    bool below_fits = number.lower <= 4 * whole;
    bool above_fits = 4 * whole + 4 <= number.upper;
    if (below_fits != above_fits)
        return chosen(number, whole + above_fits, 4, false);

    uint64_t middle = 4 * whole + 2;
    bool is_tie = number.value == middle;
    bool up = number.value > middle || (is_tie && (whole & 1) != 0);
    return chosen(number, whole + up, 4, is_tie);
}

static scaled_number scale(binary_number number)
{
    uint64_t quarters = 4 * number.significand;
    int32_t k = number.lower_is_closer ? floor_log10_three_quarters_pow2(number.exponent)
                                       : floor_log10_pow2(number.exponent);
    int32_t shift = number.exponent + floor_log2_pow10(-k) + 1;
    power_of_ten power = powers_of_ten[-k - POWER_OF_TEN_LOWEST];

    return (scaled_number){
        multiply_round_to_odd(power, (quarters - 2 + number.lower_is_closer) << shift),
        multiply_round_to_odd(power, quarters << shift),
        multiply_round_to_odd(power, (quarters + 2) << shift), k};
}

static bool is_short_already(binary_number number, shortest_decimal *out)
{
    if (number.significand == 0)
        *out = without_zeros(0, 0);
    else if (is_small_integer(number))
        *out = without_zeros(number.significand >> -number.exponent, 0);
    else
        return false;
    return true;
}

shortest_decimal shortest_decimal_of_double(double number)
{
    uint64_t bits = 0;
    shortest_decimal decimal;

    memcpy(&bits, &number, sizeof(bits));
    uint64_t fraction = bits & ((UINT64_C(1) << 52) - 1);
    int32_t biased = (int32_t)((bits >> 52) & 0x7FF);
    binary_number binary = {fraction | (UINT64_C(1) << 52), biased - 1075,
                            fraction == 0 && biased > 1};
    if (biased == 0)
        binary = (binary_number){fraction, 1 - 1075, false};
    if (is_short_already(binary, &decimal))
        return decimal;

    scaled_number scaled = scale(binary);
    /* Of the interval's ends, numbers with an even significand own both, odd ones none. */
    scaled.lower += binary.significand & 1;
    scaled.upper -= binary.significand & 1;
    return choose(scaled).decimal;
}

shortest_decimal shortest_decimal_of_float(float number)
{
    uint32_t bits = 0;
    shortest_decimal decimal;

    memcpy(&bits, &number, sizeof(bits));
    uint32_t fraction = bits & ((UINT32_C(1) << 23) - 1);
    int32_t biased = (int32_t)((bits >> 23) & 0xFF);
    binary_number binary = {fraction | (UINT32_C(1) << 23), biased - 150,
                            fraction == 0 && biased > 1};
    if (biased == 0)
        binary = (binary_number){fraction, 1 - 150, false};
    if (is_short_already(binary, &decimal))
        return decimal;

    choice made = choose(scale(binary));
    return made.is_close_call ? shortest_decimal_of_double((double)number) : made.decimal;
}
