/*
 * The rows of a result, in the format and at the place that were asked for.
 */
#ifndef CLI_RESULT_VIEW_H
#define CLI_RESULT_VIEW_H

#include "row_writer.h"

typedef struct result_view {
    row_format format;
    /* At most so many rows in a table; 0: all. */
    uint64_t max_rows;
    /* Borrowed. NULL: standard output. */
    const char *output;
    /* The name of a column of bars; NULL: there is none. */
    const char *bar_column;
    /* What shows the rows that max_rows leaves out; NULL: --max-rows 0. */
    const char *way_to_all;
} result_view;

/*
 * Reads the result to its end and writes it. The output is opened only here, once the query runs: a wrong query leaves
 * an old file as it is. Gives the exit code, with an error printed. The caller frees the result.
 */
int result_view_show(const result_view *view, mpdata_db *db, mpdata_result *result);

#endif
