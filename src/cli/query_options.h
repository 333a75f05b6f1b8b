/*
 * The options of mpdata query.
 */
#ifndef CLI_QUERY_OPTIONS_H
#define CLI_QUERY_OPTIONS_H

#include <stdbool.h>

#include "options.h"
#include "query_sources.h"
#include "row_writer.h"
#include "target.h"

typedef struct query_options {
    /* Owned, all of them. NULL where they are not given. */
    char *sql;
    char *file;
    char *output;
    char **parameters;
    size_t parameter_count;
    /* What is asked, in place of a database; none: there is one. */
    query_sources sources;
    row_format format;
    /* Named, rather than told by the name of the output. */
    bool has_format;
    uint64_t max_rows;
    bool safe;
    /* 0: none. */
    uint64_t time_limit_ms;
} query_options;

#define QUERY_OPTIONS_INIT                                                                         \
    {                                                                                              \
        NULL, NULL, NULL, NULL, 0, QUERY_SOURCES_INIT, ROW_FORMAT_TABLE, false, 100, false, 0      \
    }

extern const struct poptOption query_option_table[];

/* False where the command ends with `*code`: an error, printed, or the help. The caller disposes in both cases. */
bool query_options_read(query_options *o, target *where, int argc, const char **argv, int *code);
void query_options_dispose(query_options *o);

#endif
