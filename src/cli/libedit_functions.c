#include "libedit_functions.h"

#include <dlfcn.h>
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
    void *library = dlopen(LIBRARY, RTLD_NOW | RTLD_LOCAL);
    bool is_good = library != NULL;

#define LIBEDIT_BIND(name) is_good = is_good && bind(library, #name, &out->name);
    LIBEDIT_FUNCTIONS(LIBEDIT_BIND)
    return is_good;
}
