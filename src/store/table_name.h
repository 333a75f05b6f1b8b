/*
 * Names and texts in SQL.
 */
#ifndef STORE_TABLE_NAME_H
#define STORE_TABLE_NAME_H

#include <stdbool.h>

#include "base/buffer.h"
#include "mpdata/error.h"

/*
 * MPDATA_ERROR_ARGUMENT, with what is allowed, unless a user's table can have this name.
 */
mpdata_status table_name_check(const char *name, mpdata_error *error);

/* Appends `name` in double quotes. False, here and below, where memory ran out. */
bool sql_append_name(buffer *sql, const char *name);
/* Appends `text` in single quotes. */
bool sql_append_text_literal(buffer *sql, const char *text);

/*
 * A template in which each `{}` is replaced by `name` in double quotes, and which is NUL-terminated. The caller
 * frees it; NULL where memory ran out.
 */
char *sql_with_name(const char *template_text, const char *name);

/* The same, with `{target}` replaced by `target` too. */
char *sql_with_names(const char *template_text, const char *name, const char *target);

#endif
