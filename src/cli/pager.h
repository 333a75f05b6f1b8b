/*
 * What is too long or too wide for the screen, shown by the user's pager.
 */
#ifndef CLI_PAGER_H
#define CLI_PAGER_H

#include <stdbool.h>
#include <stdio.h>

/* Which one $PAGER names; less, or else more, where it names none. NULL where it is empty or "cat". Static. */
const char *pager_command(void);

/*
 * A stream to standard output. What fits the screen is written there as it is, once the stream is closed; as soon as it
 * does not fit, the pager gets all of it, and what follows. Closing waits until the user has left the pager; from then on
 * a write fails with EPIPE. `command` is borrowed until then. NULL where memory ran out.
 */
FILE *pager_open(const char *command, size_t columns, size_t lines);

#endif
