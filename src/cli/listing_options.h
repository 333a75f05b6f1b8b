/*
 * The options of the commands that list something: --format, --output, and the name of a table where there is one.
 */
#ifndef CLI_LISTING_OPTIONS_H
#define CLI_LISTING_OPTIONS_H

#include <stdbool.h>

#include "options.h"
#include "row_writer.h"
#include "target.h"

typedef struct listing_options {
    row_format format;
    /* Named, rather than told by the name of the output. */
    bool has_format;
    /* NULL: standard output. Owned. */
    char *output;
    /* NULL for a command that takes none. Owned. */
    char *table;
    /* Of `mpdata check`. */
    bool keeps_checksums;
} listing_options;

#define LISTING_OPTIONS_INIT                                                                       \
    {                                                                                              \
        ROW_FORMAT_TABLE, false, NULL, NULL, false                                                 \
    }

/* The options of all of these commands, and those of `mpdata check`. */
extern const struct poptOption listing_option_table[];
extern const struct poptOption check_option_table[];

/* False where the command ends with `*code`: an error, printed, or the help. The caller disposes in both cases. */
bool listing_options_read(listing_options *o, const char *command_name, bool takes_table,
                          target *where, int argc, const char **argv, int *code);
bool check_options_read(listing_options *o, target *where, int argc, const char **argv, int *code);
void listing_options_dispose(listing_options *o);

#endif
