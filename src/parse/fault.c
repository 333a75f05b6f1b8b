#include "parse/fault.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "base/error.h"
#include "base/utf8.h"

bool fault_set(record_fault *fault, fault_kind kind, size_t offset, const char *format, ...)
{
    va_list arguments;

    fault->kind = kind;
    fault->offset = offset;
    va_start(arguments, format);
    (void)vsnprintf(fault->text, sizeof(fault->text), format, arguments);
    va_end(arguments);
    return false;
}

const char *fault_excerpt(char *out, const char *data, size_t bytes)
{
    size_t shown = utf8_cut(data, bytes, FAULT_EXCERPT_BYTES);
    char *to = out;

    *to++ = '\'';
    for (size_t at = 0; at < shown;) {
        size_t width = utf8_sequence_bytes(data + at, shown - at);
        unsigned char first = (unsigned char)data[at];

        if (width > 1 || (width == 1 && first >= 0x20 && first != 0x7f)) {
            memcpy(to, data + at, width);
            to += width;
            at += width;
        } else {
            to += snprintf(to, 5, "\\x%02X", first);
            at++;
        }
    }
    (void)snprintf(to, 5, "'%s", shown < bytes ? "..." : "");
    return out;
}

mpdata_status fault_report(const record_fault *fault, const fault_place *place, const char *note,
                           mpdata_error *error)
{
    uint64_t offset = place->offset + fault->offset;

    (void)error_set(error, MPDATA_ERROR_INPUT,
                    "%s: record %llu, byte %llu: %s%s; the line begins with %s", place->path,
                    (unsigned long long)place->number, (unsigned long long)offset, fault->text,
                    note, place->excerpt);
    error_add_source(error, place->path);
    error_add_position(error, place->number, offset);
    return MPDATA_ERROR_INPUT;
}
