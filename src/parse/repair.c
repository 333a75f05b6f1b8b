#include "parse/repair.h"

#include <stdint.h>
#include <string.h>

#include "base/utf8.h"

#define REPLACEMENT "\xEF\xBF\xBD"
#define ESCAPED_REPLACEMENT "\\ufffd"
#define ESCAPE_BYTES 6

typedef struct mending {
    const char *line;
    size_t bytes;
    size_t at;
    buffer *out;
    bool in_string;
    bool is_changed;
} mending;

static bool keep(mending *m, size_t bytes)
{
    bool done = buffer_append(m->out, m->line + m->at, bytes);

    m->at += bytes;
    return done;
}

static bool replace(mending *m, size_t bytes, const char *by)
{
    m->at += bytes;
    m->is_changed = true;
    return buffer_append_text(m->out, by);
}

/* The four digits behind "\u"; false where they are not there. */
static bool read_escape(const mending *m, size_t at, uint32_t *out)
{
    *out = 0;
    if (m->bytes - at < ESCAPE_BYTES || m->line[at] != '\\' || m->line[at + 1] != 'u')
        return false;
    for (size_t i = at + 2; i < at + ESCAPE_BYTES; i++) {
        char c = m->line[i];
        uint32_t digit = 0;
        if (c >= '0' && c <= '9')
            digit = (uint32_t)(c - '0');
        else if ((c | 0x20) >= 'a' && (c | 0x20) <= 'f')
            digit = (uint32_t)((c | 0x20) - 'a') + 10;
        else
            return false;
        *out = *out << 4 | digit;
    }
    return true;
}

static bool mend_escape(mending *m)
{
    uint32_t first = 0;
    uint32_t second = 0;

    if (!read_escape(m, m->at, &first))
        return keep(m, m->bytes - m->at < 2 ? 1 : 2);
    if (first < 0xD800 || first > 0xDFFF)
        return keep(m, ESCAPE_BYTES);
    bool is_pair = first < 0xDC00 && read_escape(m, m->at + ESCAPE_BYTES, &second) &&
                   second >= 0xDC00 && second <= 0xDFFF;
    return is_pair ? keep(m, (size_t)2 * ESCAPE_BYTES)
                   : replace(m, ESCAPE_BYTES, ESCAPED_REPLACEMENT);
}

static bool mend_control(mending *m)
{
    static const char hex[] = "0123456789abcdef";
    unsigned char c = (unsigned char)m->line[m->at];
    const char escape[] = {'\\', 'u', '0', '0', hex[c >> 4], hex[c & 15], '\0'};

    return replace(m, 1, escape);
}

static bool mend_next(mending *m)
{
    unsigned char c = (unsigned char)m->line[m->at];

    if (c == '"')
        m->in_string = !m->in_string;
    if (!m->in_string || (c >= 0x20 && c < 0x80 && c != '\\'))
        return keep(m, 1);
    if (c == '\\')
        return mend_escape(m);
    if (c < 0x20)
        return mend_control(m);
    size_t bytes = utf8_sequence_bytes(m->line + m->at, m->bytes - m->at);
    return bytes > 0 ? keep(m, bytes) : replace(m, 1, REPLACEMENT);
}

repair_result repair_line(const char *line, size_t bytes, buffer *out)
{
    mending m = {.line = line, .bytes = bytes, .out = out};

    buffer_clear(out);
    while (m.at < m.bytes)
        if (!mend_next(&m))
            return REPAIR_MEMORY;
    return m.is_changed ? REPAIR_DONE : REPAIR_NOTHING;
}
