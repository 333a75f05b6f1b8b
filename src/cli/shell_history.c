#include "shell_history.h"

#include <errno.h>
#include <fcntl.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

typedef struct line_list {
    char **lines;
    size_t count;
    size_t room;
} line_list;

char *shell_history_path(void)
{
    const char *named = getenv("MPDATA_HISTORY");
    const char *home = getenv("HOME");
    char *path = NULL;

    if (named != NULL)
        return named[0] == '\0' ? NULL : strdup(named);
    if (home == NULL || home[0] == '\0' || asprintf(&path, "%s/.mpdata_history", home) < 0)
        return NULL;
    return path;
}

/* An entry may have several lines: in the file they are one. */
static void write_escaped(FILE *to, const char *entry)
{
    for (; *entry != '\0'; entry++) {
        if (*entry == '\n')
            (void)fputs("\\n", to);
        else if (*entry == '\\')
            (void)fputs("\\\\", to);
        else
            (void)fputc(*entry, to);
    }
    (void)fputc('\n', to);
}

/* In place. */
static void unescape(char *line)
{
    char *to = line;

    for (const char *from = line; *from != '\0' && *from != '\n'; from++) {
        bool is_escaped = *from == '\\' && (from[1] == 'n' || from[1] == '\\');

        if (is_escaped)
            from++;
        *to++ = (char)(is_escaped && *from == 'n' ? '\n' : *from);
    }
    *to = '\0';
}

static bool add_line(line_list *l, char *line)
{
    if (l->count == l->room) {
        size_t room = l->room == 0 ? 256 : l->room * 2;
        char **lines = realloc(l->lines, room * sizeof(*lines));
        if (lines == NULL)
            return false;
        l->lines = lines;
        l->room = room;
    }
    l->lines[l->count++] = line;
    return true;
}

/* Whether these are all. */
static bool read_lines(FILE *from, line_list *l)
{
    char *line = NULL;
    size_t room = 0;

    while (getline(&line, &room, from) > 0) {
        unescape(line);
        if (line[0] == '\0')
            continue;
        if (!add_line(l, line))
            break;
        line = NULL;
        room = 0;
    }
    free(line);
    return feof(from) != 0 && ferror(from) == 0;
}

static void free_lines(line_list *l)
{
    for (size_t i = 0; i < l->count; i++)
        free(l->lines[i]);
    free(l->lines);
}

/* Another shell may add to it meanwhile, so it is the same file, cut and written again under a lock. */
static void cut(FILE *file, const line_list *l)
{
    if (ftruncate(fileno(file), 0) != 0)
        return;
    for (size_t i = l->count - SHELL_HISTORY_ENTRIES; i < l->count; i++)
        write_escaped(file, l->lines[i]);
    (void)fflush(file);
}

static FILE *open_file(const char *path)
{
    struct stat about;
    int fd = open(path, O_RDWR | O_APPEND | O_CREAT | O_CLOEXEC, 0600);

    if (fd < 0)
        return NULL;
    /* A device, such as /dev/null, stays what it is. */
    bool is_good = fstat(fd, &about) == 0 &&
                   (!S_ISREG(about.st_mode) || (about.st_mode & 077) == 0 || fchmod(fd, 0600) == 0);
    FILE *file = is_good ? fdopen(fd, "a+") : NULL;
    if (file == NULL) {
        int error_number = errno;
        (void)close(fd);
        errno = error_number;
    }
    return file;
}

bool shell_history_open(shell_history *h, const char *path,
                        void (*tell)(const char *entry, void *payload), void *payload)
{
    line_list l = {NULL, 0, 0};

    *h = (shell_history)SHELL_HISTORY_INIT;
    h->file = open_file(path);
    if (h->file == NULL)
        return false;
    bool is_locked = flock(fileno(h->file), LOCK_EX) == 0;
    rewind(h->file);
    bool is_complete = read_lines(h->file, &l);
    clearerr(h->file);
    if (is_locked && is_complete && l.count > (size_t)2 * SHELL_HISTORY_ENTRIES)
        cut(h->file, &l);
    (void)flock(fileno(h->file), LOCK_UN);
    for (size_t i = l.count > SHELL_HISTORY_ENTRIES ? l.count - SHELL_HISTORY_ENTRIES : 0;
         i < l.count; i++)
        tell(l.lines[i], payload);
    if (l.count > 0)
        h->last = strdup(l.lines[l.count - 1]);
    free_lines(&l);
    return true;
}

bool shell_history_add(shell_history *h, const char *entry)
{
    if (entry[0] == '\0' || entry[0] == ' ' || (h->last != NULL && strcmp(h->last, entry) == 0))
        return false;
    free(h->last);
    h->last = strdup(entry);
    if (h->file != NULL) {
        write_escaped(h->file, entry);
        (void)fflush(h->file);
    }
    return true;
}

void shell_history_close(shell_history *h)
{
    if (h->file != NULL)
        (void)fclose(h->file);
    free(h->last);
    *h = (shell_history)SHELL_HISTORY_INIT;
}
