/*
 * What script/lint tells clang-tidy before each file of the library. The analyser looks at one file at a
 * time, so it cannot know that error_set and its like never return MPDATA_OK, and warns of what would
 * follow if they did.
 */
#ifndef ANALYZER_FACTS_H
#define ANALYZER_FACTS_H

#include "base/error.h"

#define error_set(error, code, ...) ((void)error_set((error), (code), __VA_ARGS__), (code))
#define error_set_errno(error, code, ...)                                                          \
    ((void)error_set_errno((error), (code), __VA_ARGS__), (code))
#define error_set_memory(error) ((void)error_set_memory(error), MPDATA_ERROR_MEMORY)

#endif
