/*
 * One line of an export, as the values of a row.
 */
#ifndef PARSE_RECORD_H
#define PARSE_RECORD_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "mpdata/value.h"
#include "parse/fault.h"

/* Longer lines are refused: a stream without line ends must not grow memory without end. */
#define RECORD_MAX_BYTES ((size_t)64 << 20)
/* JSON nested deeper is refused. */
#define RECORD_MAX_DEPTH 512

typedef struct record {
    /* Empty for a profile. */
    mpdata_text event_name;
    /* The event's time or the profile's last_seen, in microseconds since 1970 UTC. */
    int64_t time_us;
    bool has_time;
    mpdata_text distinct_id;
    mpdata_text insert_id;
    /* The event came without an insert_id, and has one made from its content. */
    bool is_id_made;
    /* Verbatim, less the extracted keys. */
    mpdata_text properties;
} record;

typedef struct record_reader record_reader;

/* One a thread. NULL where memory ran out. */
record_reader *record_reader_new(void);
void record_reader_free(record_reader *reader);

/*
 * Reads a line (without its line end) of at most RECORD_MAX_BYTES. The texts of `out` are borrowed until the
 * next line. False with `fault` filled where the line is no such record.
 */
bool record_read_event(record_reader *reader, const char *line, size_t bytes, record *out,
                       record_fault *fault);
bool record_read_profile(record_reader *reader, const char *line, size_t bytes, record *out,
                         record_fault *fault);

typedef bool (*record_read)(record_reader *reader, const char *line, size_t bytes, record *out,
                            record_fault *fault);

#endif
