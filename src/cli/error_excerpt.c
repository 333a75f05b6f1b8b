#include "error_excerpt.h"

#include <stdbool.h>
#include <string.h>
#include <wchar.h>

#define ELLIPSIS "\xe2\x80\xa6"

typedef struct character {
    const char *at;
    size_t bytes;
    size_t cells;
} character;

/* False at the end. What is no character takes the text's end with it. */
static bool next(const char **text, character *out)
{
    wchar_t c = 0;
    mbstate_t state = {0};
    size_t bytes = mbrtowc(&c, *text, strlen(*text), &state);

    if (bytes > strlen(*text))
        return false;
    int cells = wcwidth(c);
    *out = (character){*text, bytes, cells < 0 ? 0 : (size_t)cells};
    *text += bytes;
    return true;
}

static size_t cells_of(const char *text)
{
    character c;
    size_t cells = 0;

    while (next(&text, &c))
        cells += c.cells;
    return cells;
}

/* The cells of the text from `first` on, `room` of them, with an ellipsis where more was. */
static void print_part(FILE *to, const char *text, size_t first, size_t room)
{
    bool is_cut = cells_of(text) > first + room;
    size_t at = 0;
    size_t used = 0;
    character c;

    while (next(&text, &c)) {
        at += c.cells;
        if (at <= first)
            continue;
        if (used + c.cells + (is_cut ? 1 : 0) > room)
            break;
        if (used == 0 && first > 0)
            (void)fprintf(to, ELLIPSIS "%*s", (int)(at - first - 1), "");
        else
            (void)fwrite(c.at, 1, c.bytes, to);
        used += used == 0 ? at - first : c.cells;
    }
    if (is_cut)
        (void)fputs(ELLIPSIS, to);
}

size_t error_excerpt_print(FILE *to, const char *line, size_t caret, size_t width)
{
    const char *colon = strstr(line, ": ");
    size_t head = colon == NULL ? 0 : (size_t)(colon + 2 - line);
    size_t first = 0;

    if (cells_of(line) <= width || head + 8 > width || caret < head) {
        (void)fprintf(to, "%s\n", line);
        return caret;
    }
    size_t room = width - head;
    if (caret - head > room * 2 / 3)
        first = caret - head - room * 2 / 3;
    (void)fwrite(line, 1, head, to);
    print_part(to, line + head, first, room);
    (void)fputc('\n', to);
    return caret - first;
}
