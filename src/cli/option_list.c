#include "option_list.h"

#include <stdio.h>
#include <string.h>

const struct poptOption *option_list_next(const struct poptOption *table, size_t *at)
{
    for (;;) {
        const struct poptOption *option = &table[*at];

        /* Each option of ours has a long name. */
        if (option->longName == NULL && option->arg == NULL)
            return NULL;
        (*at)++;
        if ((option->argInfo & POPT_ARG_MASK) != POPT_ARG_INCLUDE_TABLE)
            return option;
    }
}

size_t option_list_name(const struct poptOption *option, char out[OPTION_LIST_NAME_BYTES])
{
    char short_name[] = "   ";
    const char *argument = option->argDescrip == NULL ? "" : option->argDescrip;

    if (option->shortName != '\0')
        (void)snprintf(short_name, sizeof(short_name), "-%c,", option->shortName);
    (void)snprintf(out, OPTION_LIST_NAME_BYTES, "  %s --%s%s%s", short_name, option->longName,
                   *argument == '\0' ? "" : " ", argument);
    return strlen(out);
}
