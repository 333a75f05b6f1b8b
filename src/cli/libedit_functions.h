/*
 * The functions of libedit, bound when a shell is started: no other command loads it, and nothing needs it that has no shell.
 */
#ifndef CLI_LIBEDIT_FUNCTIONS_H
#define CLI_LIBEDIT_FUNCTIONS_H

#include <stdbool.h>

#include <histedit.h>

#define LIBEDIT_FUNCTIONS(each)                                                                    \
    each(el_init) each(el_end) each(el_set) each(el_wset) each(el_get) each(el_gets) each(el_line) \
        each(el_insertstr) each(el_deletestr) each(el_source) each(history_init) each(history)     \
            each(history_end)

#define LIBEDIT_MEMBER(name) __typeof__(name) *name;

typedef struct libedit_functions {
    LIBEDIT_FUNCTIONS(LIBEDIT_MEMBER)
} libedit_functions;

/* False where the library is not there. */
bool libedit_functions_bind(libedit_functions *out);

#endif
