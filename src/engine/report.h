/*
 * An error as DuckDB reports it, taken apart.
 *
 * Connections ask for errors as JSON, which tells the type, the place and the names that may have been meant. Some
 * of DuckDB's paths still give plain text ("Binder Error: ..."), some JSON behind a type.
 */
#ifndef ENGINE_REPORT_H
#define ENGINE_REPORT_H

#include <stdbool.h>
#include <stddef.h>

#include "mpdata/error.h"

typedef struct engine_report {
    /* DuckDB's word, such as "Binder"; "Unknown" where there is none. */
    char type[MPDATA_ERROR_ENGINE_TYPE_BYTES];
    /* Without the type before it. Borrowed from the text, or from `object`. */
    const char *message;
    bool has_position;
    /* In bytes from the start of the SQL. */
    size_t position;
    /* Names, a line each. */
    char candidates[MPDATA_ERROR_CANDIDATES_BYTES];
    struct json_object *object;
} engine_report;

/* `text` may be NULL, and outlives the report. The caller disposes. */
void engine_report_read(engine_report *out, const char *text);
void engine_report_dispose(engine_report *report);

#endif
