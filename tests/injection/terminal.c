#include "terminal.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <unistd.h>

#define MOST_KEYS 16384
/* So often the end is typed: a shell that goes on after that would do so for ever. */
#define MOST_ENDS 64

#define COLUMNS 80
#define LINES 24

/* These calls are the test's, and not the program's. */
ssize_t __real_read(int fd, void *data, size_t bytes);
ssize_t __real_write(int fd, const void *data, size_t bytes);
int __real_open(const char *path, int flags, ...);
int __real_close(int fd);
FILE *__real_fdopen(int fd, const char *mode);

static int typed_to = -1;
static char keys[MOST_KEYS];
static size_t keys_bytes;
static size_t typed_bytes;

static void fail(const char *what)
{
    perror(what);
    _exit(99);
}

int terminal_open(void)
{
    const struct winsize size = {.ws_row = LINES, .ws_col = COLUMNS};
    int end = posix_openpt(O_RDWR | O_NOCTTY | O_CLOEXEC);

    if (end < 0 || grantpt(end) != 0 || unlockpt(end) != 0 || ioctl(end, TIOCSWINSZ, &size) != 0)
        fail("a terminal");
    return end;
}

static void read_keys(const char *path)
{
    int fd = __real_open(path, O_RDONLY | O_CLOEXEC);
    ssize_t got = fd < 0 ? -1 : __real_read(fd, keys, sizeof(keys));

    if (got < 0)
        fail(path);
    keys_bytes = (size_t)got;
    (void)__real_close(fd);
}

void terminal_record(int end, const char *path)
{
    char part[4096];
    int to = __real_open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);

    for (;;) {
        ssize_t got = __real_read(end, part, sizeof(part));
        if (got <= 0 && errno != EINTR)
            break;
        if (got > 0)
            (void)!__real_write(to, part, (size_t)got);
    }
    (void)__real_close(to);
    (void)__real_close(end);
}

/* Gives a line up, and leaves. Both at once: where a call that fails lets no signal be heard, the first is nothing to read. */
static const char *next_end(void)
{
    static int ends;

    if (ends++ == MOST_ENDS)
        _exit(98);
    return "\3\4";
}

static const char *next_keys(void)
{
    const char *next = keys + typed_bytes;

    if (typed_bytes >= keys_bytes)
        return next_end();
    typed_bytes += strnlen(next, keys_bytes - typed_bytes) + 1;
    return next;
}

static void type(const char *next)
{
    (void)!__real_write(typed_to, next, strlen(next));
}

/* Where the tests run in the background, the shell that started them may have had them ignored. */
static void hear_signals(void)
{
    static const int numbers[] = {SIGINT, SIGQUIT, SIGHUP, SIGTERM};

    for (size_t i = 0; i < sizeof(numbers) / sizeof(numbers[0]); i++)
        (void)signal(numbers[i], SIG_DFL);
}

void terminal_take(int end, const char *keys_path)
{
    int fd = -1;

    hear_signals();
    read_keys(keys_path);
    if (setsid() < 0 || (fd = __real_open(ptsname(end), O_RDWR)) < 0 ||
        ioctl(fd, TIOCSCTTY, 0) != 0)
        fail("the terminal");
    for (int to = STDIN_FILENO; to <= STDERR_FILENO; to++)
        if (dup2(fd, to) < 0)
            fail("the terminal");
    (void)__real_close(fd);
    /* What the server has read is not this program's, and libedit wants streams that have descriptors. */
    stdin = __real_fdopen(STDIN_FILENO, "r");
    stdout = __real_fdopen(STDOUT_FILENO, "w");
    typed_to = end;
    type(next_keys());
}

static bool is_waiting(int fd)
{
    int left = 0;

    return typed_to >= 0 && fd == STDIN_FILENO &&
           (ioctl(STDIN_FILENO, FIONREAD, &left) != 0 || left == 0);
}

/* Whether it was a signal. */
static bool signal_is_sent(const char *next)
{
    int number = strcmp(next, "interrupt") == 0   ? SIGINT
                 : strcmp(next, "terminate") == 0 ? SIGTERM
                                                  : 0;

    if (number != 0)
        (void)kill(getpid(), number);
    return number != 0;
}

bool terminal_wait(const struct pollfd *waits, nfds_t count, int ms)
{
    if (ms == 0 || count == 0 || !is_waiting(waits[0].fd))
        return true;
    const char *next = next_keys();
    while (strcmp(next, "idle") == 0) {
        if (ms > 0)
            return false;
        next = next_keys();
    }
    if (!signal_is_sent(next))
        type(next);
    return true;
}

void terminal_wait_to_read(int fd)
{
    if (!is_waiting(fd))
        return;
    const char *next = next_keys();
    while (strcmp(next, "idle") == 0 || signal_is_sent(next))
        next = next_keys();
    type(next);
}
