/*
 * Days as text: YYYY-MM-DD.
 */
#ifndef STORE_DAY_H
#define STORE_DAY_H

#include <stdint.h>

/* With its NUL: the day after the last of the year 9999 has a digit more. */
#define DAY_TEXT_BYTES 16

/* A day of the years 1 to 9999, or the one after. Gives `out`. */
const char *day_write(char out[DAY_TEXT_BYTES], int64_t day);

#endif
