#include "command.h"

#include <stdbool.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "exit_code.h"
#include "nearest.h"
#include "option_list.h"

/* In the order of `mpdata --help`. */
static const command *const commands[] = {
    &command_ingest,  &command_query,  &command_shell,     &command_tables, &command_schema,
    &command_sample,  &command_keys,   &command_breakdown, &command_column, &command_summarize,
    &command_loads,   &command_export, &command_info,      &command_check,  &command_backup,
    &command_compact, &command_drop,   &command_clean,     &command_help,
};

const command *command_at(size_t index)
{
    return index < sizeof(commands) / sizeof(commands[0]) ? commands[index] : NULL;
}

const command *command_find(const char *name)
{
    for (size_t i = 0; command_at(i) != NULL; i++)
        if (strcmp(commands[i]->name, name) == 0)
            return commands[i];
    return NULL;
}

static bool has_word(const char *words, const char *word)
{
    size_t bytes = strlen(word);

    while (words != NULL && *words != '\0') {
        size_t next = strcspn(words, " ");
        if (next == bytes && strncmp(words, word, bytes) == 0)
            return true;
        words += next + strspn(words + next, " ");
    }
    return false;
}

static const char *find_meant(const char *name)
{
    nearest best = NEAREST_INIT;

    for (size_t i = 0; command_at(i) != NULL; i++)
        if (has_word(commands[i]->mistaken_for, name))
            return commands[i]->name;
    for (size_t i = 0; command_at(i) != NULL; i++)
        nearest_offer(&best, name, commands[i]->name);
    return best.name;
}

/* By DuckDB's mark: a file that does not have it may be one to load. */
static bool is_database_file(const char *path)
{
    char head[12] = "";
    FILE *file = fopen(path, "re");

    if (file == NULL)
        return false;
    bool is_whole = fread(head, 1, sizeof(head), file) == sizeof(head);
    (void)fclose(file);
    return is_whole && memcmp(head + 8, "DUCK", 4) == 0;
}

int command_fail_unknown(const char *name)
{
    size_t at = 0;
    const char *meant = find_meant(name);

    if (meant != NULL)
        return fail_usage("there is no command '%s'. Did you mean '%s'?", name, meant);
    for (const struct poptOption *o; (o = option_list_next(command_mpdata.options, &at)) != NULL;)
        if (strcmp(name, o->longName) == 0)
            return fail_usage("there is no command '%s'. Did you mean '--%s'?", name, name);
    if (is_database_file(name))
        return fail_usage(
            "'%s' is a database, not a command: 'mpdata --db %s tables' lists what is "
            "in it",
            name, name);
    if (access(name, F_OK) == 0)
        return fail_usage("'%s' is a file, not a command: 'mpdata --db company.db ingest events "
                          "TABLE %s' loads it",
                          name, name);
    return fail_usage("there is no command '%s'. 'mpdata --help' lists them", name);
}
