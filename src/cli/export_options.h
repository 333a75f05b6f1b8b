/*
 * The options of mpdata export.
 */
#ifndef CLI_EXPORT_OPTIONS_H
#define CLI_EXPORT_OPTIONS_H

#include "options.h"

typedef struct export_options {
    /* Owned, as are the names in `part.where_events`. */
    char *table;
    char *output;
    char **events;
    mpdata_table_export_options part;
} export_options;

#define EXPORT_OPTIONS_INIT                                                                        \
    {                                                                                              \
        NULL, NULL, NULL, MPDATA_TABLE_EXPORT_OPTIONS_INIT                                         \
    }

extern const struct poptOption export_option_table[];

/* False where the command ends with `*code`: an error, printed, or the help. The caller disposes in both cases. */
bool export_options_read(export_options *o, target *where, int argc, const char **argv, int *code);
void export_options_dispose(export_options *o);

#endif
