/*
 * What the shells are told of an argument: of an option, or of the words after a command.
 */
#ifndef MANUAL_ARGUMENT_H
#define MANUAL_ARGUMENT_H

#include <stdbool.h>
#include <stddef.h>

#include "cli/command.h"

typedef enum argument_kind {
    /* Nothing is known of it. */
    ARGUMENT_TEXT,
    /* One of the words in `name`, with | between them. */
    ARGUMENT_CHOICE,
    ARGUMENT_FORMAT,
    ARGUMENT_FILE,
    ARGUMENT_FOLDER,
    ARGUMENT_TABLE,
    ARGUMENT_COMMAND
} argument_kind;

/* Longer than any word of a synopsis, with the NUL. */
#define ARGUMENT_NAME_BYTES 64

typedef struct argument {
    argument_kind kind;
    /* As the user reads it, without brackets and dots. */
    char name[ARGUMENT_NAME_BYTES];
    /* All further words are of its kind, too. */
    bool repeats;
} argument;

/* False for an option that takes none. */
bool argument_of_option(const struct poptOption *option, argument *out);

/*
 * The words of a synopsis that are no options, one after the other: `*at` begins as the synopsis. False at the end.
 */
bool argument_next(const command *c, const char **at, argument *out);

/* Whether the argument is a choice, and then its words, one after the other: `*at` begins as NULL. NULL at the end. */
const char *argument_next_choice(const argument *a, const char **at, size_t *bytes);

#endif
