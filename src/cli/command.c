#include "command.h"

#include <string.h>

#include "exit_code.h"
#include "nearest.h"

/* In the order of `mpdata --help`. */
static const command *const commands[] = {
    &command_ingest, &command_query,     &command_tables, &command_schema,    &command_sample,
    &command_keys,   &command_breakdown, &command_column, &command_summarize, &command_loads,
    &command_info,   &command_drop,      &command_help,
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

int command_fail_unknown(const char *name)
{
    nearest best = NEAREST_INIT;

    for (size_t i = 0; command_at(i) != NULL; i++)
        nearest_offer(&best, name, commands[i]->name);
    if (best.name != NULL)
        return fail_usage("there is no command '%s'. Did you mean '%s'?", name, best.name);
    return fail_usage("there is no command '%s'. 'mpdata --help' lists them", name);
}
