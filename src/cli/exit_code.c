#include "exit_code.h"

#include <stdarg.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>

#include "display_text.h"
#include "interrupt.h"

static int exit_code_of(mpdata_status status)
{
    switch (status) {
    case MPDATA_OK:
        return EXIT_CODE_OK;
    case MPDATA_ERROR_ARGUMENT:
    case MPDATA_ERROR_INPUT:
    case MPDATA_ERROR_FILE_NOT_FOUND:
    case MPDATA_ERROR_NOT_A_DATABASE:
    case MPDATA_ERROR_TABLE_EXISTS:
        return EXIT_CODE_INPUT;
    case MPDATA_ERROR_DATABASE_NOT_FOUND:
    case MPDATA_ERROR_TABLE_NOT_FOUND:
        return EXIT_CODE_NOT_FOUND;
    case MPDATA_ERROR_INTERRUPTED:
        return interrupt_exit_code();
    default:
        return EXIT_CODE_GENERAL;
    }
}

/* SQL that is wrong is wrong input; a disk or memory that gives out while it runs is not. */
static bool is_system_failure(const char *engine_type)
{
    static const char *const types[] = {"IO", "Out of Memory", "INTERNAL", "FATAL",
                                        "TransactionContext"};

    for (size_t i = 0; i < sizeof(types) / sizeof(types[0]); i++)
        if (strcmp(engine_type, types[i]) == 0)
            return true;
    return false;
}

int fail(const mpdata_error *error)
{
    /* The message may cite data. */
    (void)fputs("mpdata: ", stderr);
    display_text_print(stderr, error->message);
    (void)fputc('\n', stderr);
    if (error->code == MPDATA_ERROR_QUERY && !is_system_failure(error->engine_type))
        return EXIT_CODE_INPUT;
    return exit_code_of(error->code);
}

int fail_usage(const char *format, ...)
{
    va_list arguments;

    va_start(arguments, format);
    (void)fputs("mpdata: ", stderr);
    (void)vfprintf(stderr, format, arguments);
    (void)fputc('\n', stderr);
    va_end(arguments);
    return EXIT_CODE_INPUT;
}

int fail_interrupted(void)
{
    (void)fputs("mpdata: interrupted: nothing was changed\n", stderr);
    return interrupt_exit_code();
}

int fail_memory(void)
{
    (void)fputs("mpdata: memory ran out\n", stderr);
    return EXIT_CODE_GENERAL;
}
