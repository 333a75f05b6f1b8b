#include "shell_words.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "text_stream.h"

static bool is_blank(char c)
{
    return c == ' ' || (c >= '\t' && c <= '\r');
}

static bool add_word(shell_words *w, char *word)
{
    char **words = realloc(w->words, (w->count + 2) * sizeof(*words));

    if (words == NULL) {
        free(word);
        return false;
    }
    w->words = words;
    w->words[w->count++] = word;
    w->words[w->count] = NULL;
    return true;
}

/* Gives where the word ends. */
static size_t read_word(shell_words *w, const char *line, size_t at, size_t bytes, FILE *to)
{
    char quote = '\0';

    for (; at < bytes && (quote != '\0' || !is_blank(line[at])); at++) {
        char c = line[at];

        if (quote == '\0' && (c == '\'' || c == '"')) {
            quote = c;
        } else if (quote != '\0' && c == quote) {
            if (at + 1 < bytes && line[at + 1] == quote)
                (void)fputc(line[++at], to);
            else
                quote = '\0';
        } else {
            (void)fputc(c, to);
        }
    }
    w->is_open = quote != '\0';
    return at;
}

bool shell_words_read(shell_words *w, const char *line, size_t bytes)
{
    *w = (shell_words){NULL, 0, 0, false};
    for (size_t at = 0;;) {
        char *word = NULL;
        size_t word_bytes = 0;

        while (at < bytes && is_blank(line[at]))
            at++;
        w->last_at = at < bytes || w->count == 0 || is_blank(line[at - 1]) ? at : w->last_at;
        if (at == bytes)
            return true;
        FILE *to = open_memstream(&word, &word_bytes);
        if (to == NULL)
            return false;
        at = read_word(w, line, at, bytes, to);
        if (text_stream_end(to, &word) == NULL || !add_word(w, word))
            return false;
    }
}

char *shell_words_quote(const char *word)
{
    char *quoted = NULL;
    size_t bytes = 0;

    if (word[0] != '\0' && strpbrk(word, " \t\n\v\f\r'\"") == NULL)
        return strdup(word);
    FILE *to = open_memstream(&quoted, &bytes);
    if (to == NULL)
        return NULL;
    text_stream_put_quoted(to, '\'', word);
    return text_stream_end(to, &quoted);
}

void shell_words_dispose(shell_words *w)
{
    for (size_t i = 0; i < w->count; i++)
        free(w->words[i]);
    free(w->words);
    *w = (shell_words){NULL, 0, 0, false};
}
