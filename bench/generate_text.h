/*
 * Appending to a line of text. For the generator: half a gigabyte a second leaves 1.5 microseconds for a
 * line, so nothing here checks for room. The writer has LINE_MAX_BYTES free before each line, and every
 * table the lines are made from is short.
 */
#ifndef GENERATE_TEXT_H
#define GENERATE_TEXT_H

#include <stddef.h>
#include <stdint.h>
#include <string.h>

#define LINE_MAX_BYTES ((size_t)16 << 10)

/* Where the next byte goes. */
typedef struct text {
    char *at;
} text;

/* A piece of JSON that is ready to be copied. */
typedef struct word {
    const char *data;
    size_t bytes;
} word;

#define WORD(literal)                                                                              \
    {                                                                                              \
        literal, sizeof(literal) - 1                                                               \
    }
#define WORD_COUNT(words) ((uint32_t)(sizeof(words) / sizeof((words)[0])))

static inline void text_append(text *t, const char *data, size_t bytes)
{
    memcpy(t->at, data, bytes);
    t->at += bytes;
}

/* A copy of known length becomes a few moves. */
#define text_literal(t, literal) text_append((t), "" literal, sizeof(literal) - 1)

static inline void text_word(text *t, const word *w)
{
    text_append(t, w->data, w->bytes);
}

/* "00" to "99", and "00" to "ff": two digits a look-up. */
extern const char text_decimal_pairs[201];
extern const char text_hex_pairs[513];

/* Exactly `digits` digits, which is even, with leading zeros. */
static inline void text_digits(text *t, uint64_t value, size_t digits)
{
    char *end = t->at + digits;

    for (char *at = end; at != t->at; value /= 100) {
        at -= 2;
        memcpy(at, text_decimal_pairs + 2 * (value % 100), 2);
    }
    t->at = end;
}

static inline void text_number(text *t, uint64_t value)
{
    char reversed[20];
    size_t digits = 0;

    do
        reversed[digits++] = (char)('0' + value % 10);
    while ((value /= 10) != 0);
    while (digits != 0)
        *t->at++ = reversed[--digits];
}

/* 1234 as 12.34. */
static inline void text_hundredths(text *t, uint64_t hundredths)
{
    text_number(t, hundredths / 100);
    *t->at++ = '.';
    text_digits(t, hundredths % 100, 2);
}

/* `digits` hex digits, which is even, of the lowest bits. */
static inline void text_hex(text *t, uint64_t bits, size_t digits)
{
    for (; digits != 0; digits -= 2, bits >>= 8)
        text_append(t, text_hex_pairs + 2 * (bits & 0xff), 2);
}

/* Two random words as 36 characters in the form of a UUID, version 4. */
void text_uuid(text *t, uint64_t high, uint64_t low);

/* 8 characters of 0-9 and a-z from a random word. */
void text_base36(text *t, uint64_t bits);

/* Seconds since 1970 as 2026-10-28T20:14:15; only the first 10 characters of it. */
void text_iso_time(text *t, int64_t seconds);
void text_iso_date(text *t, int64_t seconds);

/* Days from 1970-01-01 to a date of the Gregorian calendar. */
int64_t text_days_from_date(int64_t year, int64_t month, int64_t day);

#endif
