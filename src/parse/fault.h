/*
 * What is wrong with one line. Made by the parsers on many threads; the load turns the first one into
 * the caller's error.
 */
#ifndef PARSE_FAULT_H
#define PARSE_FAULT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "mpdata/error.h"

typedef enum fault_kind {
    /* This record is bad: the next one may be good. */
    FAULT_RECORD,
    /* The export as a whole is not what it should be: cut short, or an error answer of an API. */
    FAULT_EXPORT,
    FAULT_MEMORY
} fault_kind;

typedef struct record_fault {
    fault_kind kind;
    /* Where in the line, in bytes. */
    size_t offset;
    /* What was found and what was wanted; without the place and the line, which are the load's to tell. */
    char text[320];
} record_fault;

/* Always false, so that a parser can `return fault_set(...)`. */
bool fault_set(record_fault *fault, fault_kind kind, size_t offset, const char *format, ...)
    __attribute__((format(printf, 4, 5)));

/*
 * The start of `data` for a message, in quotes, cut at `FAULT_EXCERPT_BYTES`; bytes that are not
 * printable ASCII or whole UTF-8 as \xHH. `out` holds FAULT_EXCERPT_TEXT_BYTES.
 */
#define FAULT_EXCERPT_BYTES 48
#define FAULT_EXCERPT_TEXT_BYTES (FAULT_EXCERPT_BYTES * 4 + 8)
const char *fault_excerpt(char *out, const char *data, size_t bytes);

/* Which line of a source it is that has a fault. */
typedef struct fault_place {
    const char *path;
    /* From 1. */
    uint64_t number;
    /* Where in the source the line begins. */
    uint64_t offset;
    /* By fault_excerpt. */
    const char *excerpt;
} fault_place;

/* INPUT; `note` stands behind the fault's text. */
mpdata_status fault_report(const record_fault *fault, const fault_place *place, const char *note,
                           mpdata_error *error);

#endif
