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

size_t terminal_width(FILE *stream)
{
    struct winsize size = {0};
    int fd = fileno(stream);

    if (stream == lent)
        return lent_width;
    if (fd < 0 || !isatty(fd))
        return SIZE_MAX;
    if (ioctl(fd, TIOCGWINSZ, &size) != 0 || size.ws_col == 0)
        return USUAL_WIDTH;
    return size.ws_col;
}

size_t terminal_height(FILE *stream)
{
    struct winsize size = {0};
    int fd = fileno(stream);

    if (fd < 0 || ioctl(fd, TIOCGWINSZ, &size) != 0 || size.ws_row == 0)
        return USUAL_HEIGHT;
    return size.ws_row;
}
