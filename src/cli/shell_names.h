/*
 * The names that the shell completes, read from its database.
 */
#ifndef CLI_SHELL_NAMES_H
#define CLI_SHELL_NAMES_H

#include "name_catalog.h"

/*
 * For a name_catalog; the payload is the shell_database. In well under a second: of a large table a sample of the rows is
 * looked at. What can't be read, or takes longer, is left out.
 */
void shell_names_fetch(name_catalog *c, name_kind kind, void *payload);

#endif
