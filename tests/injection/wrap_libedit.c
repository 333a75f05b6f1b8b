/*
 * libedit is bound at run time: what dlsym gives for what needs memory in it stands here.
 */
#include <string.h>

#include <histedit.h>

#include "wrap_libedit.h"
#include "wrap_memory.h"

#define REPLACED(X) X(el_init) X(history_init) X(el_insertstr)
#define POINTER(name) static __typeof__(name) *real_##name;
REPLACED(POINTER)

static EditLine *injected_el_init(const char *program, FILE *in, FILE *out, FILE *errors)
{
    return wrap_memory_fails() ? NULL : real_el_init(program, in, out, errors);
}

static History *injected_history_init(void)
{
    return wrap_memory_fails() ? NULL : real_history_init();
}

static int injected_el_insertstr(EditLine *edit, const char *text)
{
    return wrap_memory_fails() ? -1 : real_el_insertstr(edit, text);
}

/* No cast leads from a pointer to data to one to a function, nor back. */
#define REPLACE(replaced)                                                                          \
    if (strcmp(name, #replaced) == 0) {                                                            \
        __typeof__(replaced) *injected = injected_##replaced;                                      \
        memcpy(&real_##replaced, &function, sizeof(function));                                     \
        memcpy(&function, &injected, sizeof(function));                                            \
    }

void *wrap_libedit_replace(const char *name, void *function)
{
    if (function == NULL)
        return NULL;
    REPLACED(REPLACE)
    return function;
}
