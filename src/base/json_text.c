#include "base/json_text.h"

#include "base/utf8.h"

static bool append_escape(buffer *out, unsigned char c)
{
    switch (c) {
    case '"':
        return buffer_append(out, "\\\"", 2);
    case '\\':
        return buffer_append(out, "\\\\", 2);
    case '\n':
        return buffer_append(out, "\\n", 2);
    case '\r':
        return buffer_append(out, "\\r", 2);
    case '\t':
        return buffer_append(out, "\\t", 2);
    case '\b':
        return buffer_append(out, "\\b", 2);
    case '\f':
        return buffer_append(out, "\\f", 2);
    default:
        return buffer_append_format(out, "\\u%04x", c);
    }
}

static bool is_plain(unsigned char c)
{
    return c >= 0x20 && c < 0x80 && c != '"' && c != '\\';
}

bool json_append_text(buffer *out, const char *text, size_t bytes)
{
    size_t at = 0;
    bool done = buffer_append(out, "\"", 1);

    while (done && at < bytes) {
        size_t from = at;
        unsigned char first = (unsigned char)text[at];
        size_t width = 0;

        while (at < bytes && is_plain((unsigned char)text[at]))
            at++;
        if (at > from) {
            done = buffer_append(out, text + from, at - from);
            continue;
        }
        width = utf8_sequence_bytes(text + at, bytes - at);
        if (width > 1)
            done = buffer_append(out, text + at, width);
        else if (width == 1)
            done = append_escape(out, first);
        else
            done = buffer_append(out, "\xEF\xBF\xBD", 3);
        at += width == 0 ? 1 : width;
    }
    return done && buffer_append(out, "\"", 1);
}
