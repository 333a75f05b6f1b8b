#include "query/new_file.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/random.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/error.h"

static mpdata_status fail(const char *path, int error_number, mpdata_error *error)
{
    return error_set_errno(error, MPDATA_ERROR_IO, error_number, "can't write %s", path);
}

static void dispose(new_file *file)
{
    if (file->fd >= 0)
        (void)close(file->fd);
    free(file->path);
    free(file->final_path);
    *file = (new_file){NULL, NULL, -1};
}

/* What a link points to is replaced, not the link. The caller frees it; NULL and errno where that can't be told. */
static char *resolve(const char *path)
{
    char *resolved = realpath(path, NULL);

    return resolved == NULL && errno == ENOENT ? strdup(path) : resolved;
}

/* In the same folder, so that the rename stays within one file system. */
static mpdata_status make_beside(new_file *file, const struct stat *replaced, mpdata_error *error)
{
    size_t room = strlen(file->final_path) + sizeof(".0123456789abcdef");
    uint64_t number = 0;

    file->path = malloc(room);
    if (file->path == NULL)
        return error_set_memory(error);
    if (getrandom(&number, sizeof(number), 0) != (ssize_t)sizeof(number))
        return fail(file->final_path, errno, error);
    (void)snprintf(file->path, room, "%s.%016llx", file->final_path, (unsigned long long)number);
    file->fd = open(file->path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0666);
    if (file->fd < 0)
        return fail(file->final_path, errno, error);
    if (replaced != NULL)
        (void)fchmod(file->fd, replaced->st_mode & 07777);
    return MPDATA_OK;
}

mpdata_status new_file_begin(new_file *file, const char *path, mpdata_error *error)
{
    struct stat existing;
    bool exists = stat(path, &existing) == 0;
    mpdata_status status = MPDATA_OK;

    *file = (new_file){NULL, NULL, -1};
    if (!exists && errno != ENOENT)
        return fail(path, errno, error);
    if (exists && S_ISDIR(existing.st_mode))
        return error_set(error, MPDATA_ERROR_ARGUMENT, "%s is a folder: name a file to write",
                         path);
    if (exists && (!S_ISREG(existing.st_mode) || existing.st_nlink == 0)) {
        file->path = strdup(path);
        return file->path == NULL ? error_set_memory(error) : MPDATA_OK;
    }
    file->final_path = resolve(path);
    status = file->final_path == NULL ? fail(path, errno, error)
                                      : make_beside(file, exists ? &existing : NULL, error);
    if (status != MPDATA_OK)
        dispose(file);
    return status;
}

mpdata_status new_file_end(new_file *file, bool is_wanted, mpdata_error *error)
{
    mpdata_status status = MPDATA_OK;
    bool is_placed = file->final_path == NULL;

    if (!is_placed && is_wanted) {
        is_placed = fsync(file->fd) == 0 && rename(file->path, file->final_path) == 0;
        if (!is_placed)
            status = fail(file->final_path, errno, error);
    }
    if (!is_placed)
        (void)unlink(file->path);
    dispose(file);
    return status;
}
