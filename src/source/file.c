#include "source/file.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/error.h"

static mpdata_status open_failure(const char *path, int error_number, mpdata_error *error)
{
    mpdata_status status = error_number == ENOENT || error_number == ENOTDIR
                               ? MPDATA_ERROR_FILE_NOT_FOUND
                               : MPDATA_ERROR_IO;

    (void)error_set_errno(error, status, error_number, "%s: can't open the file", path);
    error_add_source(error, path);
    return status;
}

static mpdata_status check_kind(const struct stat *facts, const char *path, mpdata_error *error)
{
    if (S_ISREG(facts->st_mode))
        return MPDATA_OK;
    (void)error_set(error, MPDATA_ERROR_INPUT, "%s: %s, not a file with an export", path,
                    S_ISDIR(facts->st_mode) ? "a folder" : "a device, pipe or socket");
    error_add_source(error, path);
    return MPDATA_ERROR_INPUT;
}

mpdata_status source_file_open(source_file *file, const char *path, mpdata_error *error)
{
    struct stat facts;
    mpdata_status status = MPDATA_OK;

    memset(file, 0, sizeof(*file));
    /* Not blocking: opening a pipe that nobody writes to must not hang. */
    file->descriptor = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK);
    if (file->descriptor < 0)
        return open_failure(path, errno, error);
    if (fstat(file->descriptor, &facts) != 0)
        status = open_failure(path, errno, error);
    else
        status = check_kind(&facts, path, error);
    if (status == MPDATA_OK) {
        file->path = strdup(path);
        file->bytes = (uint64_t)facts.st_size;
        if (file->path == NULL)
            status = error_set_memory(error);
    }
    if (status != MPDATA_OK) {
        source_file_close(file);
        return status;
    }
    /* Advice only: a file system that does not take it reads all the same. */
    (void)posix_fadvise(file->descriptor, 0, 0, POSIX_FADV_SEQUENTIAL);
    return MPDATA_OK;
}

static mpdata_status read_failure(const source_file *file, uint64_t offset, int error_number,
                                  mpdata_error *error)
{
    if (error_number == 0)
        (void)error_set(error, MPDATA_ERROR_IO,
                        "%s: the file became shorter while it was read: %llu bytes instead of %llu",
                        file->path, (unsigned long long)offset, (unsigned long long)file->bytes);
    else
        (void)error_set_errno(error, MPDATA_ERROR_IO, error_number, "%s: can't read at byte %llu",
                              file->path, (unsigned long long)offset);
    error_add_source(error, file->path);
    error_add_position(error, 0, offset);
    return MPDATA_ERROR_IO;
}

mpdata_status source_file_read_at(const source_file *file, uint64_t offset, void *data,
                                  size_t bytes, size_t *got, mpdata_error *error)
{
    uint64_t left = offset < file->bytes ? file->bytes - offset : 0;
    size_t wanted = bytes < left ? bytes : (size_t)left;
    char *to = data;

    *got = 0;
    while (*got < wanted) {
        ssize_t count = pread(file->descriptor, to + *got, wanted - *got, (off_t)(offset + *got));

        if (count < 0 && errno == EINTR)
            continue;
        if (count <= 0)
            return read_failure(file, offset + *got, count < 0 ? errno : 0, error);
        *got += (size_t)count;
    }
    return MPDATA_OK;
}

void source_file_close(source_file *file)
{
    if (file->descriptor >= 0)
        (void)close(file->descriptor);
    free(file->path);
    file->descriptor = -1;
    file->path = NULL;
}
