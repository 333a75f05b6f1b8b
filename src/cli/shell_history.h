/*
 * What was typed in earlier shells: a file of one statement a line, which its owner alone can read.
 */
#ifndef CLI_SHELL_HISTORY_H
#define CLI_SHELL_HISTORY_H

#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>

/* How many are remembered. */
#define SHELL_HISTORY_ENTRIES 5000

typedef struct shell_history {
    /* NULL: nothing is kept. */
    FILE *file;
    /* The last entry: a repeat of it is not kept again. */
    char *last;
} shell_history;

#define SHELL_HISTORY_INIT                                                                         \
    {                                                                                              \
        NULL, NULL                                                                                 \
    }

/*
 * The file that $MPDATA_HISTORY names, or else ~/.mpdata_history; none where the variable is empty. The caller frees it.
 */
char *shell_history_path(void);

/*
 * Gives the entries, the oldest first, to `tell`, and keeps the file open for further ones. A file that others may read or
 * write is made its owner's alone; one that has grown to twice SHELL_HISTORY_ENTRIES is cut to the last of them. False, with errno set, where there
 * can't be such a file: then nothing is kept.
 */
bool shell_history_open(shell_history *h, const char *path,
                        void (*tell)(const char *entry, void *payload), void *payload);

/* At once, so that a shell that is killed has lost nothing. What begins with a blank is not kept. Whether it is new. */
bool shell_history_add(shell_history *h, const char *entry);

void shell_history_close(shell_history *h);

#endif
