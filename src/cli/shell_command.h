/*
 * What a shell does besides SQL: \keys events, \o FILE, \q.
 */
#ifndef CLI_SHELL_COMMAND_H
#define CLI_SHELL_COMMAND_H

#include "shell.h"

/* What may follow the name. */
typedef enum shell_argument {
    SHELL_ARGUMENT_NONE,
    SHELL_ARGUMENT_TABLE,
    /* A table, then one of its columns or properties. */
    SHELL_ARGUMENT_TABLE_COLUMN,
    SHELL_ARGUMENT_FORMAT,
    SHELL_ARGUMENT_FILE,
    SHELL_ARGUMENT_SWITCH,
    SHELL_ARGUMENT_NUMBER
} shell_argument;

typedef struct shell_command shell_command;

struct shell_command {
    /* Without the backslash. */
    const char *name;
    /* Other names, that users of other shells expect, parted by blanks. */
    const char *aliases;
    shell_argument argument;
    const char *usage;
    const char *summary;
    int (*run)(shell *s, const shell_command *c, size_t count, char **words);
};

/* NULL past the end. */
const shell_command *shell_command_at(size_t index);

/* By its name or another one, without the backslash. NULL where there is none. */
const shell_command *shell_command_find(const char *name);

/*
 * Whether the first line of a statement is one: it begins with a backslash, or as in other shells with a dot and a letter; `takes_words`: or it
 * is help, quit or exit.
 */
bool shell_command_is(const char *line, bool takes_words);

/* Gives the exit code, with an error printed. */
int shell_command_run(shell *s, const char *line);

#endif
