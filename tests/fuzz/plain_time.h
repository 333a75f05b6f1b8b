/*
 * Times read in another way than parse/timestamp.c reads them: the C library's calendar, and 128-bit integers.
 */
#ifndef TEST_PLAIN_TIME_H
#define TEST_PLAIN_TIME_H

#include <stddef.h>
#include <stdint.h>

#include "parse/timestamp.h"

timestamp_status plain_time_of_number(const char *text, size_t bytes, int64_t *out);
timestamp_status plain_time_of_iso8601(const char *text, size_t bytes, int64_t *out);

#endif
