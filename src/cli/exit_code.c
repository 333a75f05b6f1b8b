#include "exit_code.h"

#include <stdarg.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>

#include "display_text.h"
#include "error_object.h"
#include "interrupt.h"

static int exit_code_of(mpdata_status status)
{
    switch (status) {
    case MPDATA_ERROR_ARGUMENT:
    case MPDATA_ERROR_INPUT:
    case MPDATA_ERROR_FILE_NOT_FOUND:
    case MPDATA_ERROR_NOT_A_DATABASE:
    case MPDATA_ERROR_TABLE_EXISTS:
    case MPDATA_ERROR_READ_ONLY:
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

static int exit_code_for(const mpdata_error *error)
{
    if (error->code == MPDATA_ERROR_QUERY && !is_system_failure(error->engine_type))
        return EXIT_CODE_INPUT;
    return exit_code_of(error->code);
}

static void (*teller)(const mpdata_error *error);

void fail_tell_by(void (*tell)(const mpdata_error *error))
{
    teller = tell;
}

static int print(const mpdata_error *error, int exit_code)
{
    if (error_object_is_wanted()) {
        error_object_print(stderr, error, exit_code);
        return exit_code;
    }
    if (teller != NULL) {
        teller(error);
        return exit_code;
    }
    /* The message may cite data. */
    (void)fputs("mpdata: ", stderr);
    display_text_print(stderr, error->message);
    (void)fputc('\n', stderr);
    return exit_code;
}

/* What to do about it, where the library can't know that; NULL: nothing more. */
static const char *advice_for(mpdata_status status)
{
    switch (status) {
    case MPDATA_ERROR_DATABASE_NOT_FOUND:
        return "'mpdata ingest' makes one: 'mpdata help ingest' says how";
    case MPDATA_ERROR_READ_ONLY:
        return "mpdata asks for reading only: 'mpdata ingest', 'mpdata drop' and 'mpdata shell "
               "--write' change a database";
    default:
        return NULL;
    }
}

int fail(const mpdata_error *error)
{
    const char *advice = advice_for(error->code);
    int code = print(error, exit_code_for(error));

    if (advice != NULL && !error_object_is_wanted())
        (void)fprintf(stderr, "%s%s\n", teller == NULL ? "mpdata: " : "", advice);
    return code;
}

__attribute__((format(printf, 3, 0))) static int fail_as(mpdata_status status, int exit_code,
                                                         const char *format, va_list arguments)
{
    mpdata_error error = {.code = status};

    (void)vsnprintf(error.message, sizeof(error.message), format, arguments);
    return print(&error, exit_code);
}

int fail_usage(const char *format, ...)
{
    va_list arguments;

    va_start(arguments, format);
    int code = fail_as(MPDATA_ERROR_ARGUMENT, EXIT_CODE_INPUT, format, arguments);
    va_end(arguments);
    return code;
}

int fail_output(const char *format, ...)
{
    va_list arguments;

    va_start(arguments, format);
    int code = fail_as(MPDATA_ERROR_IO, EXIT_CODE_GENERAL, format, arguments);
    va_end(arguments);
    return code;
}

int fail_interrupted(void)
{
    static const mpdata_error error = {.code = MPDATA_ERROR_INTERRUPTED,
                                       .message = "interrupted: nothing was changed"};

    return print(&error, interrupt_exit_code());
}

int fail_memory(void)
{
    static const mpdata_error error = {.code = MPDATA_ERROR_MEMORY, .message = "memory ran out"};

    return print(&error, EXIT_CODE_GENERAL);
}
