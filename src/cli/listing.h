/*
 * Rows that a command makes itself, written as those of a query are.
 */
#ifndef CLI_LISTING_H
#define CLI_LISTING_H

#include "output.h"
#include "row_table.h"
#include "row_writer.h"

/* Where the rows go, and how. */
typedef struct listing_place {
    row_format format;
    /* Borrowed. NULL: standard output. */
    const char *output;
    /* Refused as output; may be NULL. */
    const char *database_path;
} listing_place;

typedef struct listing {
    listing_place place;
    output out;
    /* One of the two. */
    row_writer *writer;
    row_table *typed;
    /* Of an output that could not be opened, with the error printed. */
    int exit_code;
    size_t column_count;
    size_t next_column;
    /* Errno of the first write that failed; 0 while none has. */
    int error_number;
} listing;

/* Whatever fails is told by listing_end. `columns` is borrowed until then. */
void listing_begin(listing *l, const listing_place *place, const row_column *columns, size_t count);

/* The next cell; the last of a row ends it. */
void listing_text(listing *l, const char *text);
/* Text that may hold a NUL byte. */
void listing_bytes(listing *l, mpdata_text text);
/* part / whole, which is not 0. */
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
