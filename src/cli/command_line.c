#include "command_line.h"

#include <errno.h>
#include <fcntl.h>
#include <locale.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <unistd.h>

#include "command.h"
#include "error_object.h"
#include "exit_code.h"
#include "help_text.h"
#include "interrupt.h"
#include "mpdata.h"
#include "note.h"
#include "options.h"
#include "output.h"
#include "program.h"

static int print_version(void)
{
    mpdata_engine_info engine;
    mpdata_error error;

    (void)printf("mpdata %s\n", mpdata_version_string());
    if (mpdata_engine_info_read(NULL, &engine, &error) != MPDATA_OK) {
        (void)fflush(stdout);
        return fail(&error);
    }
    (void)printf("DuckDB %s (%s)\n", engine.version, engine.path);
    return EXIT_CODE_OK;
}

/* On a terminal, with a database to ask. */
static bool is_for_shell(const target *where)
{
    return isatty(STDIN_FILENO) && isatty(STDOUT_FILENO) && target_is_named(where);
}

static int run_command(target *where, const char **words)
{
    static const char *shell_words[] = {"shell", NULL};
    int count = 0;
    const char *name = words == NULL ? NULL : words[0];

    if (name == NULL && is_for_shell(where))
        return command_shell.run(where, 1, shell_words);
    if (name == NULL)
        return fail_usage("which command? 'mpdata --help' lists them");
    const command *c = command_find(name);
    if (c == NULL)
        return command_fail_unknown(name);
    while (words[count] != NULL)
        count++;
    return c->run(where, count, words);
}

/* Wide characters are measured by the locale: where it is not UTF-8, that of C with UTF-8 serves. */
static void set_locale(void)
{
    if (setlocale(LC_CTYPE, "") == NULL || MB_CUR_MAX == 1)
        (void)setlocale(LC_CTYPE, "C.UTF-8");
}

static int run(int argc, const char **argv)
{
    target where = TARGET_INIT;
    options o;
    int code = EXIT_CODE_OK;

    options_begin(&o, NULL, command_mpdata.options, &where, argc, argv);
    int option = options_next(&o);
    if (option == OPTIONS_END)
        code = o.exit_code;
    else if (option == PROGRAM_VERSION)
        code = print_version();
    else if (option != OPTIONS_DONE)
        code = help_text_print_screen(&command_mpdata);
    else
        code = run_command(&where, options_words(&o));
    options_end(&o);
    target_dispose(&where);
    return code;
}

/* Every source of a load is open at once. */
static void raise_file_limit(void)
{
    struct rlimit limit;

    if (getrlimit(RLIMIT_NOFILE, &limit) != 0)
        return;
    limit.rlim_cur = limit.rlim_max;
    (void)setrlimit(RLIMIT_NOFILE, &limit);
}

/* Before anything can go wrong: an option that is wrong is told as JSON, too, wherever the two stand. */
static void look_for_json(char **argv)
{
    for (; *argv != NULL && strcmp(*argv, "--") != 0; argv++)
        if (strcmp(*argv, "--json") == 0)
            error_object_want();
}

/*
 * Whoever started us may have closed them. The next file that is opened, which may be the database, would take the place
 * of one, and be written to. Writing to standard output fails all the same, reading finds the end.
 */
static void keep_standard_streams(void)
{
    for (int fd = STDIN_FILENO; fd <= STDERR_FILENO; fd++)
        if (fcntl(fd, F_GETFD) < 0)
            (void)open("/dev/null", fd == STDERR_FILENO ? O_WRONLY : O_RDONLY);
}

/* What is not written yet. A reader that went away is no failure. */
static int end_standard_output(int code)
{
    const output standard = {stdout, NULL, NULL, NULL};

    if (fflush(stdout) == 0 || code != EXIT_CODE_OK)
        return code;
    return output_fail(&standard, errno);
}

int command_line_run(int argc, char **argv)
{
    keep_standard_streams();
    note_begin();
    look_for_json(argv);
    /* A reader that goes away is an error of the write, not the end of the process. */
    (void)signal(SIGPIPE, SIG_IGN);
    /* So is a limit on the size of files. */
    (void)signal(SIGXFSZ, SIG_IGN);
    set_locale();
    raise_file_limit();
    if (!interrupt_start()) {
        (void)fputs("mpdata: the system refused a thread for signals\n", stderr);
        return EXIT_CODE_GENERAL;
    }
    return end_standard_output(run(argc, (const char **)(uintptr_t)argv));
}
