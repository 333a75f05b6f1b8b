/*
 * A manual page in the language of man(7).
 */
#ifndef MANUAL_MANUAL_PAGE_H
#define MANUAL_MANUAL_PAGE_H

#include <stdio.h>

#include "cli/command.h"

/* `day` stands at the foot of the page, as YYYY-MM-DD. */
void manual_page_write(const command *c, const char *day, FILE *to);

#endif
