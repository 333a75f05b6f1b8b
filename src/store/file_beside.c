#include "store/file_beside.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <sys/statvfs.h>
#include <unistd.h>

#include "base/buffer.h"
#include "base/error.h"
#include "store/scratch_contents.h"
#include "store/spill.h"

#define FOLDER_MARK ".new-"
#define NEW_FILE "new.db"
/* At the end of the folder's name, for mkdtemp. */
#define RANDOM_CHARACTERS 6
#define MAKE_TRIES 100

static const char *name_in(const char *path)
{
    return strrchr(path, '/') + 1;
}

/* "/a" of "/a/b", "/" of "/b". The caller frees it; NULL where memory ran out. */
static char *parent_of(const char *path)
{
    const char *name = name_in(path);

    return strndup(path, name - path > 1 ? (size_t)(name - path) - 1 : 1);
}

static void remove_folder(int parent, const char *name, int folder)
{
    (void)unlinkat(folder, NEW_FILE, 0);
    (void)unlinkat(folder, NEW_FILE ".wal", 0);
    (void)unlinkat(parent, name, AT_REMOVEDIR);
}

static int open_folder(int parent, const char *name)
{
    return openat(parent, name, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
}

static bool is_ours(const char *name, const char *file_name)
{
    size_t bytes = strlen(file_name);

    return strncmp(name, file_name, bytes) == 0 &&
           strncmp(name + bytes, FOLDER_MARK, sizeof(FOLDER_MARK) - 1) == 0;
}

static void sweep_spill_in(const char *folder_path)
{
    buffer path = BUFFER_INIT;

    if (buffer_append_format(&path, "%s/" NEW_FILE, folder_path) && buffer_terminate(&path))
        spill_sweep(path.data);
    buffer_dispose(&path);
}

/* A folder whose lock is free has no living process: the lock is taken before anything is written. */
static void sweep_folder(int parent, const char *parent_path, const char *name)
{
    int folder = open_folder(parent, name);
    buffer path = BUFFER_INIT;

    if (folder < 0)
        return;
    if (flock(folder, LOCK_EX | LOCK_NB) == 0) {
        if (buffer_append_format(&path, "%s/%s", parent_path, name) && buffer_terminate(&path))
            sweep_spill_in(path.data);
        remove_folder(parent, name, folder);
    }
    buffer_dispose(&path);
    (void)close(folder);
}

void file_beside_sweep(const char *target)
{
    char *parent_path = parent_of(target);
    DIR *listing = parent_path == NULL ? NULL : opendir(parent_path);
    const struct dirent *entry = NULL;

    while (listing != NULL && (entry = readdir(listing)) != NULL)
        if (is_ours(entry->d_name, name_in(target)))
            sweep_folder(dirfd(listing), parent_path, entry->d_name);
    if (listing != NULL)
        (void)closedir(listing);
    free(parent_path);
}

static mpdata_status make_names(file_beside *f, const char *target, mpdata_error *error)
{
    buffer folder = BUFFER_INIT;

    f->target = strdup(target);
    if (f->target == NULL || !buffer_append_text(&folder, target) ||
        !buffer_append_text(&folder, FOLDER_MARK "XXXXXX") || !buffer_terminate(&folder)) {
        buffer_dispose(&folder);
        return error_set_memory(error);
    }
    f->folder_path = folder.data;
    return MPDATA_OK;
}

/*
 * Another process may sweep the folder away before it is locked, as one whose process died: EAGAIN, and another one is made.
 */
static int make_and_lock(file_beside *f)
{
    memset(f->folder_path + strlen(f->folder_path) - RANDOM_CHARACTERS, 'X', RANDOM_CHARACTERS);
    if (mkdtemp(f->folder_path) == NULL)
        return errno;
    f->folder = open_folder(f->parent, name_in(f->folder_path));
    int error_number = f->folder >= 0 && flock(f->folder, LOCK_EX | LOCK_NB) == 0 ? 0 : errno;
    if (error_number == 0 && scratch_folder_has_name(f->folder, f->parent, name_in(f->folder_path)))
        return 0;
    if (f->folder >= 0)
        (void)close(f->folder);
    f->folder = -1;
    (void)rmdir(f->folder_path);
    return error_number == 0 || error_number == ENOENT ? EAGAIN : error_number;
}

static mpdata_status make_folder(file_beside *f, mpdata_error *error)
{
    buffer path = BUFFER_INIT;
    char *parent_path = parent_of(f->target);
    int error_number = EAGAIN;

    if (parent_path == NULL)
        return error_set_memory(error);
    f->parent = open(parent_path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (f->parent < 0)
        error_number = errno;
    free(parent_path);
    for (int i = 0; i < MAKE_TRIES && error_number == EAGAIN; i++)
        error_number = make_and_lock(f);
    if (error_number != 0)
        return error_set_errno(error, MPDATA_ERROR_IO, error_number,
                               "%s: can't create the database", f->target);
    if (!buffer_append_format(&path, "%s/" NEW_FILE, f->folder_path) || !buffer_terminate(&path)) {
        buffer_dispose(&path);
        return error_set_memory(error);
    }
    f->path = path.data;
    return MPDATA_OK;
}

mpdata_status file_beside_open(file_beside *f, const char *target, mpdata_error *error)
{
    mpdata_status status = make_names(f, target, error);

    if (status != MPDATA_OK)
        return status;
    file_beside_sweep(target);
    return make_folder(f, error);
}

mpdata_status file_beside_check_room(const file_beside *f, uint64_t bytes, mpdata_error *error)
{
    struct statvfs disk;

    if (fstatvfs(f->folder, &disk) != 0)
        return MPDATA_OK;
    uint64_t free_bytes = (uint64_t)disk.f_bavail * disk.f_frsize;
    if (free_bytes >= bytes)
        return MPDATA_OK;
    return error_set(error, MPDATA_ERROR_IO,
                     "%s: no room on the disk: %llu bytes are needed, %llu are free", f->target,
                     (unsigned long long)bytes, (unsigned long long)free_bytes);
}

/* Its owner's alone, and on the disk. The descriptor stays open; -1 on an error. */
static mpdata_status seal(const file_beside *f, int *descriptor, mpdata_error *error)
{
    mpdata_status status = MPDATA_OK;

    *descriptor = open(f->path, O_RDWR | O_NOFOLLOW | O_CLOEXEC);
    if (*descriptor < 0 || fchmod(*descriptor, 0600) != 0)
        status =
            error_set_errno(error, MPDATA_ERROR_IO, errno, "%s: can't set permissions", f->path);
    else if (fsync(*descriptor) != 0)
        status = error_set_errno(error, MPDATA_ERROR_IO, errno, "%s: can't sync", f->path);
    if (status != MPDATA_OK && *descriptor >= 0) {
        (void)close(*descriptor);
        *descriptor = -1;
    }
    return status;
}

static mpdata_status sync_parent(const file_beside *f, mpdata_error *error)
{
    if (fsync(f->parent) == 0)
        return MPDATA_OK;
    return error_set_errno(error, MPDATA_ERROR_IO, errno, "%s: can't sync its folder", f->target);
}

/* A link, and not a rename, since a rename would replace what another process made meanwhile. */
static mpdata_status put_in_place(const file_beside *f, bool *is_taken, mpdata_error *error)
{
    if (link(f->path, f->target) == 0)
        return MPDATA_OK;
    if (errno == EEXIST) {
        *is_taken = true;
        return MPDATA_OK;
    }
    /* File systems without hard links. */
    if ((errno == EPERM || errno == ENOTSUP || errno == ENOSYS) && rename(f->path, f->target) == 0)
        return MPDATA_OK;
    return error_set_errno(error, MPDATA_ERROR_IO, errno, "%s: can't create the database",
                           f->target);
}

mpdata_status file_beside_publish(file_beside *f, bool *is_taken, mpdata_error *error)
{
    int descriptor = -1;
    mpdata_status status = seal(f, &descriptor, error);

    *is_taken = false;
    if (status != MPDATA_OK)
        return status;
    (void)close(descriptor);
    status = put_in_place(f, is_taken, error);
    return status == MPDATA_OK && !*is_taken ? sync_parent(f, error) : status;
}

/* As DuckDB locks a file that it writes. */
static mpdata_status lock(int descriptor, const file_beside *f, mpdata_error *error)
{
    struct flock lock = {.l_type = F_WRLCK, .l_whence = SEEK_SET};

    if (fcntl(descriptor, F_SETLK, &lock) == 0)
        return MPDATA_OK;
    return error_set_errno(error, MPDATA_ERROR_IO, errno, "%s: can't lock it", f->path);
}

mpdata_status file_beside_replace(file_beside *f, int *locked, mpdata_error *error)
{
    int descriptor = -1;
    mpdata_status status = seal(f, &descriptor, error);

    if (locked != NULL)
        *locked = -1;
    if (status != MPDATA_OK)
        return status;
    if (locked != NULL)
        status = lock(descriptor, f, error);
    if (status == MPDATA_OK && rename(f->path, f->target) != 0)
        status = error_set_errno(error, MPDATA_ERROR_IO, errno, "%s: can't be replaced", f->target);
    if (status != MPDATA_OK || locked == NULL)
        (void)close(descriptor);
    else
        *locked = descriptor;
    return status == MPDATA_OK ? sync_parent(f, error) : status;
}

void file_beside_close(file_beside *f)
{
    if (f->folder >= 0) {
        sweep_spill_in(f->folder_path);
        remove_folder(f->parent, name_in(f->folder_path), f->folder);
        (void)close(f->folder);
    }
    if (f->parent >= 0)
        (void)close(f->parent);
    free(f->path);
    free(f->folder_path);
    free(f->target);
    *f = (file_beside)FILE_BESIDE_INIT;
}
