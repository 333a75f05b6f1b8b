/*
 * mpdata shell
 */
#include <stdlib.h>
#include <unistd.h>

#include "command.h"
#include "exit_code.h"
#include "options.h"
#include "shell.h"
#include "shell_error.h"
#include "shell_terminal.h"

enum { OPTION_WRITE = 1, OPTION_FORMAT, OPTION_SAFE };

/* A person waits for a load to end, and Ctrl-C gives up: no need for --wait. */
#define PATIENCE_MS 31557600000U

static const struct poptOption option_table[] = {
    {"write", '\0', POPT_ARG_NONE, NULL, OPTION_WRITE,
     "let SQL change the database, which is otherwise opened for reading only", NULL},
    {"format", '\0', POPT_ARG_STRING, NULL, OPTION_FORMAT,
     "table (default), csv, tsv, json, jsonl or markdown", "FORMAT"},
    {"safe", '\0', POPT_ARG_NONE, NULL, OPTION_SAFE,
     "for SQL not your own: it reaches the database alone\nNo other file, no network and no "
     "setting; within 30 s and 1 GiB.",
     NULL},
    OPTIONS_TARGET,
    POPT_TABLEEND};

typedef struct shell_options {
    bool writes;
    row_format format;
} shell_options;

static int take_format(options *from, shell_options *o)
{
    char *name = options_argument(from);
    bool is_good = row_format_read(name, &o->format);

    free(name);
    if (is_good && row_format_is_binary(o->format))
        return fail_usage("shell: --format %s is for files: \\o NAME.%s takes a result",
                          row_format_name(o->format), row_format_name(o->format));
    return is_good ? EXIT_CODE_OK : EXIT_CODE_INPUT;
}

static int read_options(options *from, shell_options *o)
{
    for (int code = EXIT_CODE_OK;;) {
        int option = options_next(from);

        if (option == OPTIONS_END)
            return from->exit_code;
        if (option == OPTIONS_DONE)
            return options_end_words(from);
        if (option == OPTION_WRITE)
            o->writes = true;
        else if (option == OPTION_SAFE)
            from->where->safe = true;
        else
            code = take_format(from, o);
        if (code != EXIT_CODE_OK)
            return code;
    }
}

/* A database that is not there is told before anything is read. */
static int run_script(shell *s)
{
    int code = shell_database_take(&s->database);

    if (code != EXIT_CODE_OK)
        return code;
    shell_database_leave(&s->database);
    shell_error_tell_for(s);
    code = shell_run_stream(s, stdin, "standard input");
    shell_error_tell_for(NULL);
    return code;
}

static int run_shell(const shell_options *o, target *where)
{
    bool is_terminal = isatty(STDIN_FILENO) && isatty(STDOUT_FILENO);
    shell s;

    if (is_terminal && where->wait_ms == 0)
        where->wait_ms = PATIENCE_MS;
    shell_init(&s, where, o->writes ? TARGET_CHANGE : TARGET_READ);
    s.format = o->format;
    int code = is_terminal ? shell_terminal_run(&s) : run_script(&s);
    code = shell_database_close(&s.database, code);
    shell_dispose(&s);
    return code;
}

static int run_command(target *where, int argc, const char **argv)
{
    shell_options o = {false, ROW_FORMAT_TABLE};
    options from;

    options_begin(&from, "shell", option_table, where, argc, argv);
    int code = read_options(&from, &o);
    bool goes_on = code == EXIT_CODE_OK && !from.has_ended;
    options_end(&from);
    if (goes_on && where->safe && o.writes)
        return fail_usage("shell: --safe and --write exclude each other");
    return goes_on ? run_shell(&o, where) : code;
}

static const command_fact environment[] = {
    {"PAGER", "shows what does not fit the screen: less where it is not set; empty: nothing does"},
    {"MPDATA_HISTORY", "the file that keeps what was typed: ~/.mpdata_history where it is not set; "
                       "empty: none"},
    {"NO_COLOR", "no colours"},
    {NULL, NULL}};

const command command_shell = {
    .name = "shell",
    .summary = "ask again and again",
    .mistaken_for = "repl console interactive open",
    .synopsis = "[--write] [--format FORMAT] [--safe]",
    .description =
        "Takes SQL that ends with a semicolon, and commands such as \\keys events: \\? lists "
        "them.\n"
        "Without a terminal it runs what comes on standard input, up to the first error, whose "
        "exit code is that of the command. mpdata alone, on a terminal and with a database named, "
        "is the shell, too.\n"
        "While nobody types, the file is let go, so that a load in another terminal gets at it: "
        "unless the session holds what closing would lose, such as a temporary table or a "
        "setting.",
    .options = option_table,
    .examples = "mpdata --db company.db shell\n"
                "mpdata --db company.db shell --format csv < questions.sql\n",
    .environment = environment,
    .run = run_command,
};
