#include "output.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "compressed_stream.h"
#include "exit_code.h"

static FILE *lent;

FILE *output_standard(void)
{
    return lent == NULL ? stdout : lent;
}

void output_lend(FILE *stream)
{
    lent = stream;
}

int output_fail(const output *o, int error_number)
{
    /* A file that is to appear complete has no reader that could go away. */
    if (error_number == EPIPE && o->temporary_path == NULL)
        return EXIT_CODE_OK;
    if (error_number == ENOMEM)
        return fail_memory();
    return fail_output("can't write %s: %s", o->path == NULL ? "standard output" : o->path,
                       strerror(error_number));
}

static bool is_same_file(const struct stat *a, const char *path)
{
    struct stat b;

    return path != NULL && stat(path, &b) == 0 && a->st_dev == b.st_dev && a->st_ino == b.st_ino;
}

/* "." where the path names no folder. The caller frees it; NULL where memory ran out. */
static char *folder_of(const char *path)
{
    const char *slash = strrchr(path, '/');

    if (slash == NULL)
        return strdup(".");
    return slash == path ? strdup("/") : strndup(path, (size_t)(slash - path));
}

static const char *name_in(const char *path)
{
    const char *slash = strrchr(path, '/');

    return slash == NULL ? path : slash + 1;
}

/* DuckDB's log beside the database, or the journal, which need not be there: the output would be read as such. NULL: neither. */
static const char *role_beside(const char *path, const char *database_path)
{
    size_t name_bytes = strlen(name_in(database_path));
    char *folder = folder_of(path);
    char *database_folder = folder_of(database_path);
    struct stat facts;
    bool is_same = folder != NULL && database_folder != NULL && stat(folder, &facts) == 0 &&
                   is_same_file(&facts, database_folder) &&
                   strncmp(name_in(path), name_in(database_path), name_bytes) == 0;

    free(folder);
    free(database_folder);
    if (!is_same)
        return NULL;
    const char *ending = name_in(path) + name_bytes;
    if (strcmp(ending, ".wal") == 0)
        return "log";
    return strcmp(ending, ".journal") == 0 ? "journal" : NULL;
}

/* A temporary name in the same folder, so that the rename stays within one file system. */
static int open_temporary(output *o)
{
    size_t room = strlen(o->path) + sizeof(".XXXXXX");

    o->temporary_path = malloc(room);
    if (o->temporary_path == NULL)
        return -1;
    (void)snprintf(o->temporary_path, room, "%s.XXXXXX", o->path);
    int fd = mkstemp(o->temporary_path);
    if (fd < 0) {
        int error_number = errno;
        free(o->temporary_path);
        o->temporary_path = NULL;
        errno = error_number;
    }
    return fd;
}

/* As a new file made by open would have, or as the file that is replaced has. */
static bool set_mode(int fd, const struct stat *replaced)
{
    mode_t mask = umask(0);

    (void)umask(mask);
    return fchmod(fd, replaced == NULL ? 0666 & ~mask : replaced->st_mode & 07777) == 0;
}

static int start(output *o, const struct stat *existing)
{
    int fd = -1;

    if (existing != NULL && !S_ISREG(existing->st_mode)) {
        o->stream = fopen(o->path, "we");
        return o->stream == NULL ? output_fail(o, errno) : EXIT_CODE_OK;
    }
    fd = open_temporary(o);
    if (fd < 0)
        return output_fail(o, errno);
    o->stream = set_mode(fd, existing) ? fdopen(fd, "w") : NULL;
    if (o->stream == NULL) {
        int error_number = errno;
        (void)close(fd);
        return output_fail(o, error_number);
    }
    return EXIT_CODE_OK;
}

int output_check(const char *path, const char *database_path)
{
    struct stat existing;
    bool exists = stat(path, &existing) == 0;

    if (exists && S_ISDIR(existing.st_mode))
        return fail_usage("%s is a folder: name a file to write", path);
    if (exists && is_same_file(&existing, database_path))
        return fail_usage("%s is the database itself: name another file to write", path);
    const char *role = database_path == NULL ? NULL : role_beside(path, database_path);
    if (role != NULL)
        return fail_usage("%s is the name of the database's %s: name another file to write", path,
                          role);
    return EXIT_CODE_OK;
}

static int open_file(output *o, const char *database_path)
{
    struct stat existing;
    bool exists = stat(o->path, &existing) == 0;
    int code = output_check(o->path, database_path);

    return code == EXIT_CODE_OK ? start(o, exists ? &existing : NULL) : code;
}

static void dispose(output *o)
{
    free(o->path);
    free(o->temporary_path);
    *o = (output)OUTPUT_INIT;
}

static int compress(output *o, const char *path)
{
    o->compressed = o->stream;
    o->stream = compressed_stream_open(o->compressed, path);
    if (o->stream != NULL)
        return EXIT_CODE_OK;
    (void)fclose(o->compressed);
    return output_fail(o, ENOMEM);
}

int output_open(output *o, const char *path, const char *database_path)
{
    *o = (output)OUTPUT_INIT;
    if (path == NULL) {
        o->stream = output_standard();
        return EXIT_CODE_OK;
    }
    /* What a link points to is replaced, not the link. */
    o->path = realpath(path, NULL);
    if (o->path == NULL)
        o->path = strdup(path);
    int code = o->path == NULL ? output_fail(o, ENOMEM) : open_file(o, database_path);
    if (code == EXIT_CODE_OK && compressed_stream_is_asked(path))
        code = compress(o, path);
    if (code != EXIT_CODE_OK) {
        if (o->temporary_path != NULL)
            (void)unlink(o->temporary_path);
        dispose(o);
    }
    return code;
}

/* From then on the stream is the file itself. */
static bool finish_compression(output *o)
{
    bool is_good = fclose(o->stream) == 0;

    o->stream = o->compressed;
    o->compressed = NULL;
    return is_good;
}

static bool finish_file(output *o, bool is_wanted)
{
    bool is_good = (o->compressed == NULL || finish_compression(o)) && fflush(o->stream) == 0;

    if (is_good && is_wanted && o->temporary_path != NULL)
        is_good = fsync(fileno(o->stream)) == 0;
    int error_number = errno;
    if (fclose(o->stream) != 0 && is_good) {
        is_good = false;
        error_number = errno;
    }
    if (is_good && is_wanted && o->temporary_path != NULL &&
        rename(o->temporary_path, o->path) != 0) {
        is_good = false;
        error_number = errno;
    }
    if (o->temporary_path != NULL && !(is_good && is_wanted))
        (void)unlink(o->temporary_path);
    errno = error_number;
    return is_good;
}

int output_close(output *o, int code)
{
    if (o->stream == NULL)
        return code;
    bool is_wanted = code == EXIT_CODE_OK;
    bool is_good = o->path == NULL ? fflush(o->stream) == 0 : finish_file(o, is_wanted);
    int error_number = errno;

    if (!is_good && is_wanted)
        code = output_fail(o, error_number);
    dispose(o);
    return code;
}
