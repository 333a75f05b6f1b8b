#include "store/scratch_contents.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stddef.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

/* DuckDB's, for what does not fit into memory. */
#define SPILL_FOLDER SCRATCH_DATABASE ".tmp"
#define SPILL_FILE_MARK "duckdb_temp_"

/* A database that another thread still works with, as at exit(), may put a file where one was just removed. */
#define REMOVE_TRIES 20

static const char *const file_names[] = {SCRATCH_DATABASE, SCRATCH_DATABASE ".wal",
                                         SCRATCH_DATABASE ".wal.checkpoint",
                                         SCRATCH_DATABASE ".wal.recovery"};
#define FILE_NAME_COUNT (sizeof(file_names) / sizeof(file_names[0]))

static int open_folder(int parent, const char *name)
{
    return openat(parent, name, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
}

int scratch_folder_open(int base, const char *name)
{
    struct stat facts;
    int folder = open_folder(base, name);

    if (folder < 0)
        return -1;
    if (fstat(folder, &facts) == 0 && facts.st_uid == geteuid() && (facts.st_mode & 0777) == 0700)
        return folder;
    (void)close(folder);
    errno = EPERM;
    return -1;
}

bool scratch_folder_has_name(int folder, int base, const char *name)
{
    struct stat own;
    struct stat named;

    return fstat(folder, &own) == 0 && fstatat(base, name, &named, AT_SYMLINK_NOFOLLOW) == 0 &&
           own.st_dev == named.st_dev && own.st_ino == named.st_ino;
}

static bool is_removed(int folder)
{
    struct stat facts;

    return fstat(folder, &facts) == 0 && facts.st_nlink == 0;
}

/* 0 where it is gone, whoever removed it. */
static int remove_name(int folder, const char *name, int flags)
{
    return unlinkat(folder, name, flags) == 0 || errno == ENOENT ? 0 : errno;
}

static bool is_spill_file(const char *name)
{
    return strncmp(name, SPILL_FILE_MARK, sizeof(SPILL_FILE_MARK) - 1) == 0;
}

/* NULL where there is none. */
static DIR *open_spill(int folder)
{
    int descriptor = open_folder(folder, SPILL_FOLDER);
    DIR *listing = descriptor < 0 ? NULL : fdopendir(descriptor);

    if (listing == NULL && descriptor >= 0)
        (void)close(descriptor);
    return listing;
}

static int remove_spill(int folder)
{
    DIR *listing = open_spill(folder);
    const struct dirent *entry = NULL;
    int first = 0;

    if (listing == NULL)
        /* A file or a link of that name. */
        return errno == ENOTDIR || errno == ELOOP ? remove_name(folder, SPILL_FOLDER, 0)
               : errno == ENOENT                  ? 0
                                                  : errno;
    while ((entry = readdir(listing)) != NULL) {
        int error_number =
            is_spill_file(entry->d_name) ? remove_name(dirfd(listing), entry->d_name, 0) : 0;
        if (first == 0)
            first = error_number;
    }
    (void)closedir(listing);
    int error_number = remove_name(folder, SPILL_FOLDER, AT_REMOVEDIR);
    return first == 0 ? error_number : first;
}

static int remove_once(int folder, int base, const char *name)
{
    int first = 0;

    for (size_t i = 0; i < FILE_NAME_COUNT; i++) {
        int error_number = remove_name(folder, file_names[i], 0);
        if (first == 0)
            first = error_number;
    }
    int error_number = remove_spill(folder);
    if (first == 0)
        first = error_number;
    if (first != 0)
        return first;
    /* Moved away, and perhaps another one put in its place: that one is none of ours. */
    if (!scratch_folder_has_name(folder, base, name))
        return is_removed(folder) ? 0 : ENOENT;
    return remove_name(base, name, AT_REMOVEDIR);
}

int scratch_contents_remove(int folder, int base, const char *name)
{
    int error_number = ENOTEMPTY;

    for (int i = 0; i < REMOVE_TRIES && (error_number == ENOTEMPTY || error_number == EEXIST); i++)
        error_number = remove_once(folder, base, name);
    return error_number;
}

static uint64_t bytes_of(int folder, const char *name)
{
    struct stat facts;

    return fstatat(folder, name, &facts, AT_SYMLINK_NOFOLLOW) == 0 && S_ISREG(facts.st_mode)
               ? (uint64_t)facts.st_size
               : 0;
}

uint64_t scratch_contents_bytes(int folder)
{
    DIR *listing = open_spill(folder);
    const struct dirent *entry = NULL;
    uint64_t bytes = 0;

    for (size_t i = 0; i < FILE_NAME_COUNT; i++)
        bytes += bytes_of(folder, file_names[i]);
    if (listing == NULL)
        return bytes;
    while ((entry = readdir(listing)) != NULL)
        if (is_spill_file(entry->d_name))
            bytes += bytes_of(dirfd(listing), entry->d_name);
    (void)closedir(listing);
    return bytes;
}
