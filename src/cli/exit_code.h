/*
 * How the command ends.
 */
#ifndef CLI_EXIT_CODE_H
#define CLI_EXIT_CODE_H

#include "mpdata.h"

enum {
    EXIT_CODE_OK = 0,
    EXIT_CODE_GENERAL = 1,
    /* 2 is kept for authentication, 5 for rate limits. */
    EXIT_CODE_INPUT = 3,
    EXIT_CODE_NOT_FOUND = 4,
    EXIT_CODE_INTERRUPTED = 130
};

/* Prints the error to standard error, and gives the exit code. */
int fail(const mpdata_error *error);

/* From now on errors for people are printed by `tell`; NULL: as a line of the command mpdata. */
void fail_tell_by(void (*tell)(const mpdata_error *error));

/* As fail, for what the command line itself finds wrong: EXIT_CODE_INPUT. */
int fail_usage(const char *format, ...) __attribute__((format(printf, 1, 2)));

/* As fail, where the system does not take what is written: EXIT_CODE_GENERAL. */
int fail_output(const char *format, ...) __attribute__((format(printf, 1, 2)));

/* As fail, where a signal came before anything was begun. */
int fail_interrupted(void);

/* As fail, where memory ran out. */
int fail_memory(void);

#endif
