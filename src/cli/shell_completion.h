/*
 * What a line of the shell may become: SQL with the names of the database, or a command of the shell with its words.
 */
#ifndef CLI_SHELL_COMPLETION_H
#define CLI_SHELL_COMPLETION_H

#include "completion.h"
#include "name_catalog.h"

/*
 * `text` is the statement up to the cursor, and its last `line_bytes` the line that can be changed. Fills `out`.
 */
void shell_completion_fill(const char *text, size_t bytes, size_t line_bytes, name_catalog *names,
                           completion *out);

#endif
