#include "shell_setting.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "exit_code.h"
#include "options.h"

/* A file that reads itself would never end. */
#define MAX_DEPTH 16

static int refuse_words(const shell_command *c, size_t count, char **words, size_t wanted)
{
    if (count <= wanted)
        return EXIT_CODE_OK;
    return fail_usage("\\%s: '%s' is one word too many", c->name, words[wanted]);
}

/* To people alone: in a script it would be between the results. */
static void say(const shell *s, const char *what, const char *value)
{
    if (s->is_interactive)
        (void)fprintf(stderr, "%s%s\n", what, value);
}

int shell_setting_format(shell *s, const shell_command *c, size_t count, char **words)
{
    int code = refuse_words(c, count, words, 1);

    if (code == EXIT_CODE_OK && count == 1) {
        row_format wanted = s->format;
        if (!row_format_read(words[0], &wanted))
            return EXIT_CODE_INPUT;
        if (row_format_is_binary(wanted))
            return fail_usage("\\%s: %s is for files: \\o NAME.%s takes the next result", c->name,
                              words[0], words[0]);
        s->format = wanted;
    }
    if (code == EXIT_CODE_OK)
        say(s, "Format: ", row_format_name(s->format));
    return code;
}

/* "~/" is the home, as the user's own shell would have it. The caller frees it; NULL where memory ran out. */
static char *expand(const char *path)
{
    const char *home = getenv("HOME");
    char *expanded = NULL;

    if (strncmp(path, "~/", 2) != 0 || home == NULL)
        return strdup(path);
    return asprintf(&expanded, "%s%s", home, path + 1) < 0 ? NULL : expanded;
}

int shell_setting_output(shell *s, const shell_command *c, size_t count, char **words)
{
    int code = refuse_words(c, count, words, 1);

    if (code != EXIT_CODE_OK)
        return code;
    free(s->next_output);
    s->next_output = count == 0 ? NULL : expand(words[0]);
    if (count > 0 && s->next_output == NULL)
        return fail_memory();
    say(s, "The next result goes to ", count == 0 ? "the screen" : s->next_output);
    return code;
}

int shell_setting_include(shell *s, const shell_command *c, size_t count, char **words)
{
    struct stat about;
    int code = refuse_words(c, count, words, 1);

    if (code != EXIT_CODE_OK)
        return code;
    if (count == 0)
        return fail_usage("\\%s: FILE is missing", c->name);
    if (s->input->depth >= MAX_DEPTH)
        return fail_usage("%s: files that read files go no deeper than %d", words[0], MAX_DEPTH);
    char *path = expand(words[0]);
    FILE *from = path == NULL ? NULL : fopen(path, "re");
    if (from == NULL)
        code = fail_usage("can't read %s: %s", words[0], strerror(errno));
    else if (fstat(fileno(from), &about) == 0 && S_ISDIR(about.st_mode))
        code = fail_usage("can't read %s: it is a folder", words[0]);
    else
        code = shell_run_stream(s, from, path);
    if (from != NULL)
        (void)fclose(from);
    free(path);
    return code;
}

int shell_setting_rows(shell *s, const shell_command *c, size_t count, char **words)
{
    char text[32];
    int code = refuse_words(c, count, words, 1);

    if (code == EXIT_CODE_OK && count == 1 && !options_read_count(words[0], &s->max_rows))
        code = fail_usage("\\%s: '%s' is no number of rows", c->name, words[0]);
    if (code != EXIT_CODE_OK)
        return code;
    (void)snprintf(text, sizeof(text), "%llu", (unsigned long long)s->max_rows);
    say(s, "Rows of a table at most: ", s->max_rows == 0 ? "all" : text);
    return code;
}

/* Without a word it is turned over. */
static int take_switch(const shell_command *c, size_t count, char **words, bool *setting)
{
    int code = refuse_words(c, count, words, 1);

    if (code != EXIT_CODE_OK)
        return code;
    if (count == 0)
        *setting = !*setting;
    else if (strcmp(words[0], "on") == 0)
        *setting = true;
    else if (strcmp(words[0], "off") == 0)
        *setting = false;
    else
        return fail_usage("\\%s: '%s' is neither on nor off", c->name, words[0]);
    return EXIT_CODE_OK;
}

int shell_setting_timing(shell *s, const shell_command *c, size_t count, char **words)
{
    int code = take_switch(c, count, words, &s->shows_time);

    if (code == EXIT_CODE_OK)
        say(s, "Timing: ", s->shows_time ? "on" : "off");
    return code;
}

int shell_setting_pager(shell *s, const shell_command *c, size_t count, char **words)
{
    int code = take_switch(c, count, words, &s->uses_pager);

    if (code == EXIT_CODE_OK)
        say(s, "Pager: ", s->uses_pager ? "on" : "off");
    return code;
}

int shell_setting_release(shell *s, const shell_command *c, size_t count, char **words)
{
    (void)count;
    (void)words;
    if (shell_database_is_passing(&s->database))
        return fail_usage("\\%s would be the end of this database; \\q leaves it", c->name);
    int code = shell_database_close(&s->database, EXIT_CODE_OK);
    say(s, "The file is let go: the next statement opens it again", "");
    return code;
}
