/*
 * The rows of a result in a format for programs alone: Parquet, Arrow.
 */
#ifndef CLI_BINARY_VIEW_H
#define CLI_BINARY_VIEW_H

#include "row_writer.h"

/*
 * Reads the result to its end. `path` may be NULL: standard output, which must not be a terminal. `database_path`, which
 * may be NULL, is refused as output. Gives the exit code, with an error printed. The caller frees the result.
 */
int binary_view_write(row_format format, const char *path, const char *database_path,
                      mpdata_result *result);

#endif
