#include "pager.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <spawn.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>
#include <wchar.h>

typedef struct pager {
    const char *command;
    size_t columns;
    size_t lines;
    /* What was written while it still fits: NULL once it does not. */
    FILE *held;
    char *held_data;
    size_t held_bytes;
    size_t held_lines;
    size_t line_width;
    mbstate_t character;
    /* What the pager reads from; standard output where there is none. */
    int fd;
    /* 0: none was started. */
    pid_t child;
} pager;

static bool is_in_path(const char *name)
{
    const char *path = getenv("PATH");
    char file[4096];

    while (path != NULL && *path != '\0') {
        size_t bytes = strcspn(path, ":");

        (void)snprintf(file, sizeof(file), "%.*s/%s", (int)bytes, path, name);
        if (access(file, X_OK) == 0)
            return true;
        path += bytes + (path[bytes] == ':');
    }
    return false;
}

const char *pager_command(void)
{
    const char *named = getenv("PAGER");

    if (named != NULL)
        return named[0] == '\0' || strcmp(named, "cat") == 0 ? NULL : named;
    if (is_in_path("less"))
        return "less";
    return is_in_path("more") ? "more" : NULL;
}

/* Our signals are blocked and SIGPIPE is ignored: the pager shall have them as usual. */
static void set_signals(posix_spawnattr_t *attributes)
{
    sigset_t none;
    sigset_t usual;

    (void)sigemptyset(&none);
    (void)sigemptyset(&usual);
    (void)sigaddset(&usual, SIGPIPE);
    (void)posix_spawnattr_setsigmask(attributes, &none);
    (void)posix_spawnattr_setsigdefault(attributes, &usual);
    (void)posix_spawnattr_setflags(attributes, POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF);
}

/* What our environment has, and how less shows tables where its user has not said: lines are not folded, and what was
 * seen stays on the screen. The caller frees it, but not what it points to. NULL where memory ran out. */
static char **make_environment(void)
{
    static char less[] = "LESS=SRX";
    size_t count = 0;

    while (environ[count] != NULL)
        count++;
    char **made = calloc(count + 2, sizeof(*made));
    if (made == NULL)
        return NULL;
    memcpy(made, environ, count * sizeof(*made));
    if (getenv("LESS") == NULL)
        made[count] = less;
    return made;
}

/* 0 where it could not be started. */
static pid_t spawn(const char *command, int input)
{
    static char shell[] = "sh";
    static char option[] = "-c";
    char *words = strdup(command);
    char *arguments[] = {shell, option, words, NULL};
    char **environment = make_environment();
    posix_spawn_file_actions_t actions;
    posix_spawnattr_t attributes;
    pid_t child = 0;

    if (posix_spawn_file_actions_init(&actions) == 0) {
        if (posix_spawnattr_init(&attributes) == 0) {
            set_signals(&attributes);
            if (words == NULL || environment == NULL ||
                posix_spawn_file_actions_adddup2(&actions, input, STDIN_FILENO) != 0 ||
                posix_spawn(&child, "/bin/sh", &actions, &attributes, arguments, environment) != 0)
                child = 0;
            (void)posix_spawnattr_destroy(&attributes);
        }
        (void)posix_spawn_file_actions_destroy(&actions);
    }
    free(environment);
    free(words);
    return child;
}

static bool write_all(int fd, const char *data, size_t bytes)
{
    while (bytes > 0) {
        ssize_t written = write(fd, data, bytes);

        if (written < 0 && errno != EINTR)
            return false;
        if (written > 0) {
            data += written;
            bytes -= (size_t)written;
        }
    }
    return true;
}

/* Where it can't be started all goes to the screen. */
static void start(pager *p)
{
    int ends[2];

    if (pipe2(ends, O_CLOEXEC) != 0)
        return;
    p->child = spawn(p->command, ends[0]);
    (void)close(ends[0]);
    if (p->child == 0)
        (void)close(ends[1]);
    else
        p->fd = ends[1];
}

/* Writes what was held, and holds no more. */
static bool release(pager *p)
{
    bool is_good = fclose(p->held) == 0 && write_all(p->fd, p->held_data, p->held_bytes);

    p->held = NULL;
    free(p->held_data);
    p->held_data = NULL;
    return is_good;
}

/* Counts lines, and the cells of each; false as soon as the screen is too small. */
static bool fits(pager *p, const char *data, size_t bytes)
{
    while (bytes > 0) {
        wchar_t c = 0;
        size_t length = mbrtowc(&c, data, bytes, &p->character);
        int width = 0;

        if (length == (size_t)-2)
            return true;
        if (length == (size_t)-1) {
            p->character = (mbstate_t){0};
            c = L'?';
        }
        if (length == 0 || length > bytes)
            length = 1;
        width = wcwidth(c);
        p->line_width = c == L'\n' ? 0 : p->line_width + (size_t)(width > 0 ? width : 0);
        p->held_lines += c == L'\n';
        if (p->line_width > p->columns || p->held_lines > p->lines)
            return false;
        data += length;
        bytes -= length;
    }
    return true;
}

static ssize_t write_cookie(void *cookie, const char *data, size_t bytes)
{
    pager *p = cookie;

    if (p->held != NULL) {
        bool goes_on = fits(p, data, bytes);
        size_t written = fwrite(data, 1, bytes, p->held);

        if (goes_on || written < bytes)
            return (ssize_t)written;
        start(p);
        return release(p) ? (ssize_t)bytes : 0;
    }
    return write_all(p->fd, data, bytes) ? (ssize_t)bytes : 0;
}

static int close_cookie(void *cookie)
{
    pager *p = cookie;
    bool is_good = p->held == NULL || release(p);
    int error_number = errno;

    if (p->child != 0) {
        (void)close(p->fd);
        while (waitpid(p->child, NULL, 0) < 0 && errno == EINTR)
            continue;
    }
    free(p);
    errno = error_number;
    return is_good ? 0 : -1;
}

FILE *pager_open(const char *command, size_t columns, size_t lines)
{
    const cookie_io_functions_t functions = {.write = write_cookie, .close = close_cookie};
    pager *p = calloc(1, sizeof(*p));
    FILE *stream = NULL;

    if (p == NULL)
        return NULL;
    p->command = command;
    p->columns = columns;
    /* One is left for the prompt. */
    p->lines = lines > 1 ? lines - 1 : 1;
    p->fd = STDOUT_FILENO;
    p->held = open_memstream(&p->held_data, &p->held_bytes);
    if (p->held != NULL)
        stream = fopencookie(p, "w", functions);
    if (stream == NULL) {
        if (p->held != NULL)
            (void)fclose(p->held);
        free(p->held_data);
        free(p);
    }
    return stream;
}
