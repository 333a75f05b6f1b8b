#include "manual_page.h"

#include <ctype.h>
#include <stdbool.h>
#include <string.h>

#include "cli/manual_facts.h"
#include "cli/option_list.h"
#include "cli/options.h"
#include "mpdata.h"

/* roff has its own meaning for these, or prints other characters than can be copied. */
static const char *escape_of(char character)
{
    switch (character) {
    case '\\':
        return "\\e";
    case '-':
        return "\\-";
    case '\'':
        return "\\(aq";
    case '`':
        return "\\(ga";
    case '"':
        return "\\(dq";
    case '^':
        return "\\(ha";
    case '~':
        return "\\(ti";
    default:
        return NULL;
    }
}

static void put_text(FILE *to, const char *text, size_t bytes)
{
    /* A line that begins so is a request. */
    if (bytes > 0 && text[0] == '.')
        (void)fputs("\\&", to);
    for (size_t i = 0; i < bytes; i++) {
        const char *escape = escape_of(text[i]);

        if (escape != NULL)
            (void)fputs(escape, to);
        else
            (void)fputc(text[i], to);
    }
}

static void put_all(FILE *to, const char *text)
{
    put_text(to, text, strlen(text));
}

/* The lines of a text are its sentences: each begins a line of the source, as roff wants it. */
static void put_sentences(FILE *to, const char *text)
{
    while (*text != '\0') {
        size_t bytes = strcspn(text, "\n");

        put_text(to, text, bytes);
        text += bytes + (text[bytes] == '\n');
        (void)fputs(*text == '\0' ? "\n" : ".\n", to);
    }
}

static void put_paragraphs(FILE *to, const char *text)
{
    while (*text != '\0') {
        size_t bytes = strcspn(text, "\n");

        put_text(to, text, bytes);
        (void)fputc('\n', to);
        text += bytes + (text[bytes] == '\n');
        if (*text != '\0')
            (void)fputs(".PP\n", to);
    }
}

static bool is_placeholder(const char *word, size_t bytes)
{
    for (size_t i = 0; i < bytes; i++)
        if (!isupper((unsigned char)word[i]) && word[i] != '=')
            return false;
    return bytes > 0;
}

/* Capitals are the user's to fill in: slanted. All other words are typed as they are: bold. */
static void put_synopsis(FILE *to, const char *text)
{
    while (*text != '\0') {
        size_t bytes = strcspn(text, " []'.|");

        if (bytes > 0) {
            (void)fputs(is_placeholder(text, bytes) ? "\\fI" : "\\fB", to);
            put_text(to, text, bytes);
            (void)fputs("\\fR", to);
            text += bytes;
        } else {
            put_text(to, text++, 1);
        }
    }
}

static void put_options(FILE *to, const struct poptOption *table)
{
    size_t at = 0;

    for (const struct poptOption *o; (o = option_list_next(table, &at)) != NULL;) {
        (void)fputs(".TP\n", to);
        if (o->shortName != '\0')
            (void)fprintf(to, "\\fB\\-%c\\fR, ", o->shortName);
        (void)fputs("\\fB\\-\\-", to);
        put_all(to, o->longName);
        (void)fputs("\\fR", to);
        if (o->argDescrip != NULL) {
            (void)fputc(' ', to);
            put_synopsis(to, o->argDescrip);
        }
        (void)fputc('\n', to);
        put_sentences(to, o->descrip);
    }
}

static void put_commands(FILE *to)
{
    (void)fputs(".SH COMMANDS\n", to);
    for (size_t i = 0; command_at(i) != NULL; i++) {
        const command *c = command_at(i);

        (void)fprintf(to, ".TP\n.BR mpdata\\-%s (1)\n", c->name);
        put_all(to, c->summary);
        (void)fputc('\n', to);
    }
}

static void put_examples(FILE *to, const char *text)
{
    (void)fputs(".SH EXAMPLES\n.EX\n", to);
    while (*text != '\0') {
        size_t bytes = strcspn(text, "\n");

        put_text(to, text, bytes);
        (void)fputc('\n', to);
        text += bytes + (text[bytes] == '\n');
    }
    (void)fputs(".EE\n", to);
}

static void put_facts(FILE *to, const char *title, const command_fact *own,
                      const command_fact *shared)
{
    (void)fprintf(to, ".SH %s\n", title);
    for (int i = 0; i < 2; i++) {
        for (const command_fact *f = i == 0 ? own : shared; f != NULL && f->name != NULL; f++) {
            (void)fputs(".TP\n\\fB", to);
            put_all(to, f->name);
            (void)fputs("\\fR\n", to);
            put_sentences(to, f->text);
        }
    }
}

static void put_see_also(FILE *to, const command *c)
{
    (void)fputs(".SH SEE ALSO\n", to);
    if (c != &command_mpdata)
        (void)fputs(".BR mpdata (1)\n", to);
    for (size_t i = 0; c == &command_mpdata && command_at(i) != NULL; i++)
        (void)fprintf(to, ".BR mpdata\\-%s (1)%s\n", command_at(i)->name,
                      command_at(i + 1) == NULL ? "" : ",");
}

static void put_head(FILE *to, const command *c, const char *day)
{
    bool is_program = c == &command_mpdata;

    (void)fputs(".TH MPDATA", to);
    for (const char *at = is_program ? "" : c->name; *at != '\0'; at++)
        (void)fprintf(to, "%s%c", at == c->name ? "\\-" : "", toupper((unsigned char)*at));
    (void)fprintf(to, " 1 %s \"mpdata %s\" mpdata\n", day, mpdata_version_string());
    /* Words of a command line are neither broken nor spread. */
    (void)fputs(".nh\n.ad l\n.SH NAME\nmpdata", to);
    if (!is_program)
        (void)fprintf(to, "\\-%s", c->name);
    (void)fputs(" \\- ", to);
    put_all(to, c->summary);
    (void)fprintf(to, "\n.SH SYNOPSIS\n\\fBmpdata%s%s\\fR ", is_program ? "" : " ",
                  is_program ? "" : c->name);
    put_synopsis(to, c->synopsis);
    (void)fputc('\n', to);
}

void manual_page_write(const command *c, const char *day, FILE *to)
{
    size_t at = 0;

    put_head(to, c, day);
    (void)fputs(".SH DESCRIPTION\n", to);
    put_paragraphs(to, c->description);
    if (c == &command_mpdata)
        put_commands(to);
    (void)fputs(".SH OPTIONS\n", to);
    put_options(to, c->options);
    if (option_list_next(c->options, &at) != NULL)
        (void)fputs(".SS Options of every command, before or after its name\n", to);
    put_options(to, options_target_table);
    put_examples(to, c->examples);
    put_facts(to, "EXIT STATUS", NULL, manual_facts_exit_codes);
    put_facts(to, "ENVIRONMENT", c->environment, manual_facts_environment);
    put_facts(to, "FILES", c->files, manual_facts_files);
    put_see_also(to, c);
}
