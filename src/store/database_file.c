#include "store/database_file.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/buffer.h"
#include "base/error.h"

/* Every DuckDB file has these bytes behind its first checksum. */
#define MAGIC "DUCK"
#define MAGIC_OFFSET 8

bool database_file_is_header(const char *data, size_t bytes)
{
    return bytes >= DATABASE_FILE_HEADER_BYTES &&
           memcmp(data + MAGIC_OFFSET, MAGIC, DATABASE_FILE_HEADER_BYTES - MAGIC_OFFSET) == 0;
}

static mpdata_status make_folder(const char *path, mpdata_error *error)
{
    if (mkdir(path, 0700) == 0 || errno == EEXIST)
        return MPDATA_OK;
    return error_set_errno(error, MPDATA_ERROR_IO, errno, "%s: can't make the folder", path);
}

/* Makes every missing folder on the way to `path`, which is changed for a moment at each slash. */
static mpdata_status make_folders_to(char *path, mpdata_error *error)
{
    for (char *slash = strchr(path + 1, '/'); slash != NULL; slash = strchr(slash + 1, '/')) {
        struct stat facts;
        mpdata_status status = MPDATA_OK;

        *slash = '\0';
        if (stat(path, &facts) != 0)
            status = make_folder(path, error);
        *slash = '/';
        if (status != MPDATA_OK)
            return status;
    }
    return MPDATA_OK;
}

static mpdata_status join_path(const char *folder, const char *name, char **out,
                               mpdata_error *error)
{
    buffer joined = BUFFER_INIT;
    const char *slash = strcmp(folder, "/") == 0 ? "" : "/";

    if (!buffer_append_format(&joined, "%s%s%s", folder, slash, name) ||
        !buffer_terminate(&joined)) {
        buffer_dispose(&joined);
        return error_set_memory(error);
    }
    *out = joined.data;
    return MPDATA_OK;
}

/* The folder must exist; the file need not. `copy` is changed. */
static mpdata_status resolve_copy(char *copy, const char *path, char **out, mpdata_error *error)
{
    char *slash = strrchr(copy, '/');
    const char *name = slash == NULL ? copy : slash + 1;
    const char *folder = slash == NULL ? "." : copy;

    if (name[0] == '\0' || strcmp(name, ".") == 0 || strcmp(name, "..") == 0)
        return error_set(error, MPDATA_ERROR_NOT_A_DATABASE, "%s: a folder, not a database file",
                         path);
    if (slash == copy)
        folder = "/";
    else if (slash != NULL)
        *slash = '\0';
    char *real = realpath(folder, NULL);
    if (real == NULL && errno == ENOENT)
        return error_set(error, MPDATA_ERROR_DATABASE_NOT_FOUND, "%s: there is no such database",
                         path);
    if (real == NULL)
        return error_set_errno(error, MPDATA_ERROR_IO, errno, "%s: can't open the database", path);
    mpdata_status status = join_path(real, name, out, error);
    free(real);
    return status;
}

mpdata_status database_file_resolve(const char *path, bool make_folders, char **out,
                                    mpdata_error *error)
{
    char *copy = strdup(path);
    mpdata_status status = MPDATA_OK;

    *out = NULL;
    if (copy == NULL)
        return error_set_memory(error);
    if (make_folders)
        status = make_folders_to(copy, error);
    if (status == MPDATA_OK)
        status = resolve_copy(copy, path, out, error);
    free(copy);
    return status;
}

mpdata_status database_file_exists(const char *path, bool *exists, dev_t *device, ino_t *inode,
                                   mpdata_error *error)
{
    struct stat facts;

    *exists = false;
    if (stat(path, &facts) != 0) {
        if (errno == ENOENT)
            return MPDATA_OK;
        return error_set_errno(error, MPDATA_ERROR_IO, errno, "%s: can't open the database", path);
    }
    if (!S_ISREG(facts.st_mode))
        return error_set(error, MPDATA_ERROR_NOT_A_DATABASE, "%s: %s, not a database file", path,
                         S_ISDIR(facts.st_mode) ? "a folder" : "a device, pipe or socket");
    *exists = true;
    *device = facts.st_dev;
    *inode = facts.st_ino;
    return MPDATA_OK;
}

/* As much of the file's start as there is of it, up to `bytes`; negative with errno. */
static ssize_t read_start(int descriptor, char *data, size_t bytes)
{
    size_t got = 0;

    while (got < bytes) {
        ssize_t count = pread(descriptor, data + got, bytes - got, (off_t)got);

        if (count < 0 && errno == EINTR)
            continue;
        if (count <= 0)
            return count < 0 ? -1 : (ssize_t)got;
        got += (size_t)count;
    }
    return (ssize_t)got;
}

mpdata_status database_file_check_content(const char *path, mpdata_error *error)
{
    char header[DATABASE_FILE_HEADER_BYTES] = {0};
    int descriptor = open(path, O_RDONLY | O_CLOEXEC);

    if (descriptor < 0)
        return error_set_errno(error, MPDATA_ERROR_IO, errno, "%s: can't open the database", path);
    ssize_t got = read_start(descriptor, header, sizeof(header));
    int error_number = errno;
    (void)close(descriptor);
    if (got < 0)
        return error_set_errno(error, MPDATA_ERROR_IO, error_number, "%s: can't read", path);
    if (!database_file_is_header(header, (size_t)got))
        return error_set(error, MPDATA_ERROR_NOT_A_DATABASE,
                         "%s: %s, not a DuckDB database. Choose another name, or move it away",
                         path, got == 0 ? "an empty file" : "a file of another kind");
    return MPDATA_OK;
}
