/*
 * The options of the commands that look at a table: each takes some of them.
 */
#ifndef CLI_EXPLORE_OPTIONS_H
#define CLI_EXPLORE_OPTIONS_H

#include <stdbool.h>
#include <stdint.h>

#include <popt.h>

#include "options.h"
#include "result_view.h"
#include "target.h"

typedef struct explore_options {
    /* Owned. NULL where they are not given. */
    char *table;
    char *column;
    char *output;
    char *time_zone;
    char *event;
    row_format format;
    /* Named, rather than told by the name of the output. */
    bool has_format;
    mpdata_period period;
    bool property_only;
    uint64_t rows;
    uint64_t top;
    int32_t seed;
} explore_options;

#define EXPLORE_OPTIONS_INIT                                                                       \
    {                                                                                              \
        NULL, NULL, NULL, NULL, NULL, ROW_FORMAT_TABLE, false, MPDATA_PERIOD_ALL, false, 10, 10,   \
            MPDATA_NO_SEED                                                                         \
    }

/* The entries of a command's table of options. */
enum {
    EXPLORE_FORMAT = 1,
    EXPLORE_OUTPUT,
    EXPLORE_ROWS,
    EXPLORE_SEED,
    EXPLORE_BY,
    EXPLORE_TIME_ZONE,
    EXPLORE_EVENT,
    EXPLORE_TOP,
    EXPLORE_PROPERTY
};

#define EXPLORE_VIEW_OPTIONS                                                                       \
    {"format", '\0', POPT_ARG_STRING, NULL, EXPLORE_FORMAT, OPTIONS_FORMAT_TEXT},                  \
    {                                                                                              \
        "output", 'o', POPT_ARG_STRING, NULL, EXPLORE_OUTPUT, OPTIONS_OUTPUT_TEXT                  \
    }

/*
 * `words` names what the command takes besides options, such as "TABLE" and "NAME", NULL at the end. False where the command
 * ends with `*code`: an error, printed, or the help. The caller disposes in both cases.
 */
bool explore_options_read(explore_options *o, const char *command_name,
                          const struct poptOption *table, const char *const *words, target *where,
                          int argc, const char **argv, int *code);
void explore_options_dispose(explore_options *o);

/* Cells for a bar beside the other columns; 0 where nobody looks at a table. */
uint32_t explore_options_bar_cells(const explore_options *o);

/* Opens the database for reading, has `ask` start the question, and shows its result. Gives the exit code. */
int explore_run(target *where, const explore_options *o,
                mpdata_status (*ask)(mpdata_db *db, const explore_options *o, mpdata_result **out,
                                     mpdata_error *error));

/* Shows a result and frees it. A table has all of its rows. */
int explore_show(mpdata_db *db, const explore_options *o, mpdata_result *result);

#endif
