/*
 * What may be meant, listed below the line.
 */
#ifndef CLI_COMPLETION_LIST_H
#define CLI_COMPLETION_LIST_H

#include <stdio.h>

#include "completion.h"

/* In as many columns as the terminal is wide for, and no longer than half of it is high. */
void completion_list_print(FILE *to, const completion *c);

#endif
