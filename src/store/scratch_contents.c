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
    int error_number = fstat(folder, &facts) == 0 ? 0 : errno;
    if (error_number == 0 && (facts.st_uid != geteuid() || (facts.st_mode & 0777) != 0700))
        error_number = EPERM;
    if (error_number == 0)
        return folder;
    (void)close(folder);
    errno = error_number;
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

/* 0 and NULL where there is none; ENOTDIR or ELOOP where a file or a link has its name. */
static int open_spill(int folder, DIR **out)
{
    int descriptor = open_folder(folder, SPILL_FOLDER);

    *out = NULL;
    if (descriptor < 0)
        return errno == ENOENT ? 0 : errno;
    *out = fdopendir(descriptor);
    if (*out != NULL)
        return 0;
    int error_number = errno;
    (void)close(descriptor);
    return error_number;
}

static bool is_no_folder(int error_number)
{
    return error_number == ENOTDIR || error_number == ELOOP;
}

/* NULL at the end, and where it can't be read: then errno is not 0. */
static const struct dirent *next_entry(DIR *listing)
{
    errno = 0;
    return readdir(listing);
}

static int remove_spill_files(DIR *listing)
{
    const struct dirent *entry = NULL;
    int first = 0;

    while ((entry = next_entry(listing)) != NULL) {
        int error_number =
            is_spill_file(entry->d_name) ? remove_name(dirfd(listing), entry->d_name, 0) : 0;
        if (first == 0)
            first = error_number;
    }
    return first == 0 ? errno : first;
}

static int remove_spill(int folder)
{
    DIR *listing = NULL;
    int first = open_spill(folder, &listing);

    if (is_no_folder(first))
        return remove_name(folder, SPILL_FOLDER, 0);
    if (listing == NULL)
        return first;
    first = remove_spill_files(listing);
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

static int add_bytes(int folder, const char *name, uint64_t *bytes)
{
    struct stat facts;

    if (fstatat(folder, name, &facts, AT_SYMLINK_NOFOLLOW) != 0)
        return errno == ENOENT ? 0 : errno;
    if (S_ISREG(facts.st_mode))
        *bytes += (uint64_t)facts.st_size;
    return 0;
}

static int add_spill_bytes(int folder, uint64_t *bytes)
{
    DIR *listing = NULL;
    const struct dirent *entry = NULL;
    int error_number = open_spill(folder, &listing);

    if (listing == NULL)
        return is_no_folder(error_number) ? 0 : error_number;
    while (error_number == 0 && (entry = next_entry(listing)) != NULL)
        if (is_spill_file(entry->d_name))
            error_number = add_bytes(dirfd(listing), entry->d_name, bytes);
    if (error_number == 0)
        error_number = errno;
    (void)closedir(listing);
    return error_number;
}

int scratch_contents_bytes(int folder, uint64_t *bytes)
{
    int error_number = 0;

    *bytes = 0;
    for (size_t i = 0; error_number == 0 && i < FILE_NAME_COUNT; i++)
        error_number = add_bytes(folder, file_names[i], bytes);
    return error_number == 0 ? add_spill_bytes(folder, bytes) : error_number;
}
