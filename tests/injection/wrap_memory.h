/*
 * For the wrappers of what gives memory: without it each says so in its own way.
 */
#ifndef TEST_WRAP_MEMORY_H
#define TEST_WRAP_MEMORY_H

#include "injected_call.h"

static inline bool wrap_memory_fails(void)
{
    if (!injected_fails(CALL_allocation))
        return false;
    errno = ENOMEM;
    return true;
}

#define MEMORY(type, failure, name, parameters, arguments)                                         \
    type __real_##name parameters;                                                                 \
    type __wrap_##name parameters;                                                                 \
    type __wrap_##name parameters                                                                  \
    {                                                                                              \
        return wrap_memory_fails() ? (failure) : __real_##name arguments;                          \
    }

#endif
