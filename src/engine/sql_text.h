/*
 * SQL as text, as far as it can be told without parsing it.
 */
#ifndef ENGINE_SQL_TEXT_H
#define ENGINE_SQL_TEXT_H

#include <stddef.h>

/*
 * How many statements `sql` holds: pieces between semicolons that are more than blanks and comments.
 */
size_t sql_text_statement_count(const char *sql, size_t bytes);

/*
 * The bytes of `sql` up to the end of its last token that is no semicolon: without what blanks,
 * comments and semicolons follow.
 */
size_t sql_text_trimmed_bytes(const char *sql, size_t bytes);

#endif
