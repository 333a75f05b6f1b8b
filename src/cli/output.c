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

int output_error_number(void)
{
    return errno == 0 ? EIO : errno;
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

int output_flush(FILE *stream)
{
    const output standard = {stream, NULL, NULL, NULL};

    if (fflush(stream) == 0 && !ferror(stream))
        return EXIT_CODE_OK;
    return output_fail(&standard, output_error_number());
}

/* 0, or the errno where it can't be told whether something is there. */
static int look_at(const char *path, struct stat *out, bool *exists)
{
    *exists = stat(path, out) == 0;
    return *exists || errno == ENOENT ? 0 : errno;
}

static bool is_same_file(const struct stat *a, const struct stat *b)
{
    return a->st_dev == b->st_dev && a->st_ino == b->st_ino;
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

/* By its name: DuckDB's log, or the journal; NULL: neither. */
static const char *role_of(const char *path, const char *database_path)
{
    const char *name = name_in(path);
    const char *database = name_in(database_path);
    size_t bytes = strlen(database);

    if (strncmp(name, database, bytes) != 0)
        return NULL;
    if (strcmp(name + bytes, ".wal") == 0)
        return "log";
    return strcmp(name + bytes, ".journal") == 0 ? "journal" : NULL;
}

/* 0, or an errno. */
static int compare_folders(const char *path, const char *other_path, bool *are_same)
{
    char *folder = folder_of(path);
    char *other = folder_of(other_path);
    struct stat a;
    struct stat b;
    bool is_there = false;
    int error_number = folder == NULL || other == NULL ? ENOMEM : look_at(folder, &a, &is_there);

    *are_same = false;
    if (error_number == 0 && is_there)
        error_number = look_at(other, &b, &is_there);
    if (error_number == 0 && is_there)
        *are_same = is_same_file(&a, &b);
    free(folder);
    free(other);
    return error_number;
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

static int fail_path(const char *what, const char *path, int error_number)
{
    if (error_number == ENOMEM)
        return fail_memory();
    return fail_output("can't %s %s: %s", what, path, strerror(error_number));
}

/* Nor its log or journal, which need not be there: the output would be read as such. */
static int check_is_no_database(const char *path, const struct stat *existing,
                                const char *database_path)
{
    struct stat database;
    bool is_there = false;
    bool is_beside = false;
    const char *role = role_of(path, database_path);
    int error_number = look_at(database_path, &database, &is_there);

    if (error_number == 0 && is_there && existing != NULL && is_same_file(existing, &database))
        return fail_usage("%s is the database itself: name another file to write", path);
    if (error_number == 0 && role != NULL)
        error_number = compare_folders(path, database_path, &is_beside);
    if (error_number != 0)
        return fail_path("look at", database_path, error_number);
    if (is_beside)
        return fail_usage("%s is the name of the database's %s: name another file to write", path,
                          role);
    return EXIT_CODE_OK;
}

static int check(const char *path, const char *database_path, struct stat *existing, bool *exists)
{
    int error_number = look_at(path, existing, exists);

    if (error_number != 0)
        return fail_path("write", path, error_number);
    if (*exists && S_ISDIR(existing->st_mode))
        return fail_usage("%s is a folder: name a file to write", path);
    if (database_path == NULL)
        return EXIT_CODE_OK;
    return check_is_no_database(path, *exists ? existing : NULL, database_path);
}

int output_check(const char *path, const char *database_path)
{
    struct stat existing;
    bool exists = false;

    return check(path, database_path, &existing, &exists);
}

static int open_file(output *o, const char *database_path)
{
    struct stat existing;
    bool exists = false;
    int code = check(o->path, database_path, &existing, &exists);

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

/* What a link points to is replaced, not the link. */
static int resolve(const char *path, char **out)
{
    *out = realpath(path, NULL);
    if (*out == NULL && errno != ENOENT)
        return fail_path("write", path, errno);
    if (*out == NULL)
        *out = strdup(path);
    return *out == NULL ? fail_memory() : EXIT_CODE_OK;
}

int output_open(output *o, const char *path, const char *database_path)
{
    *o = (output)OUTPUT_INIT;
    if (path == NULL) {
        o->stream = output_standard();
        return EXIT_CODE_OK;
    }
    int code = resolve(path, &o->path);
    if (code == EXIT_CODE_OK)
        code = open_file(o, database_path);
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
