/*
 * One line that calls its values as the table's columns are called (MPDATA_INPUT_RECORDS), as the values of a row.
 */
#ifndef PARSE_TRANSFORMED_RECORD_H
#define PARSE_TRANSFORMED_RECORD_H

#include "parse/record.h"

/* As record_read_event and record_read_profile. */
bool transformed_record_read_event(record_reader *reader, const char *line, size_t bytes,
                                   record *out, record_fault *fault);
bool transformed_record_read_profile(record_reader *reader, const char *line, size_t bytes,
                                     record *out, record_fault *fault);

#endif
