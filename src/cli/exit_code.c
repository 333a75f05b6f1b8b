#include "exit_code.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "interrupt.h"

int exit_code_of(mpdata_status status)
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

int fail(const mpdata_error *error)
{
    (void)fprintf(stderr, "mpdata: %s\n", error->message);
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

int fail_memory(void)
{
    (void)fputs("mpdata: memory ran out\n", stderr);
    return EXIT_CODE_GENERAL;
}
