#include "terminal_color.h"

#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static bool is_wanted(FILE *stream)
{
    const char *refused = getenv("NO_COLOR");
    const char *terminal = getenv("TERM");

    return (refused == NULL || refused[0] == '\0') && terminal != NULL && terminal[0] != '\0' &&
           strcmp(terminal, "dumb") != 0 && isatty(fileno(stream));
}

const char *terminal_color(FILE *stream, terminal_style style)
{
    static const char *const sequences[] = {"\033[0m", "\033[1m", "\033[1;31m"};

    return is_wanted(stream) ? sequences[style] : "";
}
