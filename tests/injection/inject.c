#include "inject.h"

#include <fcntl.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "call_places.h"
#include "injected_call.h"

#define INJECTED_NAME(name) #name,
static const char *const names[CALL_COUNT] = {INJECTED_CALLS(INJECTED_NAME)};

static atomic_ulong counts[CALL_COUNT];
static int ordered_call = -1;
static unsigned long ordered_number;
static int ordered_how;
static int ordered_errno;

static atomic_bool has_begun;

bool inject_order(const char *order)
{
    char name[32] = "";
    char how[16] = "";
    int fields = sscanf(order, "%31s %lu %15s %d", name, &ordered_number, how, &ordered_errno);

    ordered_call = -1;
    for (int i = 0; i < CALL_COUNT; i++) {
        atomic_store(&counts[i], 0);
        if (strcmp(names[i], name) == 0)
            ordered_call = i;
    }
    atomic_store(&has_begun, true);
    ordered_how = strcmp(how, "once") == 0 ? HOW_ONCE : strcmp(how, "on") == 0 ? HOW_ON : HOW_SHORT;
    return fields <= 0 || (fields >= 3 && ordered_call >= 0);
}

bool inject_was_reached(void)
{
    return ordered_call >= 0 && atomic_load(&counts[ordered_call]) >= ordered_number;
}

void inject_end(void)
{
    ordered_call = -1;
    atomic_store(&has_begun, false);
}

bool injected_has_begun(void)
{
    return atomic_load(&has_begun);
}

void inject_write_counts(const char *path)
{
    char line[64];
    int fd = creat(path, 0600);

    for (int i = 0; i < CALL_COUNT; i++) {
        int bytes = snprintf(line, sizeof(line), "%s %lu\n", names[i], atomic_load(&counts[i]));
        (void)!write(fd, line, (size_t)bytes);
    }
    (void)close(fd);
}

int injected_errno(void)
{
    return ordered_errno;
}

/* The sanitizers' own, where they are linked. */
__attribute__((weak)) void __sanitizer_print_stack_trace(void);

static void show_place(unsigned long number)
{
    if (number == ordered_number && getenv("INJECT_TRACE") != NULL &&
        __sanitizer_print_stack_trace != NULL)
        __sanitizer_print_stack_trace();
}

int injected_next(int call)
{
    unsigned long number = atomic_fetch_add(&counts[call], 1) + 1;

    call_places_add(names[call], number);
    if (call != ordered_call || number < ordered_number)
        return HOW_NOTHING;
    if (ordered_how == HOW_ONCE && number > ordered_number)
        return HOW_NOTHING;
    show_place(number);
    return ordered_how;
}

bool injected_fails(int call)
{
    int how = injected_next(call);

    if (how != HOW_ONCE && how != HOW_ON)
        return false;
    errno = ordered_errno;
    return true;
}

ssize_t injected_length(int call, size_t bytes)
{
    int how = injected_next(call);

    if (how == HOW_SHORT)
        return bytes > 0;
    if (how == HOW_NOTHING)
        return (ssize_t)bytes;
    errno = ordered_errno;
    return -1;
}
