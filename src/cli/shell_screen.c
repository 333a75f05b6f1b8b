#include "shell_screen.h"

#include "output.h"
#include "pager.h"
#include "terminal_width.h"

FILE *shell_screen_begin(bool pages, bool fits_width)
{
    const char *command = pages ? pager_command() : NULL;
    size_t width = terminal_width(stdout);
    FILE *screen = NULL;

    if (command != NULL)
        screen = pager_open(command, width, terminal_height(stdout));
    output_lend(screen);
    if (screen != NULL && fits_width)
        terminal_width_lend(screen, width);
    return screen;
}

void shell_screen_end(FILE *screen)
{
    output_lend(NULL);
    terminal_width_lend(NULL, 0);
    /* A pager that was left early is no failure. */
    if (screen != NULL)
        (void)fclose(screen);
}
