#include "completion.h"

#include <stdbool.h>

#include "argument.h"
#include "cli/command.h"
#include "cli/option_list.h"
#include "cli/options.h"
#include "cli/row_writer.h"

/* As completion.bash reads it: "words a b c", or one word for the kind. */
static void put_kind(FILE *to, const argument *a)
{
    static const char *const names[] = {[ARGUMENT_TEXT] = "text",
                                        [ARGUMENT_FILE] = "file",
                                        [ARGUMENT_FOLDER] = "folder",
                                        [ARGUMENT_TABLE] = "table",
                                        [ARGUMENT_COMMAND] = "command"};
    const char *at = NULL;
    size_t bytes = 0;

    if (a->kind == ARGUMENT_CHOICE || a->kind == ARGUMENT_FORMAT)
        (void)fputs("kind='words", to);
    else
        (void)fprintf(to, "kind='%s", names[a->kind]);
    for (size_t i = 0; a->kind == ARGUMENT_FORMAT && row_format_name(i) != NULL; i++)
        (void)fprintf(to, " %s", row_format_name(i));
    for (const char *word; (word = argument_next_choice(a, &at, &bytes)) != NULL;)
        (void)fprintf(to, " %.*s", (int)bytes, word);
    (void)fputc('\'', to);
}

static void put_option_names(FILE *to, const struct poptOption *table)
{
    size_t at = 0;

    for (const struct poptOption *o; (o = option_list_next(table, &at)) != NULL;) {
        if (o->shortName != '\0')
            (void)fprintf(to, " -%c", o->shortName);
        (void)fprintf(to, " --%s", o->longName);
    }
}

static void put_options(FILE *to)
{
    (void)fputs("# The options of a command, and those of every command.\n"
                "_mpdata_options() {\n"
                "    case $1 in\n",
                to);
    for (size_t i = 0; command_at(i) != NULL; i++) {
        (void)fprintf(to, "        %s) echo '", command_at(i)->name);
        put_option_names(to, command_at(i)->options);
        (void)fputs("' ;;\n", to);
    }
    (void)fputs("        '') echo '", to);
    put_option_names(to, command_mpdata.options);
    (void)fputs("' ;;\n    esac\n    echo '", to);
    put_option_names(to, options_target_table);
    (void)fputs("'\n}\n\n", to);
}

/* `command_name` may be "*". */
static void put_option_arguments(FILE *to, const char *command_name, const struct poptOption *table)
{
    argument a;
    size_t at = 0;

    for (const struct poptOption *o; (o = option_list_next(table, &at)) != NULL;) {
        if (!argument_of_option(o, &a))
            continue;
        (void)fprintf(to, "        %s:--%s", command_name, o->longName);
        if (o->shortName != '\0')
            (void)fprintf(to, " | %s:-%c", command_name, o->shortName);
        (void)fputs(") ", to);
        put_kind(to, &a);
        (void)fputs(" ;;\n", to);
    }
}

static void put_words(FILE *to, const command *c)
{
    const char *at = c->synopsis;
    argument a;

    for (int position = 1; argument_next(c, &at, &a); position++) {
        (void)fprintf(to, a.repeats ? "        %s:*) " : "        %s:%d) ", c->name, position);
        put_kind(to, &a);
        (void)fputs(" ;;\n", to);
    }
}

void completion_write_bash(FILE *to)
{
    (void)fputs("# Completion of mpdata's command lines in bash, made when mpdata was built.\n\n"
                "_mpdata_commands='",
                to);
    for (size_t i = 0; command_at(i) != NULL; i++)
        (void)fprintf(to, "%s%s", i == 0 ? "" : " ", command_at(i)->name);
    (void)fputs("'\n\n", to);
    put_options(to);
    (void)fputs("# What an option's argument is, in $kind; nothing where it takes none.\n"
                "_mpdata_option_argument() {\n"
                "    case $1:$2 in\n",
                to);
    for (size_t i = 0; command_at(i) != NULL; i++)
        put_option_arguments(to, command_at(i)->name, command_at(i)->options);
    put_option_arguments(to, "*", options_target_table);
    (void)fputs("    esac\n}\n\n"
                "# What the second word and those after it are, in $kind.\n"
                "_mpdata_word() {\n"
                "    case $1:$2 in\n",
                to);
    for (size_t i = 0; command_at(i) != NULL; i++)
        put_words(to, command_at(i));
    (void)fputs("    esac\n}\n\n", to);
}
