#include "completion_list.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "display_text.h"
#include "terminal_width.h"

#define GAP 2
#define USUAL_WIDTH 80
/* A name is cut to this, so that one long one does not take all columns. */
#define MAX_CELLS 38

static size_t widest(const display_text *texts, size_t count)
{
    size_t width = 1;

    for (size_t i = 0; i < count; i++)
        if (texts[i].width > width)
            width = texts[i].width;
    return width;
}

static void print_row(FILE *to, const display_text *texts, size_t count, size_t row, size_t rows,
                      size_t width)
{
    for (size_t i = row; i < count; i += rows) {
        size_t blanks = i + rows < count ? width + GAP - texts[i].width : 0;

        (void)fputs(texts[i].text, to);
        (void)fprintf(to, "%*s", (int)blanks, "");
    }
    (void)fputc('\n', to);
}

static void print_columns(FILE *to, const display_text *texts, size_t count, size_t more)
{
    size_t line = terminal_width(to) == SIZE_MAX ? USUAL_WIDTH : terminal_width(to);
    size_t width = widest(texts, count);
    size_t columns = (line + GAP) / (width + GAP);
    size_t rows = columns == 0 ? count : (count + columns - 1) / columns;

    for (size_t row = 0; row < rows; row++)
        print_row(to, texts, count, row, rows, width);
    if (more > 0)
        (void)fprintf(to, "(and %zu more)\n", more);
}

void completion_list_print(FILE *to, const completion *c)
{
    size_t line = terminal_width(to) == SIZE_MAX ? USUAL_WIDTH : terminal_width(to);
    size_t limit = (terminal_height(to) / 2 + 1) * (1 + line / (MAX_CELLS / 2));
    size_t count = c->count < limit ? c->count : limit;
    display_text *texts = calloc(count + 1, sizeof(*texts));
    size_t made = 0;

    while (texts != NULL && made < count) {
        const char *name = c->entries[made].shown;
        texts[made] = display_text_of(name, strlen(name), MAX_CELLS);
        if (texts[made].text == NULL)
            break;
        display_text_shorten(&texts[made++], MAX_CELLS);
    }
    if (made > 0)
        print_columns(to, texts, made, c->count - made);
    for (size_t i = 0; i < made; i++)
        display_text_dispose(&texts[i]);
    free(texts);
}
