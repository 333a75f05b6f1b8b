/*
 * Records read in the plainest way: which lines are records, and what they say. What parse/record.c and
 * parse/transformed_record.c are compared with.
 */
#ifndef TEST_PLAIN_RECORD_H
#define TEST_PLAIN_RECORD_H

#include <stdbool.h>
#include <stdint.h>

#include "plain_json.h"

typedef struct plain_record {
    /* As they are written in the line: a string, a number, null, or nothing at all. */
    plain_text event_name;
    plain_text distinct_id;
    plain_text insert_id;
    bool has_time;
    int64_t time_us;
    /* The object in the line, and how its members are called that are not among the record's properties. */
    plain_text properties;
    const char *const *taken;
} plain_record;

typedef bool (*plain_record_read)(plain_text line, plain_record *out);

/* False where the line is no such record. */
bool plain_record_read_event(plain_text line, plain_record *out);
bool plain_record_read_profile(plain_text line, plain_record *out);
/* Of lines that have a table's columns. */
bool plain_record_read_row_event(plain_text line, plain_record *out);
bool plain_record_read_row_profile(plain_text line, plain_record *out);

/* Whether `text` holds the properties less those taken out, each as it was, in their order. */
bool plain_record_has_properties(const plain_record *record, plain_text text);

/* The text of an id: unescaped, or as the number is written; empty for null. `out` has room for it. Gives the bytes. */
size_t plain_record_decode(plain_text written, char *out);

#endif
