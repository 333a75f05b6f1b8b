/*
 * mpdata help
 */
#include <stdlib.h>

#include "command.h"
#include "exit_code.h"
#include "help_text.h"
#include "options.h"

static const struct poptOption option_table[] = {OPTIONS_TARGET, POPT_TABLEEND};

static int print_help(const char *name)
{
    const command *asked = name == NULL ? &command_mpdata : command_find(name);

    if (asked == NULL)
        return command_fail_unknown(name);
    return help_text_print_all(asked);
}

static int run_command(target *where, int argc, const char **argv)
{
    options from;

    options_begin(&from, "help", option_table, where, argc, argv);
    if (options_next(&from) == OPTIONS_DONE) {
        const char *name = options_next_word(&from);

        from.exit_code = options_end_words(&from);
        if (from.exit_code == EXIT_CODE_OK)
            from.exit_code = print_help(name);
    }
    options_end(&from);
    return from.exit_code;
}

const command command_help = {
    .name = "help",
    .summary = "all about a command",
    .synopsis = "[COMMAND]",
    .description = "Tells all about a command, or about mpdata itself: what its manual page says. "
                   "The option --help of a command is the short form of it.",
    .options = option_table,
    .examples = "mpdata help ingest\n",
    .run = run_command,
};
