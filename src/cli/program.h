/*
 * The options before a command.
 */
#ifndef CLI_PROGRAM_H
#define CLI_PROGRAM_H

/* What options_next gives for the entries of command_mpdata's table. */
enum { PROGRAM_VERSION = 1 };

#endif
