#include "display_text.h"

#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <wchar.h>
#include <wctype.h>

#include "text_stream.h"

/* The longest escape, "\u{10ffff}", with its NUL. */
#define MAX_ESCAPE_BYTES 11

/* Marks that turn the direction of what follows, or that nobody sees: they could make a row say another
 * thing than the data does. */
static bool deceives(wchar_t c)
{
    return c == 0x061c || (c >= 0x200b && c <= 0x200f && c != 0x200d) ||
           (c >= 0x2028 && c <= 0x202e) || (c >= 0x2060 && c <= 0x206f) || c == 0xfeff;
}

static size_t escape(char *to, wchar_t c)
{
    switch (c) {
    case L'\n':
        return (size_t)snprintf(to, MAX_ESCAPE_BYTES, "\\n");
    case L'\r':
        return (size_t)snprintf(to, MAX_ESCAPE_BYTES, "\\r");
    case L'\t':
        return (size_t)snprintf(to, MAX_ESCAPE_BYTES, "\\t");
    default:
        if (c < 0x80)
            return (size_t)snprintf(to, MAX_ESCAPE_BYTES, "\\x%02x", (unsigned)c);
        return (size_t)snprintf(to, MAX_ESCAPE_BYTES, "\\u{%x}", (unsigned)c);
    }
}

/* Reads one character; a byte that is none counts as the character U+FFFD. */
static size_t read_character(const char *data, size_t bytes, wchar_t *out)
{
    mbstate_t state = {0};
    size_t length = mbrtowc(out, data, bytes, &state);

    if (length == 0) /* NUL is one byte, and a character like others. */
        return 1;
    /* The C library also reads what lies past the end of Unicode, in 5 and 6 bytes. */
    if (length <= bytes && *out <= 0x10ffff)
        return length;
    *out = 0xfffd;
    return 1;
}

/* Gives the cells that it takes. */
static int put_character(FILE *to, const char *data, size_t bytes, wchar_t c)
{
    char escaped[MAX_ESCAPE_BYTES];
    int width = wcwidth(c);

    if (c == 0 || width < 0 || deceives(c)) {
        size_t length = escape(escaped, c);
        (void)fwrite(escaped, 1, length, to);
        return (int)length;
    }
    if (c == 0xfffd)
        (void)fputs("\xef\xbf\xbd", to);
    else
        (void)fwrite(data, 1, bytes, to);
    return width;
}

display_text display_text_of(const char *data, size_t bytes, size_t max_width)
{
    display_text t = {NULL, 0};
    size_t size = 0;
    FILE *to = open_memstream(&t.text, &size);

    if (to == NULL)
        return (display_text){NULL, 0};
    for (size_t at = 0; at < bytes && t.width <= max_width;) {
        wchar_t c = 0;
        size_t length = read_character(data + at, bytes - at, &c);

        t.width += (size_t)put_character(to, data + at, length, c);
        at += length;
    }
    return text_stream_end(to, &t.text) == NULL ? (display_text){NULL, 0} : t;
}

void display_text_shorten(display_text *t, size_t width)
{
    static const char ellipsis[] = "\xe2\x80\xa6";
    size_t bytes = strlen(t->text);
    size_t at = 0;
    size_t used = 0;

    if (t->width <= width || width == 0)
        return;
    while (at < bytes) {
        wchar_t c = 0;
        size_t length = read_character(t->text + at, bytes - at, &c);
        int character_width = wcwidth(c);
        size_t cells = character_width < 0 ? 0 : (size_t)character_width;

        if (used + cells > width - 1)
            break;
        used += cells;
        at += length;
    }
    char *cut = realloc(t->text, at + sizeof(ellipsis));
    if (cut != NULL)
        t->text = cut;
    else if (bytes - at < sizeof(ellipsis))
        return;
    memcpy(t->text + at, ellipsis, sizeof(ellipsis));
    t->width = used + 1;
}

/* Without memory: what a terminal might take for more than text is shown as a question mark. */
static void print_plainly(FILE *to, const char *text, size_t bytes)
{
    for (size_t i = 0; i < bytes; i++) {
        bool is_printable = text[i] >= 0x20 && text[i] < 0x7f;

        (void)fputc(is_printable ? text[i] : '?', to);
    }
}

void display_text_print(FILE *to, const char *text)
{
    for (;;) {
        size_t bytes = strcspn(text, "\n");
        display_text line = display_text_of(text, bytes, SIZE_MAX);

        if (line.text != NULL)
            (void)fputs(line.text, to);
        else
            print_plainly(to, text, bytes);
        display_text_dispose(&line);
        if (text[bytes] == '\0')
            return;
        (void)fputc('\n', to);
        text += bytes + 1;
    }
}

void display_text_dispose(display_text *t)
{
    free(t->text);
    *t = (display_text){NULL, 0};
}
