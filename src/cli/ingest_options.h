/*
 * The options and words of mpdata ingest.
 */
#ifndef CLI_INGEST_OPTIONS_H
#define CLI_INGEST_OPTIONS_H

#include <stdbool.h>

#include "mpdata.h"
#include "options.h"

typedef struct ingest_options {
    mpdata_table_type type;
    /* Owned. */
    char *table;
    /* Borrowed from the options they were read from. */
    const char **paths;
    size_t path_count;
    mpdata_ingest_options load;
    bool shows_progress;
    bool is_dry_run;
    /* Owned, as the events' names are. */
    char *rejects_path;
    char *time_zone;
    /* As many as `load` says. */
    char **events;
} ingest_options;

/* `from` has begun, and ends after the last use of `out`. Gives the exit code, with an error printed. */
int ingest_options_read(options *from, ingest_options *out);
void ingest_options_dispose(ingest_options *o);

extern const struct poptOption ingest_option_table[];

#endif
