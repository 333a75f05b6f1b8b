#include "shell_error.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "display_text.h"
#include "error_excerpt.h"
#include "exit_code.h"
#include "terminal_color.h"
#include "terminal_width.h"

static const shell *told;

/* "standard input: line 12: " */
static void tell_place(const mpdata_error *error)
{
    const shell_input *input = told->input;
    uint64_t line = input->statement_line + (error->line > 0 ? error->line - 1 : 0);

    (void)fprintf(stderr, "mpdata: ");
    display_text_print(stderr, input->source);
    (void)fprintf(stderr, ": line %llu: ", (unsigned long long)line);
}

/* "Binder Error", up to the first colon. Gives what follows. */
static const char *tell_kind(const char *message)
{
    size_t bytes = strcspn(message, ":\n");
    char kind[64] = "";

    if (message[bytes] != ':' || bytes >= sizeof(kind))
        return message;
    memcpy(kind, message, bytes);
    (void)fputs(terminal_color(stderr, TERMINAL_RED), stderr);
    display_text_print(stderr, kind);
    (void)fputs(terminal_color(stderr, TERMINAL_PLAIN), stderr);
    return message + bytes;
}

/* The last two lines, where they are a line of SQL and a caret below it; NULL where there are none. */
static char *find_excerpt(char *message)
{
    char *caret = strrchr(message, '\n');

    if (caret == NULL || caret[1 + strspn(caret + 1, " ")] != '^')
        return NULL;
    *caret = '\0';
    char *line = strrchr(message, '\n');
    *caret = '\n';
    return line == NULL ? NULL : line + 1;
}

/* Whether it is shown as it is, so that the caret below it stays at its place. */
static bool is_plain(const char *line)
{
    display_text shown = display_text_of(line, strlen(line), SIZE_MAX);
    bool is_same = shown.text != NULL && strcmp(shown.text, line) == 0;

    display_text_dispose(&shown);
    return is_same;
}

static void tell_excerpt(char *excerpt)
{
    char *caret = strchr(excerpt, '\n');

    *caret = '\0';
    if (!is_plain(excerpt)) {
        display_text_print(stderr, excerpt);
        (void)fprintf(stderr, "\n%s", caret + 1);
        return;
    }
    size_t cell =
        error_excerpt_print(stderr, excerpt, strspn(caret + 1, " "), terminal_width(stderr));
    (void)fprintf(stderr, "%*s%s^%s", (int)cell, "", terminal_color(stderr, TERMINAL_RED),
                  terminal_color(stderr, TERMINAL_PLAIN));
}

static void tell_in_colour(const char *message)
{
    const char *behind = tell_kind(message);
    char *rest = strdup(behind);
    char *excerpt = rest == NULL ? NULL : find_excerpt(rest);

    if (excerpt != NULL)
        excerpt[-1] = '\0';
    display_text_print(stderr, rest == NULL ? behind : rest);
    if (excerpt != NULL) {
        (void)fputc('\n', stderr);
        tell_excerpt(excerpt);
    }
    free(rest);
}

static void tell(const mpdata_error *error)
{
    /* What was shown before the error comes before it. */
    (void)fflush(stdout);
    /* Behind the ^C of the terminal. */
    if (told->is_interactive && error->code == MPDATA_ERROR_INTERRUPTED)
        (void)fputc('\n', stderr);
    if (told->input != NULL && told->input->source != NULL) {
        tell_place(error);
        display_text_print(stderr, error->message);
    } else {
        tell_in_colour(error->message);
    }
    (void)fputc('\n', stderr);
}

void shell_error_tell_for(const shell *s)
{
    told = s;
    fail_tell_by(s == NULL ? NULL : tell);
}
