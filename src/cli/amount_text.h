/*
 * Amounts as people read them.
 */
#ifndef CLI_AMOUNT_TEXT_H
#define CLI_AMOUNT_TEXT_H

#include <stdint.h>

/* Room for any of them, with the NUL. */
#define AMOUNT_TEXT_BYTES 32

/* "1,234,567" */
void amount_count(char out[AMOUNT_TEXT_BYTES], uint64_t count);
/* "999 bytes", "1.2 kB", "760.4 MB", "12.0 GB": powers of 1000. */
void amount_bytes(char out[AMOUNT_TEXT_BYTES], uint64_t bytes);
/* "0.41 s", "12.3 s", "3 min 05 s", "2 h 10 min" */
void amount_duration(char out[AMOUNT_TEXT_BYTES], uint64_t ms);

#endif
