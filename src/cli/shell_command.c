#include "shell_command.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>

#include "exit_code.h"
#include "nearest.h"
#include "shell_help.h"
#include "shell_setting.h"
#include "shell_table.h"
#include "shell_words.h"

static int quit(shell *s, const shell_command *c, size_t count, char **words)
{
    (void)c;
    (void)count;
    (void)words;
    s->wants_end = true;
    return EXIT_CODE_OK;
}

static int help(shell *s, const shell_command *c, size_t count, char **words)
{
    (void)s;
    (void)c;
    (void)count;
    (void)words;
    return shell_help_print();
}

static const shell_command commands[] = {
    {"?", "h help", SHELL_ARGUMENT_NONE, "", "this list", help},
    {"d", "dt describe", SHELL_ARGUMENT_TABLE, "[TABLE]", "the tables, or the columns of one",
     shell_table_describe},
    {"tables", "", SHELL_ARGUMENT_NONE, "", "the tables with their rows and days",
     shell_table_run_command},
    {"schema", "", SHELL_ARGUMENT_TABLE, "TABLE", "the columns of a table",
     shell_table_run_command},
    {"sample", "", SHELL_ARGUMENT_TABLE, "TABLE [-n ROWS]", "some rows, at random",
     shell_table_run_command},
    {"breakdown", "", SHELL_ARGUMENT_TABLE, "TABLE [--by day]", "the events of a table, counted",
     shell_table_run_command},
    {"keys", "", SHELL_ARGUMENT_TABLE, "TABLE [--event NAME]", "the properties of a table, counted",
     shell_table_run_command},
    {"column", "", SHELL_ARGUMENT_TABLE_COLUMN, "TABLE NAME", "a column or property in figures",
     shell_table_run_command},
    {"summarize", "", SHELL_ARGUMENT_TABLE, "TABLE", "every column in figures",
     shell_table_run_command},
    {"loads", "", SHELL_ARGUMENT_TABLE, "TABLE", "what was loaded into a table",
     shell_table_run_command},
    {"info", "", SHELL_ARGUMENT_NONE, "", "the database: its size, tables, loads",
     shell_table_run_command},
    {"format", "mode", SHELL_ARGUMENT_FORMAT, "[FORMAT]", "table, csv, tsv, json, jsonl, markdown",
     shell_setting_format},
    {"o", "output once", SHELL_ARGUMENT_FILE, "[FILE]", "the next result goes to FILE",
     shell_setting_output},
    {"i", "read include ir", SHELL_ARGUMENT_FILE, "FILE", "run the statements of a file",
     shell_setting_include},
    {"rows", "maxrows", SHELL_ARGUMENT_NUMBER, "[N]", "show at most N rows in a table (0: all)",
     shell_setting_rows},
    {"timing", "timer", SHELL_ARGUMENT_SWITCH, "[on|off]", "tell how long each statement takes",
     shell_setting_timing},
    {"pager", "", SHELL_ARGUMENT_SWITCH, "[on|off]",
     "show in $PAGER what the screen has no room for", shell_setting_pager},
    {"release", "", SHELL_ARGUMENT_NONE, "", "close the file, and lose what the session holds",
     shell_setting_release},
    {"q", "quit exit", SHELL_ARGUMENT_NONE, "", "leave, as Ctrl-D does", quit},
};

const shell_command *shell_command_at(size_t index)
{
    return index < sizeof(commands) / sizeof(commands[0]) ? &commands[index] : NULL;
}

/* Whether the word is among those that blanks part. */
static bool is_among(const char *words, const char *word)
{
    size_t bytes = strlen(word);

    while (*words != '\0') {
        size_t length = strcspn(words, " ");
        if (length == bytes && memcmp(words, word, bytes) == 0)
            return true;
        words += length + strspn(words + length, " ");
    }
    return false;
}

const shell_command *shell_command_find(const char *name)
{
    for (size_t i = 0; shell_command_at(i) != NULL; i++)
        if (strcmp(commands[i].name, name) == 0 || is_among(commands[i].aliases, name))
            return &commands[i];
    return NULL;
}

/* The whole line, but for blanks and a semicolon at its end. */
static bool is_word(const char *line, const char *word)
{
    size_t bytes = strlen(word);

    return strncmp(line, word, bytes) == 0 && line[bytes + strspn(line + bytes, " \t;")] == '\0';
}

bool shell_command_is(const char *line, bool takes_words)
{
    line += strspn(line, " \t");
    if (line[0] == '\\' || (line[0] == '.' && isalpha((unsigned char)line[1])))
        return true;
    return takes_words && (is_word(line, "help") || is_word(line, "quit") || is_word(line, "exit"));
}

static int fail_unknown(const char *name)
{
    nearest best = NEAREST_INIT;

    for (size_t i = 0; shell_command_at(i) != NULL; i++)
        nearest_offer(&best, name, commands[i].name);
    if (best.name != NULL)
        return fail_usage("there is no \\%s. Did you mean \\%s? \\? lists what there is", name,
                          best.name);
    return fail_usage("there is no \\%s. \\? lists what there is", name);
}

static int run_words(shell *s, shell_words *w)
{
    const char *name = w->words[0];

    if (w->is_open)
        return fail_usage("a quote has no end");
    name += name[0] == '\\' || name[0] == '.';
    const shell_command *c = shell_command_find(name);
    if (c == NULL)
        return fail_unknown(name);
    if (c->argument == SHELL_ARGUMENT_NONE && w->count > 1 && c->run != shell_table_run_command)
        return fail_usage("\\%s: '%s' is one word too many", c->name, w->words[1]);
    return c->run(s, c, w->count - 1, w->words + 1);
}

int shell_command_run(shell *s, const char *line)
{
    size_t bytes = strlen(line);
    shell_words w;

    /* Whoever writes SQL ends a line so. */
    while (bytes > 0 && strchr(" \t;", line[bytes - 1]) != NULL)
        bytes--;
    int code = shell_words_read(&w, line, bytes) ? EXIT_CODE_OK : fail_memory();
    if (code == EXIT_CODE_OK && w.count > 0)
        code = run_words(s, &w);
    shell_words_dispose(&w);
    return code;
}
