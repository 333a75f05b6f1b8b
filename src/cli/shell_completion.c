#include "shell_completion.h"

#include <glob.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "row_writer.h"
#include "shell_command.h"
#include "shell_words.h"
#include "sql_completion.h"

/* Takes `inserted` over. */
static void offer(const char *typed, const char *name, char *inserted, completion *out)
{
    if (inserted != NULL && strncasecmp(name, typed, strlen(typed)) == 0)
        (void)completion_add(out, name, inserted);
    free(inserted);
}

static void offer_commands(const char *typed, completion *out)
{
    for (size_t i = 0; shell_command_at(i) != NULL; i++) {
        char *inserted = NULL;
        if (asprintf(&inserted, "\\%s", shell_command_at(i)->name) > 0)
            offer(typed, inserted, strdup(inserted), out);
        free(inserted);
    }
}

static void offer_names(const char *typed, const name_set *set, completion *out)
{
    for (size_t i = 0; i < set->count; i++)
        offer(typed, set->names[i], shell_words_quote(set->names[i]), out);
}

static void offer_formats(const char *typed, completion *out)
{
    for (size_t i = 0; row_format_name(i) != NULL; i++)
        if (!row_format_is_binary((row_format)i))
            offer(typed, row_format_name(i), strdup(row_format_name(i)), out);
}

/* A folder ends with a slash, and goes on with what is in it. */
static void offer_files(const char *typed, completion *out)
{
    char *pattern = NULL;
    glob_t found;

    if (strpbrk(typed, "*?[\\") != NULL || asprintf(&pattern, "%s*", typed) < 0)
        return;
    if (glob(pattern, GLOB_MARK | GLOB_TILDE, NULL, &found) == 0) {
        for (size_t i = 0; i < found.gl_pathc; i++) {
            char *inserted = shell_words_quote(found.gl_pathv[i]);
            if (inserted != NULL)
                (void)completion_add(out, found.gl_pathv[i], inserted);
            free(inserted);
        }
        globfree(&found);
    }
    free(pattern);
    out->suffix = "";
}

static void offer_switch(const char *typed, completion *out)
{
    offer(typed, "on", strdup("on"), out);
    offer(typed, "off", strdup("off"), out);
}

/* `position` counts the words behind the command from 0. */
static void offer_argument(const shell_command *c, size_t position, const char *typed,
                           name_catalog *names, completion *out)
{
    if (c->argument == SHELL_ARGUMENT_TABLE_COLUMN && position == 1) {
        offer_names(typed, name_catalog_get(names, NAME_COLUMN), out);
        offer_names(typed, name_catalog_get(names, NAME_KEY), out);
    }
    if (position > 0)
        return;
    switch (c->argument) {
    case SHELL_ARGUMENT_TABLE:
    case SHELL_ARGUMENT_TABLE_COLUMN:
        offer_names(typed, name_catalog_get(names, NAME_TABLE), out);
        break;
    case SHELL_ARGUMENT_FORMAT:
        offer_formats(typed, out);
        break;
    case SHELL_ARGUMENT_FILE:
        offer_files(typed, out);
        break;
    case SHELL_ARGUMENT_SWITCH:
        offer_switch(typed, out);
        break;
    default:
        break;
    }
}

static void complete_word(const shell_words *w, const char *typed, size_t index,
                          name_catalog *names, completion *out)
{
    if (index == 0) {
        offer_commands(typed, out);
        return;
    }
    const shell_command *c = shell_command_find(w->words[0] + 1);
    if (c == NULL)
        return;
    if (strcmp(w->words[index - 1], "--event") == 0)
        offer_names(typed, name_catalog_get(names, NAME_EVENT), out);
    else
        offer_argument(c, index - 1, typed, names, out);
}

static void complete_command(const char *text, size_t bytes, name_catalog *names, completion *out)
{
    shell_words w;

    if (shell_words_read(&w, text, bytes)) {
        /* Behind a blank a new word begins. */
        bool is_new = w.last_at == bytes;
        size_t index = is_new ? w.count : w.count - 1;

        out->replaced_bytes = bytes - w.last_at;
        out->suffix = " ";
        complete_word(&w, is_new ? "" : w.words[index], index, names, out);
        completion_sort(out);
    }
    shell_words_dispose(&w);
}

void shell_completion_fill(const char *text, size_t bytes, size_t line_bytes, name_catalog *names,
                           completion *out)
{
    if (bytes == line_bytes && shell_command_is(text, false))
        complete_command(text, bytes, names, out);
    else
        sql_completion_fill(text, bytes, line_bytes, names, out);
}
