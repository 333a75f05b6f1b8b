#include "engine/sql_place.h"

#include <stdbool.h>
#include <stdio.h>
#include <string.h>

#include "base/utf8.h"

#define EXCERPT_CELLS 80
#define ELLIPSIS "..."
#define ELLIPSIS_CELLS 3
/* How much of a long line is shown before the place. */
#define CELLS_BEFORE 40

typedef struct character {
    size_t bytes;
    uint32_t point;
    unsigned cells;
} character;

/* The ranges of East Asian scripts and of pictures, as every terminal of today shows them. */
static bool is_wide(uint32_t point)
{
    static const uint32_t ranges[][2] = {
        {0x1100, 0x115F},   {0x2E80, 0x303E},   {0x3041, 0xA4CF},   {0xAC00, 0xD7A3},
        {0xF900, 0xFAFF},   {0xFE30, 0xFE6F},   {0xFF00, 0xFF60},   {0xFFE0, 0xFFE6},
        {0x1F300, 0x1F64F}, {0x1F680, 0x1F6FF}, {0x1F900, 0x1F9FF}, {0x20000, 0x3FFFD},
    };

    for (size_t i = 0; i < sizeof(ranges) / sizeof(ranges[0]); i++)
        if (point >= ranges[i][0] && point <= ranges[i][1])
            return true;
    return false;
}

/* A byte that is no UTF-8 counts as a character; it is shown as a question mark. */
static character character_at(const char *text, size_t bytes)
{
    character c = {utf8_sequence_bytes(text, bytes), 0, 1};

    if (c.bytes == 0)
        return (character){1, '?', 1};
    c.point = (unsigned char)text[0];
    if (c.bytes > 1)
        c.point &= 0x7Fu >> c.bytes;
    for (size_t i = 1; i < c.bytes; i++)
        c.point = c.point << 6 | ((unsigned char)text[i] & 0x3Fu);
    if (is_wide(c.point))
        c.cells = 2;
    else if (c.point >= 0x300 && c.point <= 0x36F)
        c.cells = 0;
    return c;
}

/* The line that `position` is in: its first byte, and its end without the line break. */
static void find_line(const char *sql, size_t bytes, size_t position, size_t *begin, size_t *end)
{
    *begin = position;
    while (*begin > 0 && sql[*begin - 1] != '\n')
        (*begin)--;
    *end = position;
    while (*end < bytes && sql[*end] != '\n' && sql[*end] != '\r')
        (*end)++;
}

sql_place sql_place_at(const char *sql, size_t bytes, size_t position)
{
    sql_place place = {1, 1};
    size_t begin = 0;
    size_t end = 0;

    if (position > bytes)
        position = bytes;
    find_line(sql, bytes, position, &begin, &end);
    for (size_t i = 0; i < begin; i++)
        place.line += sql[i] == '\n';
    while (begin < position) {
        begin += character_at(sql + begin, end - begin).bytes;
        place.column += begin <= position;
    }
    return place;
}

static bool append_character(buffer *out, const char *text, character c)
{
    /* A tab, or whatever else moves the cursor, would move the caret away from its place. */
    if (c.point < 0x20 || c.point == 0x7F)
        return buffer_append(out, " ", 1);
    return c.point == '?' ? buffer_append(out, "?", 1) : buffer_append(out, text, c.bytes);
}

/* Appends characters from `at` on while there is room for them; `*used` counts their cells. */
static bool append_cells(buffer *out, const char *sql, size_t at, size_t end, unsigned room,
                         unsigned *used)
{
    *used = 0;
    while (at < end) {
        character c = character_at(sql + at, end - at);
        bool is_last = at + c.bytes == end;

        if (*used + c.cells > room - (is_last ? 0 : ELLIPSIS_CELLS))
            return buffer_append_text(out, ELLIPSIS);
        if (!append_character(out, sql + at, c))
            return false;
        *used += c.cells;
        at += c.bytes;
    }
    return true;
}

static unsigned cells_between(const char *sql, size_t at, size_t end)
{
    unsigned cells = 0;

    while (at < end) {
        character c = character_at(sql + at, end - at);

        cells += c.cells;
        at += c.bytes;
    }
    return cells;
}

bool sql_place_append_excerpt(buffer *out, const char *sql, size_t bytes, size_t position)
{
    char label[32];
    size_t begin = 0;
    size_t end = 0;
    unsigned used = 0;

    if (position > bytes)
        position = bytes;
    find_line(sql, bytes, position, &begin, &end);
    (void)snprintf(label, sizeof(label),
                   "LINE %u: ", (unsigned)sql_place_at(sql, bytes, position).line);
    unsigned ahead = cells_between(sql, begin, position);
    bool is_cut = ahead > CELLS_BEFORE;
    while (is_cut && ahead > CELLS_BEFORE - ELLIPSIS_CELLS) {
        character c = character_at(sql + begin, end - begin);

        ahead -= c.cells;
        begin += c.bytes;
    }
    unsigned before = (unsigned)strlen(label) + (is_cut ? ELLIPSIS_CELLS : 0);

    return buffer_append_text(out, label) && buffer_append_text(out, is_cut ? ELLIPSIS : "") &&
           append_cells(out, sql, begin, end, EXCERPT_CELLS - before, &used) &&
           buffer_append_format(out, "\n%*s^", (int)(before + ahead), "");
}
