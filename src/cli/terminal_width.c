#include "terminal_width.h"

#include <stdint.h>
#include <sys/ioctl.h>
#include <unistd.h>

/* Where a terminal does not tell. */
#define USUAL_WIDTH 80

size_t terminal_width(FILE *stream)
{
    struct winsize size = {0};
    int fd = fileno(stream);

    if (fd < 0 || !isatty(fd))
        return SIZE_MAX;
    if (ioctl(fd, TIOCGWINSZ, &size) != 0 || size.ws_col == 0)
        return USUAL_WIDTH;
    return size.ws_col;
}
