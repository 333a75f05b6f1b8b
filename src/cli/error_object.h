/*
 * Errors for programs: a JSON object a line.
 */
#ifndef CLI_ERROR_OBJECT_H
#define CLI_ERROR_OBJECT_H

#include <stdbool.h>
#include <stdio.h>

#include "mpdata.h"

/* From now on errors are told so. */
void error_object_want(void);
bool error_object_is_wanted(void);

/* code, exit, message, and of source, record, byte_offset, query, engine_type, line, column and candidates what there is. */
void error_object_print(FILE *to, const mpdata_error *error, int exit_code);

#endif
