/*
 * Column names made different from each other, for formats that know columns by name.
 */
#ifndef CLI_UNIQUE_NAMES_H
#define CLI_UNIQUE_NAMES_H

#include "row_writer.h"

/* A second "a" becomes "a_1", or the next number that is free. The caller frees it with unique_names_free;
 * NULL where memory ran out. */
char **unique_names(const row_column *columns, size_t count);
void unique_names_free(char **names, size_t count);

#endif
