/*
 * The shortest decimal number that reads back as the same float or double.
 */
#ifndef QUERY_SHORTEST_DECIMAL_H
#define QUERY_SHORTEST_DECIMAL_H

#include <stdint.h>

/* digits * 10^exponent. The digits do not end in 0, unless they are 0. */
typedef struct shortest_decimal {
    uint64_t digits;
    int32_t exponent;
} shortest_decimal;

/* `number` must be finite and not negative. */
shortest_decimal shortest_decimal_of_double(double number);
/*
 * As DuckDB does it: where two decimals are equally near, or the short one lies just at the end of what
 * reads back as the float, the number is written as the double of the same value. So 2097152.25 has all
 * its digits, although 2097152.2 would do.
 */
shortest_decimal shortest_decimal_of_float(float number);

#endif
