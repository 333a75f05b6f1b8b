#include "completion.h"

#include <stdbool.h>
#include <string.h>

#include "argument.h"
#include "cli/command.h"
#include "cli/option_list.h"
#include "cli/options.h"
#include "cli/row_writer.h"

/* The first line of a text, in single quotes. */
static void put_text(FILE *to, const char *text)
{
    (void)fputc('\'', to);
    for (; *text != '\0' && *text != '\n'; text++)
        (void)fprintf(to, strchr("'\\", *text) != NULL ? "\\%c" : "%c", *text);
    (void)fputc('\'', to);
}

/* The options of `complete` for what may stand there. */
static void put_argument(FILE *to, const argument *a)
{
    static const char *const answers[] = {[ARGUMENT_TEXT] = " -f",
                                          [ARGUMENT_FILE] = " -F",
                                          [ARGUMENT_FOLDER] =
                                              " -f -a '(__fish_complete_directories)'",
                                          [ARGUMENT_TABLE] = " -f -a '(__mpdata_tables)'",
                                          [ARGUMENT_COMMAND] = " -f -a \"$__mpdata_commands\""};
    const char *at = NULL;
    size_t bytes = 0;

    if (a->kind != ARGUMENT_CHOICE && a->kind != ARGUMENT_FORMAT) {
        (void)fputs(answers[a->kind], to);
        return;
    }
    (void)fputs(" -f -a '", to);
    for (size_t i = 0; a->kind == ARGUMENT_FORMAT && row_format_name(i) != NULL; i++)
        (void)fprintf(to, "%s ", row_format_name(i));
    for (const char *word; (word = argument_next_choice(a, &at, &bytes)) != NULL;)
        (void)fprintf(to, "%.*s ", (int)bytes, word);
    (void)fputc('\'', to);
}

/* `condition` may be empty. */
static void put_options(FILE *to, const char *condition, const struct poptOption *table)
{
    argument a;
    size_t at = 0;

    for (const struct poptOption *o; (o = option_list_next(table, &at)) != NULL;) {
        (void)fprintf(to, "complete -c mpdata%s -l %s", condition, o->longName);
        if (o->shortName != '\0')
            (void)fprintf(to, " -s %c", o->shortName);
        (void)fputs(" -d ", to);
        put_text(to, o->descrip);
        if (argument_of_option(o, &a)) {
            (void)fputs(" -r", to);
            put_argument(to, &a);
        }
        (void)fputc('\n', to);
    }
}

static void put_command(FILE *to, const command *c)
{
    char condition[128];
    const char *at = c->synopsis;
    argument a;

    (void)fprintf(to, "\ncomplete -c mpdata -n '__mpdata_is_at 0' -f -a %s -d ", c->name);
    put_text(to, c->summary);
    (void)fputc('\n', to);
    for (int position = 1; argument_next(c, &at, &a); position++) {
        (void)fprintf(to, "complete -c mpdata -n '__mpdata_is_at %s%d %s'", a.repeats ? "+" : "",
                      position, c->name);
        put_argument(to, &a);
        (void)fputc('\n', to);
    }
    (void)snprintf(condition, sizeof(condition), " -n '__mpdata_command_is %s'", c->name);
    put_options(to, condition, c->options);
}

static void put_names_with_argument(FILE *to, const struct poptOption *table)
{
    argument a;
    size_t at = 0;

    for (const struct poptOption *o; (o = option_list_next(table, &at)) != NULL;) {
        if (!argument_of_option(o, &a))
            continue;
        (void)fprintf(to, " --%s", o->longName);
        if (o->shortName != '\0')
            (void)fprintf(to, " -%c", o->shortName);
    }
}

void completion_write_fish(FILE *to)
{
    (void)fputs("# Completion of mpdata's command lines in fish, made when mpdata was built.\n\n"
                "# Options whose argument is a word of its own.\n"
                "set -g __mpdata_options_with_argument",
                to);
    put_names_with_argument(to, options_target_table);
    for (size_t i = 0; command_at(i) != NULL; i++)
        put_names_with_argument(to, command_at(i)->options);
    (void)fputs("\nset -g __mpdata_commands", to);
    for (size_t i = 0; command_at(i) != NULL; i++)
        (void)fprintf(to, " %s", command_at(i)->name);
    (void)fputs("\n\ncomplete -c mpdata -f\n", to);
    put_options(to, "", options_target_table);
    put_options(to, " -n '__mpdata_is_at 0'", command_mpdata.options);
    for (size_t i = 0; command_at(i) != NULL; i++)
        put_command(to, command_at(i));
    (void)fputc('\n', to);
}
