/*
 * Filling a caller's mpdata_error. Every function takes NULL for the error and returns the status, so
 * that a failing line reads `return error_set(error, MPDATA_ERROR_IO, ...)`.
 *
 * The lowest function that knows the cause writes the message; those above only add where it happened.
 */
#ifndef BASE_ERROR_H
#define BASE_ERROR_H

#include <stddef.h>
#include <stdint.h>

#include "mpdata/error.h"

/*
 * Starts a new error: code and message, everything else empty. Control characters and invalid UTF-8 in
 * the formatted text are escaped, so that a message can be shown on a terminal as it is.
 */
mpdata_status error_set(mpdata_error *error, mpdata_status code, const char *format, ...)
    __attribute__((format(printf, 3, 4)));

/* As error_set, with ": " and the text of `error_number` behind the message. */
mpdata_status error_set_errno(mpdata_error *error, mpdata_status code, int error_number,
                              const char *format, ...) __attribute__((format(printf, 4, 5)));

mpdata_status error_set_memory(mpdata_error *error);

/* Adds to an error that is set. */
void error_add_source(mpdata_error *error, const char *source);
void error_add_position(mpdata_error *error, uint64_t record, uint64_t byte_offset);
void error_add_query(mpdata_error *error, const char *sql, size_t sql_bytes);
void error_add_engine_type(mpdata_error *error, const char *type);
void error_add_place(mpdata_error *error, uint32_t line, uint32_t column);
void error_add_candidates(mpdata_error *error, const char *names);

#endif
