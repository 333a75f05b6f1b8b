/*
 * Rows that a command makes itself, written as those of a query are.
 */
#ifndef CLI_LISTING_H
#define CLI_LISTING_H

#include "row_writer.h"

typedef struct listing {
    row_writer *writer;
    size_t column_count;
    size_t next_column;
    /* Errno of the first write that failed; 0 while none has. */
    int error_number;
} listing;

/* On standard output. False where memory ran out or the write failed; then listing_end is called all the same. */
bool listing_begin(listing *l, row_format format, const row_column *columns, size_t count);

/* The next cell; the last of a row ends it. */
void listing_text(listing *l, const char *text);
/* Text that may hold a NUL byte. */
void listing_bytes(listing *l, mpdata_text text);
/* part / whole. */
void listing_share(listing *l, uint64_t part, uint64_t whole);
void listing_count(listing *l, uint64_t count);
void listing_bool(listing *l, bool boolean);
void listing_null(listing *l);
/* Days and microseconds since 1970-01-01 UTC. */
void listing_day(listing *l, int32_t day);
void listing_time(listing *l, int64_t us);

/* Gives the exit code, with an error printed. */
int listing_end(listing *l);

#endif
