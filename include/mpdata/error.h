/*
 * What went wrong, and where.
 */
#ifndef MPDATA_ERROR_H
#define MPDATA_ERROR_H

#include <stdbool.h>
#include <stdint.h>

#include "mpdata/export.h"
#include "mpdata/status.h"

#ifdef __cplusplus
extern "C" {
#endif

#define MPDATA_ERROR_MESSAGE_BYTES 2048
#define MPDATA_ERROR_SOURCE_BYTES 1024
#define MPDATA_ERROR_QUERY_BYTES 4096
#define MPDATA_ERROR_ENGINE_TYPE_BYTES 32
#define MPDATA_ERROR_CANDIDATES_BYTES 1024

/*
 * Owned by the caller, usually on the stack; it needs no initialisation and no release, and filling
 * it never allocates. A call that succeeds leaves it as it was; one that fails writes every member.
 * One error object belongs to one thread at a time.
 */
typedef struct mpdata_error {
    mpdata_status code;
    /* A whole sentence for a person: what, where, and what to do. Control characters are escaped. */
    char message[MPDATA_ERROR_MESSAGE_BYTES];
    /* The file or stream whose content was refused; "" where there is none. */
    char source[MPDATA_ERROR_SOURCE_BYTES];
    /* The record's number in `source`, from 1 (the line's number for NDJSON); 0 where there is none. */
    uint64_t record;
    /* Where in `source` the fault lies, in bytes from its start. Meaningful where `has_byte_offset`. */
    uint64_t byte_offset;
    bool has_byte_offset;
    /* The SQL that failed, cut at a character's end where it is longer; "" where there is none. */
    char query[MPDATA_ERROR_QUERY_BYTES];
    /* DuckDB's own type of the error, such as "Parser" or "Conversion"; "" where there is none. */
    char engine_type[MPDATA_ERROR_ENGINE_TYPE_BYTES];
    /* Where in the SQL, in lines and characters from 1; 0 where DuckDB does not tell. */
    uint32_t line;
    uint32_t column;
    /* Names that may have been meant in place of an unknown one, a line each; "" where there are none. */
    char candidates[MPDATA_ERROR_CANDIDATES_BYTES];
} mpdata_error;

#ifdef __cplusplus
}
#endif

#endif
