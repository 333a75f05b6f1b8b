/*
 * The SQL of a query: a word of the command line, a file, or standard input.
 */
#ifndef CLI_SQL_TEXT_H
#define CLI_SQL_TEXT_H

#include <stddef.h>

/*
 * `word` or `file` may be NULL. Neither, or "-" as the word or the file: standard input. Both are an error. The caller
 * frees `*out`. 0, or the exit code with the error printed.
 */
int sql_text_read(const char *word, const char *file, char **out, size_t *bytes);

#endif
