/*
 * What the end of a statement may become.
 */
#ifndef CLI_SQL_COMPLETION_H
#define CLI_SQL_COMPLETION_H

#include "completion.h"
#include "name_catalog.h"

/* As shell_completion_fill, for SQL. */
void sql_completion_fill(const char *text, size_t bytes, size_t line_bytes, name_catalog *names,
                         completion *out);

#endif
