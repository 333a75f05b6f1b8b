#include "base/error.h"

#include <stdarg.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>

#include "base/utf8.h"

/*
 * Copies `bytes` of text as it may be shown: control characters and broken UTF-8 as \xHH, newlines
 * kept. Cuts at a character's end.
 */
static void copy_printable(char *out, size_t out_bytes, const char *text, size_t bytes)
{
    size_t used = 0;
    size_t at = 0;

    while (at < bytes) {
        size_t width = utf8_sequence_bytes(text + at, bytes - at);
        unsigned char first = (unsigned char)text[at];
        bool raw = width > 1 || (width == 1 && ((first >= 0x20 && first != 0x7f) || first == '\n'));

        if (raw) {
            if (used + width + 1 > out_bytes)
                break;
            memcpy(out + used, text + at, width);
            used += width;
            at += width;
        } else {
            if (used + 4 + 1 > out_bytes)
                break;
            (void)snprintf(out + used, 5, "\\x%02X", first);
            used += 4;
            at++;
        }
    }
    out[used] = '\0';
}

static void start(mpdata_error *error, mpdata_status code, const char *text)
{
    memset(error, 0, sizeof(*error));
    error->code = code;
    copy_printable(error->message, sizeof(error->message), text, strlen(text));
}

mpdata_status error_set(mpdata_error *error, mpdata_status code, const char *format, ...)
{
    char text[MPDATA_ERROR_MESSAGE_BYTES];
    va_list arguments;

    if (error == NULL)
        return code;
    va_start(arguments, format);
    (void)vsnprintf(text, sizeof(text), format, arguments);
    va_end(arguments);
    start(error, code, text);
    return code;
}

/* glibc's strerror_r returns the text, which need not be in `text`; everyone else's fills it. */
static const char *system_reason(int error_number, char *text, size_t bytes)
{
#if defined(__GLIBC__) && defined(_GNU_SOURCE)
    return strerror_r(error_number, text, bytes);
#else
    if (strerror_r(error_number, text, bytes) != 0)
        (void)snprintf(text, bytes, "error %d", error_number);
    return text;
#endif
}

mpdata_status error_set_errno(mpdata_error *error, mpdata_status code, int error_number,
                              const char *format, ...)
{
    char text[MPDATA_ERROR_MESSAGE_BYTES];
    char reason[128];
    va_list arguments;

    if (error == NULL)
        return code;
    va_start(arguments, format);
    (void)vsnprintf(text, sizeof(text), format, arguments);
    va_end(arguments);
    start(error, code, text);

    size_t used = strlen(error->message);
    (void)snprintf(error->message + used, sizeof(error->message) - used, ": %s",
                   system_reason(error_number, reason, sizeof(reason)));
    return code;
}

mpdata_status error_set_memory(mpdata_error *error)
{
    return error_set(error, MPDATA_ERROR_MEMORY, "memory ran out");
}

void error_add_source(mpdata_error *error, const char *source)
{
    if (error != NULL)
        copy_printable(error->source, sizeof(error->source), source, strlen(source));
}

void error_add_position(mpdata_error *error, uint64_t record, uint64_t byte_offset)
{
    if (error == NULL)
        return;
    error->record = record;
    error->byte_offset = byte_offset;
    error->has_byte_offset = true;
}

void error_add_query(mpdata_error *error, const char *sql, size_t sql_bytes)
{
    if (error == NULL)
        return;
    size_t bytes = utf8_cut(sql, sql_bytes, sizeof(error->query) - 1);
    memcpy(error->query, sql, bytes);
    error->query[bytes] = '\0';
}

void error_add_engine_type(mpdata_error *error, const char *type)
{
    if (error != NULL)
        (void)snprintf(error->engine_type, sizeof(error->engine_type), "%s", type);
}

void error_add_place(mpdata_error *error, uint32_t line, uint32_t column)
{
    if (error == NULL)
        return;
    error->line = line;
    error->column = column;
}

void error_add_candidates(mpdata_error *error, const char *names)
{
    if (error != NULL)
        copy_printable(error->candidates, sizeof(error->candidates), names, strlen(names));
}
