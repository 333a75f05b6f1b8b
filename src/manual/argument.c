#include "argument.h"

#include <stdio.h>
#include <string.h>

#include "cli/option_list.h"

static argument_kind kind_of(const char *name)
{
    static const struct {
        const char *name;
        argument_kind kind;
    } kinds[] = {
        {"FORMAT", ARGUMENT_FORMAT}, {"FILE", ARGUMENT_FILE},   {"PATH", ARGUMENT_FILE},
        {"FOLDER", ARGUMENT_FOLDER}, {"TABLE", ARGUMENT_TABLE}, {"COMMAND", ARGUMENT_COMMAND},
    };

    if (strchr(name, '|') != NULL)
        return ARGUMENT_CHOICE;
    for (size_t i = 0; i < sizeof(kinds) / sizeof(kinds[0]); i++)
        if (strcmp(name, kinds[i].name) == 0)
            return kinds[i].kind;
    return ARGUMENT_TEXT;
}

bool argument_of_option(const struct poptOption *option, argument *out)
{
    if ((option->argInfo & POPT_ARG_MASK) == POPT_ARG_NONE)
        return false;
    (void)snprintf(out->name, sizeof(out->name), "%s", option->argDescrip);
    out->kind = kind_of(out->name);
    out->repeats = false;
    return true;
}

/* Whether the word after an option of this name is the option's. */
static bool takes_word(const command *c, const char *name, size_t bytes)
{
    size_t at = 0;

    for (const struct poptOption *o; (o = option_list_next(c->options, &at)) != NULL;) {
        bool is_short = bytes == 2 && name[1] == o->shortName;
        bool is_long = bytes > 2 && strncmp(name + 2, o->longName, bytes - 2) == 0 &&
                       o->longName[bytes - 2] == '\0';
        if (is_short || is_long)
            return (o->argInfo & POPT_ARG_MASK) != POPT_ARG_NONE;
    }
    return false;
}

/* Past an option, and past its own word. */
static const char *skip_option(const command *c, const char *text)
{
    size_t bytes = strcspn(text, " ]");
    bool has_word = text[bytes] == ' ' && takes_word(c, text, bytes);

    text += bytes;
    if (has_word) {
        text++;
        text += strcspn(text, " ]");
    }
    return text;
}

bool argument_next(const command *c, const char **at, argument *out)
{
    const char *text = *at;

    for (;;) {
        text += strspn(text, " []'.");
        if (*text == '\0')
            return false;
        size_t bytes = strcspn(text, " []'.");
        if (*text == '-') {
            text = skip_option(c, text);
            continue;
        }
        bool is_options = bytes == strlen("OPTION") && strncmp(text, "OPTION", bytes) == 0;
        if (!is_options) {
            (void)snprintf(out->name, sizeof(out->name), "%.*s", (int)bytes, text);
            out->kind = kind_of(out->name);
            out->repeats = strncmp(text + bytes + strspn(text + bytes, "]'"), "...", 3) == 0;
            *at = text + bytes;
            return true;
        }
        text += bytes;
    }
}

const char *argument_next_choice(const argument *a, const char **at, size_t *bytes)
{
    const char *text = *at == NULL ? a->name : *at;

    if (a->kind != ARGUMENT_CHOICE || *text == '\0')
        return NULL;
    *bytes = strcspn(text, "|");
    *at = text + *bytes + (text[*bytes] == '|');
    return text;
}
