/*
 * JSON read in the plainest way, by RFC 8259 and nothing else: what mpdata's own reader is compared with. It shares no
 * code with it, nor with yyjson.
 */
#ifndef TEST_PLAIN_JSON_H
#define TEST_PLAIN_JSON_H

#include <stdbool.h>
#include <stddef.h>

typedef struct plain_text {
    const char *data;
    size_t bytes;
} plain_text;

/* A value as it is written, blanks around it left out. Its first byte tells the type. */
typedef struct plain_member {
    plain_text key;
    plain_text value;
} plain_member;

/* Whether the whole text is one value, with arrays and objects not deeper than `max_depth`. */
bool plain_json_is_valid(plain_text text, size_t max_depth);

/* The text without the blanks before and behind it. */
plain_text plain_json_trim(plain_text text);

/* Below, texts must be valid. */

/* The member behind `*at`, which begins as 0; false at the end of the object. */
bool plain_json_next_member(plain_text object, size_t *at, plain_member *out);

/* The first member of this name; false where there is none. */
bool plain_json_find(plain_text object, const char *name, plain_member *out);

/* How many members have this name. */
size_t plain_json_count(plain_text object, const char *name);

/* A string, quotes and escapes undone, into `out`, which has as much room as the string is long. Gives the bytes. */
size_t plain_json_decode(plain_text string, char *out);

bool plain_json_is_name(plain_text string, const char *name);

#endif
