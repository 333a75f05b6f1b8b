#include "completion.h"

#include <stdbool.h>
#include <string.h>

#include "argument.h"
#include "cli/command.h"
#include "cli/option_list.h"
#include "cli/options.h"
#include "cli/row_writer.h"

/* The first line of a text, inside quotes and brackets of _arguments. */
static void put_text(FILE *to, const char *text)
{
    for (; *text != '\0' && *text != '\n'; text++) {
        if (*text == '\'')
            (void)fputs("'\\''", to);
        else if (strchr("[]:\\", *text) != NULL)
            (void)fprintf(to, "\\%c", *text);
        else
            (void)fputc(*text, to);
    }
}

/* ":NAME:ACTION" */
static void put_argument(FILE *to, const argument *a)
{
    static const char *const actions[] = {[ARGUMENT_TEXT] = " ",
                                          [ARGUMENT_FILE] = "_files",
                                          [ARGUMENT_FOLDER] = "_files -/",
                                          [ARGUMENT_TABLE] = "_mpdata_tables",
                                          [ARGUMENT_COMMAND] = "_mpdata_commands"};
    const char *at = NULL;
    const char *space = "";
    size_t bytes = 0;

    (void)fputc(':', to);
    put_text(to, a->name);
    (void)fputc(':', to);
    if (a->kind != ARGUMENT_CHOICE && a->kind != ARGUMENT_FORMAT) {
        (void)fputs(actions[a->kind], to);
        return;
    }
    (void)fputc('(', to);
    for (size_t i = 0; a->kind == ARGUMENT_FORMAT && row_format_name(i) != NULL; i++) {
        (void)fprintf(to, "%s%s", space, row_format_name(i));
        space = " ";
    }
    for (const char *word; (word = argument_next_choice(a, &at, &bytes)) != NULL;) {
        (void)fprintf(to, "%s%.*s", space, (int)bytes, word);
        space = " ";
    }
    (void)fputc(')', to);
}

/* Any of them may be given several times: some may, and for the others the last one counts. */
static void put_options(FILE *to, const struct poptOption *table)
{
    argument a;
    size_t at = 0;

    for (const struct poptOption *o; (o = option_list_next(table, &at)) != NULL;) {
        bool has_argument = argument_of_option(o, &a);

        for (int is_long = o->shortName == '\0' ? 1 : 0; is_long <= 1; is_long++) {
            if (is_long)
                (void)fprintf(to, "        '*--%s%s[", o->longName, has_argument ? "=" : "");
            else
                (void)fprintf(to, "        '*-%c%s[", o->shortName, has_argument ? "+" : "");
            put_text(to, o->descrip);
            (void)fputc(']', to);
            if (has_argument)
                put_argument(to, &a);
            (void)fputs("'\n", to);
        }
    }
}

static void put_words(FILE *to, const command *c)
{
    const char *at = c->synopsis;
    argument a;

    for (int position = 1; argument_next(c, &at, &a); position++) {
        (void)fprintf(to, a.repeats ? "        '*" : "        '%d", position);
        put_argument(to, &a);
        (void)fputs("'\n", to);
    }
}

void completion_write_zsh(FILE *to)
{
    (void)fputs("#compdef mpdata\n"
                "# Completion of mpdata's command lines in zsh, made when mpdata was built.\n\n"
                "_mpdata_commands() {\n"
                "    local -a commands=(\n",
                to);
    for (size_t i = 0; command_at(i) != NULL; i++) {
        (void)fprintf(to, "        '%s:", command_at(i)->name);
        put_text(to, command_at(i)->summary);
        (void)fputs("'\n", to);
    }
    (void)fputs("    )\n"
                "    _describe -t commands command commands\n"
                "}\n\n"
                "# The options before a command, in the array `specs`.\n"
                "_mpdata_specs_of_program() {\n"
                "    specs=(\n",
                to);
    put_options(to, command_mpdata.options);
    put_options(to, options_target_table);
    (void)fputs("    )\n}\n\n"
                "# What a command takes, in the array `specs`.\n"
                "_mpdata_specs() {\n"
                "    specs=(\n",
                to);
    put_options(to, options_target_table);
    (void)fputs("    )\n    case $1 in\n", to);
    for (size_t i = 0; command_at(i) != NULL; i++) {
        (void)fprintf(to, "    %s) specs+=(\n", command_at(i)->name);
        put_options(to, command_at(i)->options);
        put_words(to, command_at(i));
        (void)fputs("        ) ;;\n", to);
    }
    (void)fputs("    esac\n}\n\n", to);
}
