/*
 * The options of a command, read by popt.
 */
#ifndef CLI_OPTIONS_H
#define CLI_OPTIONS_H

#include <stdbool.h>
#include <stdint.h>

#include <popt.h>

#include "target.h"

/* What options_next gives for an option of the command's own is its `val`, from 1 to 99. */
#define OPTIONS_DONE (-1)
/* The help was printed, or a wrong option named: the command ends, see has_ended. */
#define OPTIONS_END (-2)

typedef struct options {
    poptContext context;
    const struct poptOption *table;
    const char *command_name;
    target *where;
    /* The command ends here, with this code. */
    bool has_ended;
    int exit_code;
} options;

/*
 * `table` holds the command's own options, and must end with OPTIONS_TARGET and POPT_TABLEEND. `command_name` is the name
 * of the command, or NULL for the options before one, which end at the first word.
 */
void options_begin(options *o, const char *command_name, const struct poptOption *table,
                   target *where, int argc, const char **argv);
int options_next(options *o);

/* The argument of the option just read; the caller frees it. */
char *options_argument(options *o);

/* The words that are no options; NULL at the end, and where there are none. Valid until options_end. */
const char **options_words(options *o);

/* The next word, which the caller frees. Without one, an error that calls it `what`. Gives the exit code. */
int options_take_word(options *o, const char *what, char **out);
/* NULL where there is none left. Borrowed until options_end. */
const char *options_next_word(options *o);
/* Digits alone; false where the text is no such number. */
bool options_read_count(const char *text, uint64_t *out);

/* An error where words are left. Gives the exit code. */
int options_end_words(options *o);
void options_end(options *o);

/* Not const, for popt takes it as void *. Nobody writes it. */
extern struct poptOption options_target_table[];

/* The text and the argument of options that several commands have. */
#define OPTIONS_FORMAT_TEXT                                                                        \
    "table (default), csv, tsv, json, jsonl, markdown, parquet or arrow", "FORMAT"
#define OPTIONS_OUTPUT_TEXT                                                                        \
    "write to FILE, whose name tells the format\nThe file appears when it is complete. Its name "  \
    "tells the format where --format does not; .gz or .zst at the end compress it.",               \
        "FILE"

#define OPTIONS_TARGET                                                                             \
    {                                                                                              \
        NULL, '\0', POPT_ARG_INCLUDE_TABLE, options_target_table, 0, NULL, NULL                    \
    }

#endif
