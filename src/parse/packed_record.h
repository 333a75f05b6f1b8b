/*
 * Records that a program pushes, as bytes in a block: its fields, one after the other, instead of a line of JSON.
 */
#ifndef PARSE_PACKED_RECORD_H
#define PARSE_PACKED_RECORD_H

#include <stdbool.h>

#include "base/buffer.h"
#include "mpdata/load.h"
#include "parse/record.h"

/* Appends the record, behind its length. False where memory ran out. */
bool packed_record_append(buffer *to, const mpdata_record *r);

/* The bytes of a packed record, without its length. */
bool packed_record_read_event(record_reader *reader, const char *data, size_t bytes, record *out,
                              record_fault *fault);
bool packed_record_read_profile(record_reader *reader, const char *data, size_t bytes, record *out,
                                record_fault *fault);

#endif
