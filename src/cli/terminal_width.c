#include "terminal_width.h"

#include <stdint.h>
#include <sys/ioctl.h>
#include <unistd.h>

/* Where a terminal does not tell. */
#define USUAL_WIDTH 80
#define USUAL_HEIGHT 24

static FILE *lent;
static size_t lent_width;

void terminal_width_lend(FILE *stream, size_t width)
{
    lent = stream;
    lent_width = width;
}

/* All 0 where it can't be told. */
static struct winsize size_of(FILE *stream)
{
    struct winsize size = {0};

    (void)ioctl(fileno(stream), TIOCGWINSZ, &size);
    return size;
}

size_t terminal_width(FILE *stream)
{
    if (stream == lent)
        return lent_width;
    if (!isatty(fileno(stream)))
        return SIZE_MAX;
    size_t width = size_of(stream).ws_col;
    return width == 0 ? USUAL_WIDTH : width;
}

size_t terminal_height(FILE *stream)
{
    size_t height = size_of(stream).ws_row;

    return height == 0 ? USUAL_HEIGHT : height;
}
