#include "source/file.h"

#include <errno.h>
#include <fcntl.h>
#include <linux/magic.h>
#include <poll.h>
#include <stdlib.h>
#include <string.h>
#include <sys/eventfd.h>
#include <sys/stat.h>
#include <sys/statfs.h>
#include <unistd.h>

#include "base/error.h"

/* In messages. */
#define STANDARD_INPUT_NAME "standard input"

/* The most that Linux gives to anyone. */
#define PIPE_BYTES (1 << 20)

static mpdata_status open_failure(const char *path, int error_number, mpdata_error *error)
{
    mpdata_status status = error_number == ENOENT || error_number == ENOTDIR
                               ? MPDATA_ERROR_FILE_NOT_FOUND
                               : MPDATA_ERROR_IO;

    (void)error_set_errno(error, status, error_number, "%s: can't open the file", path);
    error_add_source(error, path);
    return status;
}

static mpdata_status set_kind(source_file *file, const struct stat *facts, mpdata_error *error)
{
    bool is_input = strcmp(file->path, STANDARD_INPUT_NAME) == 0;

    file->bytes = S_ISREG(facts->st_mode) ? (uint64_t)facts->st_size : 0;
    /* Who was before us on a standard input that is a file may have read some of it. */
    file->is_pipe =
        !S_ISREG(facts->st_mode) || (is_input && lseek(file->descriptor, 0, SEEK_CUR) != 0);
    if (S_ISREG(facts->st_mode) || S_ISFIFO(facts->st_mode) || S_ISSOCK(facts->st_mode) ||
        (S_ISCHR(facts->st_mode) && is_input))
        return MPDATA_OK;
    (void)error_set(error, MPDATA_ERROR_INPUT, "%s: %s, not a file with an export", file->path,
                    S_ISDIR(facts->st_mode) ? "a folder" : "a device");
    error_add_source(error, file->path);
    return MPDATA_ERROR_INPUT;
}

static int open_descriptor(const char *path)
{
    if (strcmp(path, SOURCE_STANDARD_INPUT) == 0)
        return fcntl(STDIN_FILENO, F_DUPFD_CLOEXEC, 0);
    /* Not blocking: a pipe that nobody writes to yet is waited for when it is read, and can be given up then. */
    return open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK);
}

static mpdata_status set_up(source_file *file, mpdata_error *error)
{
    struct stat facts;
    mpdata_status status = fstat(file->descriptor, &facts) == 0
                               ? set_kind(file, &facts, error)
                               : open_failure(file->path, errno, error);

    if (status != MPDATA_OK)
        return status;
    if (file->is_pipe) {
        /* What writes need not wait for what reads, nor the other way round, 64 KiB long. It's no matter where that's refused. */
        (void)fcntl(file->descriptor, F_SETPIPE_SZ, PIPE_BYTES);
        file->wake_descriptor = eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK);
        return file->wake_descriptor < 0 ? open_failure(file->path, errno, error) : MPDATA_OK;
    }
    /* Advice only: a file system that does not take it reads all the same. */
    (void)posix_fadvise(file->descriptor, 0, 0, POSIX_FADV_SEQUENTIAL);
    return MPDATA_OK;
}

mpdata_status source_file_open(source_file *file, const char *path, mpdata_error *error)
{
    bool is_input = strcmp(path, SOURCE_STANDARD_INPUT) == 0;
    mpdata_status status = MPDATA_OK;

    *file = (source_file){.descriptor = open_descriptor(path), .wake_descriptor = -1};
    if (file->descriptor < 0)
        return open_failure(is_input ? STANDARD_INPUT_NAME : path, errno, error);
    file->path = strdup(is_input ? STANDARD_INPUT_NAME : path);
    status = file->path == NULL ? error_set_memory(error) : set_up(file, error);
    if (status != MPDATA_OK)
        source_file_close(file);
    return status;
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

/* Until there is something to read, or someone called source_file_wake. */
static mpdata_status wait_for_pipe(source_file *file, mpdata_error *error)
{
    struct pollfd waits[] = {{file->descriptor, POLLIN, 0}, {file->wake_descriptor, POLLIN, 0}};

    while (poll(waits, 2, -1) < 0)
        if (errno != EINTR)
            return read_failure(file, file->next_offset, errno, error);
    if (waits[1].revents != 0)
        return error_set(error, MPDATA_ERROR_INTERRUPTED, "interrupted");
    return MPDATA_OK;
}

static mpdata_status read_pipe(source_file *file, void *data, size_t bytes, size_t *got,
                               mpdata_error *error)
{
    for (;;) {
        mpdata_status status = wait_for_pipe(file, error);
        if (status != MPDATA_OK)
            return status;
        ssize_t count = read(file->descriptor, data, bytes);
        if (count >= 0) {
            *got = (size_t)count;
            return MPDATA_OK;
        }
        if (errno != EINTR && errno != EAGAIN)
            return read_failure(file, file->next_offset, errno, error);
    }
}

mpdata_status source_file_read_next(source_file *file, void *data, size_t bytes, size_t *got,
                                    mpdata_error *error)
{
    *got = 0;
    mpdata_status status =
        file->is_pipe ? read_pipe(file, data, bytes, got, error)
                      : source_file_read_at(file, file->next_offset, data, bytes, got, error);
    file->next_offset += *got;
    return status;
}

mpdata_status source_file_wait(const source_file *file, int timeout_ms, bool *is_ready,
                               mpdata_error *error)
{
    struct pollfd wait = {file->descriptor, POLLIN, 0};
    int count = poll(&wait, 1, timeout_ms);

    *is_ready = count > 0;
    if (count < 0 && errno != EINTR)
        return read_failure(file, 0, errno, error);
    return MPDATA_OK;
}

bool source_path_is_named_pipe(const char *path)
{
    struct stat facts;
    struct statfs system;

    return strcmp(path, SOURCE_STANDARD_INPUT) != 0 && stat(path, &facts) == 0 &&
           S_ISFIFO(facts.st_mode) && (statfs(path, &system) != 0 || system.f_type != PIPEFS_MAGIC);
}

void source_file_wake(source_file *file)
{
    const uint64_t one = 1;

    if (file->wake_descriptor >= 0)
        (void)!write(file->wake_descriptor, &one, sizeof(one));
}

void source_file_close(source_file *file)
{
    if (file->descriptor >= 0)
        (void)close(file->descriptor);
    if (file->wake_descriptor >= 0)
        (void)close(file->wake_descriptor);
    file->wake_descriptor = -1;
    free(file->path);
    file->descriptor = -1;
    file->path = NULL;
}
