/*
 * The options of a table of popt's, one after the other, and how they are written.
 */
#ifndef CLI_OPTION_LIST_H
#define CLI_OPTION_LIST_H

#include <stddef.h>

#include "options.h"

/* Room for any of them, with the NUL. */
#define OPTION_LIST_NAME_BYTES 80

/* The next one from `*at` on, which begins as 0; NULL at the end. Those of every command are not among a command's. */
const struct poptOption *option_list_next(const struct poptOption *table, size_t *at);

/* "  -o, --output FILE". Gives its length. */
size_t option_list_name(const struct poptOption *option, char out[OPTION_LIST_NAME_BYTES]);

#endif
