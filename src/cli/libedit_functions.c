#include "libedit_functions.h"

#include <dlfcn.h>
#include <stddef.h>
#include <string.h>

/* What histedit.h describes. */
#define LIBRARY "libedit.so.2"

static bool bind(void *library, const char *name, void *pointer)
{
    void *function = dlsym(library, name);

    /* No cast leads from a pointer to data to one to a function. */
    memcpy(pointer, &function, sizeof(function));
    return function != NULL;
}

bool libedit_functions_bind(libedit_functions *out)
{
#define LIBEDIT_PLACE(name) {#name, offsetof(libedit_functions, name)},
    static const struct {
        const char *name;
        size_t offset;
    } functions[] = {LIBEDIT_FUNCTIONS(LIBEDIT_PLACE)};
    void *library = dlopen(LIBRARY, RTLD_NOW | RTLD_LOCAL);

    if (library == NULL)
        return false;
    for (size_t i = 0; i < sizeof(functions) / sizeof(functions[0]); i++)
        if (!bind(library, functions[i].name, (char *)out + functions[i].offset))
            return false;
    return true;
}
