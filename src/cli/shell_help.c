#include "shell_help.h"

#include <errno.h>
#include <stdio.h>

#include "output.h"
#include "shell_command.h"

static const char keys[] =
    "\n"
    "SQL ends with a semicolon, and may have several lines. Tab completes names, and\n"
    "lists them where there are several; Ctrl-R looks for what was typed before;\n"
    "Ctrl-C stops a query or drops a line; Ctrl-D leaves. A name with blanks stands in\n"
    "quotes: \\keys events --event 'Sign Up'. Each of the commands takes --help.\n";

int shell_help_print(void)
{
    FILE *to = output_standard();

    errno = 0;
    for (size_t i = 0; shell_command_at(i) != NULL; i++) {
        const shell_command *c = shell_command_at(i);
        char usage[64];

        (void)snprintf(usage, sizeof(usage), "\\%s %s", c->name, c->usage);
        (void)fprintf(to, "  %-28s  %s\n", usage, c->summary);
    }
    (void)fputs(keys, to);
    return output_flush(to);
}
