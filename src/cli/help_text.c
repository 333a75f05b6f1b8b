#include "help_text.h"

#include <errno.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>

#include "manual_facts.h"
#include "option_list.h"
#include "output.h"

/* Where the text of a file or a variable begins. */
#define FACT_COLUMNS 26
/* Longer names of options push their text to the right. */
#define MOST_NAME_COLUMNS 28

/*
 * Breaks `text` between words, its bytes ending where one of its lines does; the end of a line of its own is that of a sentence.
 * The first line begins at column `at`, the others are indented.
 */
static void print_wrapped(FILE *to, const char *text, size_t bytes, size_t at, size_t indent)
{
    const char *end = text + bytes;
    bool is_first = true;

    while (text < end) {
        size_t word = strcspn(text, " \n");
        bool ends_line = text + word < end && text[word] == '\n';

        if (!is_first && at + 1 + word + ends_line > HELP_TEXT_COLUMNS) {
            (void)fprintf(to, "\n%*s", (int)indent, "");
            at = indent;
        } else if (!is_first) {
            (void)fputc(' ', to);
            at++;
        }
        (void)fprintf(to, "%.*s%s", (int)word, text, ends_line ? "." : "");
        at += word + ends_line;
        text += word + (text + word < end);
        is_first = false;
    }
    (void)fputc('\n', to);
}

static size_t first_line_bytes(const char *text, bool is_screen)
{
    return is_screen ? strcspn(text, "\n") : strlen(text);
}

static void print_paragraphs(FILE *to, const char *text, bool is_screen)
{
    while (*text != '\0') {
        size_t bytes = strcspn(text, "\n");

        (void)fputc('\n', to);
        print_wrapped(to, text, bytes, 0, 0);
        text += bytes + (text[bytes] == '\n');
        if (is_screen)
            return;
    }
}

static bool is_shown(const struct poptOption *option, bool is_screen)
{
    return !is_screen || (option->argInfo & POPT_ARGFLAG_DOC_HIDDEN) == 0;
}

static size_t name_columns(const struct poptOption *table, bool is_screen)
{
    char name[OPTION_LIST_NAME_BYTES];
    size_t columns = 0;
    size_t at = 0;

    for (const struct poptOption *o; (o = option_list_next(table, &at)) != NULL;) {
        size_t needed = option_list_name(o, name);
        if (is_shown(o, is_screen) && needed <= MOST_NAME_COLUMNS && needed > columns)
            columns = needed;
    }
    return columns + 2;
}

static void print_options(FILE *to, const struct poptOption *table, bool is_screen)
{
    char name[OPTION_LIST_NAME_BYTES];
    size_t columns = name_columns(table, is_screen);
    size_t at = 0;

    for (const struct poptOption *o; (o = option_list_next(table, &at)) != NULL;) {
        if (!is_shown(o, is_screen))
            continue;
        size_t length = option_list_name(o, name);
        size_t begin = length + 2 > columns ? length + 2 : columns;
        (void)fprintf(to, "%-*s", (int)begin, name);
        print_wrapped(to, o->descrip, first_line_bytes(o->descrip, is_screen), begin, columns);
    }
}

static void print_examples(FILE *to, const char *text, bool is_screen)
{
    const char *empty = strstr(text, "\n\n");
    const char *end = is_screen && empty != NULL ? empty + 1 : text + strlen(text);

    while (text < end) {
        size_t bytes = strcspn(text, "\n");

        (void)fprintf(to, "%s%.*s\n", bytes == 0 ? "" : "  ", (int)bytes, text);
        text += bytes + 1;
    }
}

static void print_usage(FILE *to, const command *c)
{
    const char *space = c == &command_mpdata ? "" : " ";
    const char *name = c == &command_mpdata ? "" : c->name;

    (void)fprintf(to, "Usage: mpdata%s%s %s\n", space, name, c->synopsis);
}

/* Two beside each other, to be read downwards. */
static void print_commands(FILE *to)
{
    size_t count = 0;

    while (command_at(count) != NULL)
        count++;
    size_t lines = (count + 1) / 2;
    (void)fputc('\n', to);
    for (size_t i = 0; i < lines; i++) {
        const command *left = command_at(i);
        const command *right = command_at(i + lines);

        if (right == NULL)
            (void)fprintf(to, "  %-9s  %s\n", left->name, left->summary);
        else
            (void)fprintf(to, "  %-9s  %-*s  %-9s  %s\n", left->name, COMMAND_SUMMARY_BYTES,
                          left->summary, right->name, right->summary);
    }
}

static void print_facts(FILE *to, const char *title, const command_fact *shared,
                        const command_fact *own)
{
    (void)fprintf(to, "\n%s:\n", title);
    for (int i = 0; i < 2; i++) {
        const command_fact *fact = i == 0 ? own : shared;

        for (; fact != NULL && fact->name != NULL; fact++) {
            int begin = fprintf(to, "  %-22s  ", fact->name);
            print_wrapped(to, fact->text, strlen(fact->text), (size_t)begin, FACT_COLUMNS);
        }
    }
}

static bool has_options(const command *c)
{
    size_t at = 0;

    return option_list_next(c->options, &at) != NULL;
}

/* The program's own: of its options those that every command has, and the list of commands. */
static void print_program_screen(FILE *to)
{
    (void)fprintf(to, "Usage: mpdata %s", command_mpdata.synopsis);
    print_paragraphs(to, command_mpdata.description, true);
    print_commands(to);
    (void)fputc('\n', to);
    print_options(to, options_target_table, true);
    (void)fputc('\n', to);
    print_examples(to, command_mpdata.examples, true);
    (void)fputs("'mpdata help' says more, 'mpdata COMMAND --help' what a command takes.\n", to);
}

static void print_command_screen(const command *c, FILE *to)
{
    print_usage(to, c);
    print_paragraphs(to, c->description, true);
    (void)fputc('\n', to);
    print_options(to, c->options, true);
    if (has_options(c))
        (void)fputc('\n', to);
    (void)fputs("Examples:\n", to);
    print_examples(to, c->examples, true);
    (void)fprintf(to,
                  "\nMore, and --db, -q and the other options of every command: mpdata help %s\n",
                  c->name);
}

static void print_all(const command *c, FILE *to)
{
    print_usage(to, c);
    print_paragraphs(to, c->description, false);
    if (c == &command_mpdata)
        print_commands(to);
    if (has_options(c)) {
        (void)fputs("\nOptions:\n", to);
        print_options(to, c->options, false);
    }
    (void)fputs("\nOptions of every command, before or after its name:\n", to);
    print_options(to, options_target_table, false);
    (void)fputs("\nExamples:\n", to);
    print_examples(to, c->examples, false);
    print_facts(to, "Exit codes", manual_facts_exit_codes, NULL);
    print_facts(to, "Environment", manual_facts_environment, c->environment);
    print_facts(to, "Files", manual_facts_files, c->files);
}

int help_text_print_screen(const command *c)
{
    errno = 0;
    if (c == &command_mpdata)
        print_program_screen(stdout);
    else
        print_command_screen(c, stdout);
    return output_flush(stdout);
}

int help_text_print_all(const command *c)
{
    errno = 0;
    print_all(c, stdout);
    return output_flush(stdout);
}
