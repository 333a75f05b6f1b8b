/*
 * Each addition to a buffer of ours may be the one that needs memory, though few are in any one run: they count as allocations,
 * and fail as those do.
 */
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>

#include "base/buffer.h"
#include "wrap_memory.h"

MEMORY(bool, false, buffer_reserve, (buffer * b, size_t more_bytes), (b, more_bytes))
MEMORY(bool, false, buffer_append, (buffer * b, const void *data, size_t bytes), (b, data, bytes))
MEMORY(bool, false, buffer_append_text, (buffer * b, const char *text), (b, text))
MEMORY(bool, false, buffer_terminate, (buffer * b), (b))

bool __wrap_buffer_append_format(buffer *b, const char *format, ...)
    __attribute__((format(printf, 2, 3)));
bool __wrap_buffer_append_format(buffer *b, const char *format, ...)
{
    char *text = NULL;
    va_list arguments;

    if (wrap_memory_fails())
        return false;
    va_start(arguments, format);
    int bytes = vasprintf(&text, format, arguments);
    va_end(arguments);
    bool done = bytes >= 0 && __real_buffer_append(b, text, (size_t)bytes);
    free(text);
    return done;
}
