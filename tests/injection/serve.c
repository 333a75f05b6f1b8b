/*
 * The command, run again and again with another fault each time: main is wrapped, too.
 *
 * Standard input brings, a line each: a fault (inject.h), files for standard input, output and error, a folder to work in,
 * a file for the counts of calls or "-", and the words of the command, with tabs between. For each line a process runs it,
 * and its wait status is printed. DuckDB is loaded before, so that a process starts in no time.
 *
 * "terminal:FILE" instead of standard input is a terminal for all three (terminal.h), with the keys that the file holds.
 */
#include <dlfcn.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "call_places.h"
#include "inject.h"
#include "terminal.h"

#define MOST_WORDS 64
#define TERMINAL "terminal:"

enum { FAULT, INPUT, OUTPUT, ERRORS, FOLDER, COUNTS, FIRST_WORD };

int __real_main(int argc, char **argv);
int __wrap_main(int argc, char **argv);

static void redirect(const char *path, int flags, int to)
{
    int fd = open(path, flags, 0600);

    if (fd < 0 || dup2(fd, to) < 0) {
        perror(path);
        _exit(99);
    }
    (void)close(fd);
}

static const char *counts_path;

static void write_counts(void)
{
    char places_path[4096];

    inject_write_counts(counts_path);
    (void)snprintf(places_path, sizeof(places_path), "%s.places", counts_path);
    call_places_write(places_path);
}

/* After all exit handlers: what counts coverage or looks for leaks needs memory. */
static void end_fault(void)
{
    inject_end();
}

static void take_streams(char **fields, int terminal)
{
    if (terminal >= 0) {
        terminal_take(terminal, fields[INPUT] + strlen(TERMINAL));
        return;
    }
    redirect(fields[INPUT], O_RDONLY, STDIN_FILENO);
    redirect(fields[OUTPUT], O_WRONLY | O_CREAT | O_TRUNC, STDOUT_FILENO);
    redirect(fields[ERRORS], O_WRONLY | O_CREAT | O_TRUNC, STDERR_FILENO);
    inject_standard_streams();
}

static void run(char **fields, int count, int terminal)
{
    static char name[] = "mpdata";

    take_streams(fields, terminal);
    if (chdir(fields[FOLDER]) != 0)
        _exit(99);
    (void)atexit(end_fault);
    counts_path = fields[COUNTS];
    if (strcmp(counts_path, "-") != 0) {
        (void)atexit(write_counts);
        call_places_begin();
    }
    fields[FIRST_WORD - 1] = name;
    if (!inject_order(fields[FAULT]))
        _exit(99);
    exit(__real_main(count - FIRST_WORD + 1, fields + FIRST_WORD - 1));
}

static int split(char *line, char **fields)
{
    int count = 0;

    for (char *at = line; at != NULL && count < MOST_WORDS;)
        fields[count++] = strsep(&at, "\t");
    fields[count] = NULL;
    return count;
}

int __wrap_main(int argc, char **argv)
{
    char *fields[MOST_WORDS + 1];
    char *line = NULL;
    size_t room = 0;
    ssize_t bytes = 0;

    if (argc > 1)
        (void)dlopen(argv[1], RTLD_NOW | RTLD_LOCAL);
    while ((bytes = getline(&line, &room, stdin)) > 0) {
        line[bytes - 1] = '\0';
        int count = split(line, fields);
        bool has_terminal = strncmp(fields[INPUT], TERMINAL, strlen(TERMINAL)) == 0;
        int terminal = has_terminal ? terminal_open() : -1;
        pid_t child = fork();
        int status = 0;

        if (child == 0)
            run(fields, count, terminal);
        if (has_terminal)
            terminal_record(terminal, fields[OUTPUT]);
        (void)waitpid(child, &status, 0);
        (void)printf("%d\n", status);
        (void)fflush(stdout);
    }
    free(line);
    return 0;
}
