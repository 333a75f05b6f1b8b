#include "command.h"

#include <stdio.h>
#include <string.h>

#include "exit_code.h"
#include "nearest.h"

static const command *const commands[] = {
    &command_ingest,    &command_query,     &command_tables, &command_schema,
    &command_sample,    &command_breakdown, &command_keys,   &command_column,
    &command_summarize, &command_loads,     &command_info,   &command_drop,
};

static const char target_help[] =
    "\n"
    "The database, in every command (before or after its name):\n"
    "      --db PATH         a DuckDB file            (or MPDATA_DB=PATH)\n"
    "      --project ID      ~/.mixpanel_data/ID.db   (or MPDATA_PROJECT=ID)\n"
    "      --memory          a database in memory, gone at the end\n"
    "      --json            errors as JSON, one object a line, for programs\n"
    "  -q, --quiet           errors alone: no report, no progress\n"
    "      --wait SECONDS    for a database that another process has locked\n"
    "  -h, --help            this text\n";

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

void command_print_help(const command *c)
{
    (void)fputs(c->help, stdout);
    (void)fputs(target_help, stdout);
}

int command_fail_unknown(const char *name)
{
    nearest best = NEAREST_INIT;

    for (size_t i = 0; command_at(i) != NULL; i++)
        nearest_offer(&best, name, commands[i]->name);
    if (best.name != NULL)
        return fail_usage("there is no command '%s'. Did you mean '%s'?", name, best.name);
    return fail_usage("there is no command '%s'. 'mpdata --help' lists them", name);
}
