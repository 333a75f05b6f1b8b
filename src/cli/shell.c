#include "shell.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "exit_code.h"
#include "interrupt.h"
#include "shell_command.h"
#include "shell_error.h"
#include "shell_names.h"
#include "shell_result.h"
#include "sql_token.h"

/* More rows than a screen has, and few enough to page through. */
#define USUAL_MAX_ROWS 1000

/* What is longer than this is looked through only when it may have ended. */
#define LONG_BYTES 65536

void shell_init(shell *s, target *where, target_use use)
{
    *s = (shell){.max_rows = USUAL_MAX_ROWS, .uses_pager = true};
    shell_database_init(&s->database, where, use);
    s->names.fetch = shell_names_fetch;
    s->names.payload = &s->database;
}

void shell_dispose(shell *s)
{
    name_catalog_forget(&s->names);
    free(s->next_output);
    s->next_output = NULL;
}

static bool append(shell_input *input, const char *line)
{
    size_t bytes = strlen(line);

    if (input->bytes + bytes + 2 > input->room) {
        size_t room = (input->bytes + bytes + 2) * 2;
        char *text = realloc(input->text, room);
        if (text == NULL)
            return false;
        input->text = text;
        input->room = room;
    }
    memcpy(input->text + input->bytes, line, bytes);
    memcpy(input->text + input->bytes + bytes, "\n", 2);
    input->bytes += bytes + 1;
    return true;
}

static uint64_t count_lines(const char *text, size_t bytes)
{
    uint64_t lines = 0;

    for (size_t i = 0; i < bytes; i++)
        lines += text[i] == '\n';
    return lines;
}

/* Only what ends a statement runs it: a pause in typing must not. */
static int run_statement(shell *s, size_t at, size_t bytes)
{
    shell_input *input = s->input;
    const char *sql = input->text + at;
    size_t blanks = strspn(sql, " \t\n\v\f\r");

    input->statement_line = input->first_line + count_lines(input->text, at + blanks);
    int code = shell_result_run(s, sql + blanks, bytes - blanks);
    if (shell_statement_of(sql, bytes) != SHELL_STATEMENT_READS)
        name_catalog_forget(&s->names);
    return code;
}

/* Forgets the first bytes of what has come. */
static void consume(shell_input *input, size_t bytes)
{
    input->first_line += count_lines(input->text, bytes);
    memmove(input->text, input->text + bytes, input->bytes - bytes + 1);
    input->bytes -= bytes;
}

/* Behind a statement, and to the end of its line. False where there is none. */
static bool run_command_behind(shell *s, size_t at, int *code)
{
    const char *from = s->input->text + at;

    from += strspn(from, " \t");
    if (*from != '\\')
        return false;
    char *line = strndup(from, strcspn(from, "\n"));
    *code = line == NULL ? fail_memory() : shell_command_run(s, line);
    free(line);
    return true;
}

static int run_statements(shell *s)
{
    shell_input *input = s->input;
    size_t at = 0;
    int code = EXIT_CODE_OK;
    sql_extent extent = sql_extent_of(input->text, input->bytes);

    while (code == EXIT_CODE_OK && extent.has_ended) {
        if (!extent.is_blank)
            code = run_statement(s, at, extent.bytes);
        at += extent.bytes;
        if (code == EXIT_CODE_OK && run_command_behind(s, at, &code))
            at = input->bytes;
        extent = sql_extent_of(input->text + at, input->bytes - at);
    }
    if (code != EXIT_CODE_OK || (extent.is_blank && extent.open == '\0'))
        at = input->bytes;
    consume(input, at);
    return code;
}

/* A line that begins with a backslash is no SQL, unless it goes on with a text or a comment. */
static bool is_command(const shell *s, const char *line)
{
    const shell_input *input = s->input;

    if (shell_is_at_start(s))
        return shell_command_is(line, s->is_interactive);
    return line[0] == '\\' && sql_extent_of(input->text, input->bytes).open == '\0';
}

int shell_feed(shell *s, const char *line)
{
    shell_input *input = s->input;
    bool is_first = shell_is_at_start(s);

    input->next_line++;
    if (is_command(s, line)) {
        input->statement_line = input->next_line - 1;
        return shell_command_run(s, line);
    }
    if (is_first)
        input->first_line = input->next_line - 1;
    if (!append(input, line))
        return fail_memory();
    if (input->bytes > LONG_BYTES && strchr(line, ';') == NULL)
        return EXIT_CODE_OK;
    return run_statements(s);
}

int shell_feed_end(shell *s)
{
    shell_input *input = s->input;
    int code = EXIT_CODE_OK;

    if (input->bytes > 0 && !sql_extent_of(input->text, input->bytes).is_blank)
        code = run_statement(s, 0, input->bytes);
    shell_drop_statement(s);
    return code;
}

bool shell_is_at_start(const shell *s)
{
    return s->input->bytes == 0;
}

void shell_drop_statement(shell *s)
{
    free(s->input->text);
    s->input->text = NULL;
    s->input->bytes = 0;
    s->input->room = 0;
}

static int feed_lines(shell *s, FILE *from)
{
    char *line = NULL;
    size_t room = 0;
    ssize_t bytes = 0;
    int code = EXIT_CODE_OK;

    errno = 0;
    while (code == EXIT_CODE_OK && !s->wants_end && (bytes = getline(&line, &room, from)) >= 0) {
        if (memchr(line, '\0', (size_t)bytes) != NULL) {
            s->input->statement_line = s->input->next_line;
            code = fail_usage("the line holds a NUL byte: this is no SQL");
            break;
        }
        if (bytes > 0 && line[bytes - 1] == '\n')
            line[--bytes] = '\0';
        if (bytes > 0 && line[bytes - 1] == '\r')
            line[--bytes] = '\0';
        code = shell_feed(s, line);
    }
    /* Without memory getline ends before the end, and marks no error. */
    int error_number = errno;
    bool is_cut = bytes < 0 && !feof(from);
    if (code == EXIT_CODE_OK && !s->wants_end && (is_cut || ferror(from)))
        code = error_number == ENOMEM
                   ? fail_memory()
                   : fail_usage("can't read the SQL: %s", strerror(error_number));
    if (code == EXIT_CODE_OK && !s->wants_end)
        code = shell_feed_end(s);
    free(line);
    return code;
}

int shell_run_stream(shell *s, FILE *from, const char *source)
{
    shell_input *outer = s->input;
    shell_input *input = calloc(1, sizeof(*input));

    if (input == NULL)
        return fail_memory();
    *input = (shell_input){.source = source, .next_line = 1, .first_line = 1, .statement_line = 1};
    input->depth = outer == NULL ? 0 : outer->depth + 1;
    s->input = input;
    int code = feed_lines(s, from);
    shell_drop_statement(s);
    s->input = outer;
    free(input);
    return code;
}
