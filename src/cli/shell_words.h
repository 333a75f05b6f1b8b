/*
 * The words of a line for the shell itself: \keys events --event 'Sign Up'
 */
#ifndef CLI_SHELL_WORDS_H
#define CLI_SHELL_WORDS_H

#include <stdbool.h>
#include <stddef.h>

typedef struct shell_words {
    /* Owned; NULL at the end. */
    char **words;
    size_t count;
    /* Where the last word begins in the line; its end where a blank follows it. */
    size_t last_at;
    /* A quote has no end. */
    bool is_open;
} shell_words;

/*
 * Blanks part words, but not within ' or ", where a doubled quote stands for one; nothing else is special, a backslash neither. False where memory ran
 * out. The caller disposes.
 */
bool shell_words_read(shell_words *w, const char *line, size_t bytes);

/* The word as it must be typed. The caller frees it; NULL where memory ran out. */
char *shell_words_quote(const char *word);

void shell_words_dispose(shell_words *w);

#endif
