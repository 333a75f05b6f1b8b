#include "store/database_creation.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/buffer.h"
#include "base/error.h"
#include "engine/connection.h"
#include "store/metadata.h"
#include "store/table_name.h"

/* The engines that read the file: every one from this on. */
#define STORAGE_VERSION "v1.4.0"

#define FOLDER_MARK ".new-"
/* DuckDB's, for what does not fit into memory. */
#define SPILL_FOLDER ".tmp"
#define SPILL_FILE "duckdb_temp_"
#define NEW_FILE "new.db"

static mpdata_status run_in_new_file(engine_connection *connection, const char *path,
                                     mpdata_error *error)
{
    buffer sql = BUFFER_INIT;
    mpdata_status status = MPDATA_ERROR_MEMORY;

    if (buffer_append_text(&sql, "ATTACH ") && sql_append_text_literal(&sql, path) &&
        buffer_append_text(&sql, " AS fresh (STORAGE_VERSION '" STORAGE_VERSION "')") &&
        buffer_terminate(&sql))
        status = engine_execute(connection, sql.data, error);
    else
        (void)error_set_memory(error);
    buffer_dispose(&sql);
    /* In one transaction the disk is waited for once. */
    if (status == MPDATA_OK)
        status = engine_execute(connection, "BEGIN", error);
    if (status == MPDATA_OK)
        status = metadata_create(connection, "fresh", error);
    if (status == MPDATA_OK)
        status = engine_execute(connection, "COMMIT", error);
    if (status == MPDATA_OK)
        status = engine_execute(connection, "DETACH fresh", error);
    return status;
}

/* An instance in memory makes the file, because only ATTACH takes a storage version. */
static mpdata_status write_new_file(const engine_library *library, const char *path,
                                    mpdata_error *error)
{
    engine_settings settings = {.threads = 1};
    engine_connection *connection = NULL;
    mpdata_status status = engine_connection_open(library, NULL, &settings, &connection, error);

    if (status != MPDATA_OK)
        return status;
    status = run_in_new_file(connection, path, error);
    engine_connection_close(connection);
    return status;
}

static mpdata_status sync_path(const char *path, mpdata_error *error)
{
    int descriptor = open(path, O_RDONLY | O_CLOEXEC);
    bool synced = descriptor >= 0 && fsync(descriptor) == 0;
    int error_number = errno;

    if (descriptor >= 0)
        (void)close(descriptor);
    if (!synced)
        return error_set_errno(error, MPDATA_ERROR_IO, error_number, "%s: can't sync", path);
    return MPDATA_OK;
}

/* A link, and not a rename, since a rename would replace what another process made meanwhile. */
static mpdata_status put_in_place(const char *fresh, const char *path, mpdata_error *error)
{
    if (chmod(fresh, 0600) != 0)
        return error_set_errno(error, MPDATA_ERROR_IO, errno, "%s: can't set permissions", fresh);
    mpdata_status status = sync_path(fresh, error);
    if (status != MPDATA_OK)
        return status;
    if (link(fresh, path) == 0 || errno == EEXIST)
        return MPDATA_OK;
    /* File systems without hard links. */
    if ((errno == EPERM || errno == ENOTSUP || errno == ENOSYS) && rename(fresh, path) == 0)
        return MPDATA_OK;
    return error_set_errno(error, MPDATA_ERROR_IO, errno, "%s: can't create the database", path);
}

/* What the making of a file may leave in its folder, and the folder itself. */
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

static bool is_creation_folder(const char *name, const char *file_name)
{
    size_t bytes = strlen(file_name);

    return strncmp(name, file_name, bytes) == 0 &&
           strncmp(name + bytes, FOLDER_MARK, sizeof(FOLDER_MARK) - 1) == 0;
}

/* A folder whose lock is free has no living process: the lock is taken before anything is written. */
static void sweep_folder(int parent, const char *name)
{
    int folder = open_folder(parent, name);

    if (folder < 0)
        return;
    if (flock(folder, LOCK_EX | LOCK_NB) == 0)
        remove_folder(parent, name, folder);
    (void)close(folder);
}

static void sweep_dead_creations(const char *parent_path, const char *file_name)
{
    DIR *listing = opendir(parent_path);
    const struct dirent *entry = NULL;

    if (listing == NULL)
        return;
    while ((entry = readdir(listing)) != NULL)
        if (is_creation_folder(entry->d_name, file_name))
            sweep_folder(dirfd(listing), entry->d_name);
    (void)closedir(listing);
}

static void remove_spill_files(DIR *folder)
{
    const struct dirent *entry = NULL;

    while ((entry = readdir(folder)) != NULL)
        if (strncmp(entry->d_name, SPILL_FILE, sizeof(SPILL_FILE) - 1) == 0)
            (void)unlinkat(dirfd(folder), entry->d_name, 0);
}

/* A folder with anything else in it stays. */
static void sweep_spill(const char *path)
{
    DIR *folder = opendir(path);

    if (folder == NULL)
        return;
    remove_spill_files(folder);
    (void)closedir(folder);
    (void)rmdir(path);
}

void database_sweep_beside(const char *path)
{
    const char *file_name = strrchr(path, '/') + 1;
    buffer spill = BUFFER_INIT;
    char *parent_path = strndup(path, (size_t)(file_name - path));

    if (parent_path != NULL)
        sweep_dead_creations(parent_path, file_name);
    if (buffer_append_format(&spill, "%s" SPILL_FOLDER, path) && buffer_terminate(&spill))
        sweep_spill(spill.data);
    buffer_dispose(&spill);
    free(parent_path);
}

static mpdata_status create_in(const engine_library *library, const char *folder, const char *path,
                               mpdata_error *error)
{
    buffer fresh = BUFFER_INIT;
    mpdata_status status = MPDATA_OK;

    if (!buffer_append_text(&fresh, folder) || !buffer_append_text(&fresh, "/" NEW_FILE) ||
        !buffer_terminate(&fresh))
        status = error_set_memory(error);
    if (status == MPDATA_OK)
        status = write_new_file(library, fresh.data, error);
    if (status == MPDATA_OK)
        status = put_in_place(fresh.data, path, error);
    buffer_dispose(&fresh);
    return status;
}

/* `folder` is the template of mkdtemp, below `parent_path`. */
static mpdata_status create_beside(const engine_library *library, const char *parent_path,
                                   char *folder, const char *path, mpdata_error *error)
{
    if (mkdtemp(folder) == NULL)
        return error_set_errno(error, MPDATA_ERROR_IO, errno, "%s: can't create the database",
                               path);
    int parent = open(parent_path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    const char *name = strrchr(folder, '/') + 1;
    int descriptor = parent < 0 ? -1 : open_folder(parent, name);
    mpdata_status status = MPDATA_OK;

    if (descriptor < 0 || flock(descriptor, LOCK_EX | LOCK_NB) != 0)
        status =
            error_set_errno(error, MPDATA_ERROR_IO, errno, "%s: can't create the database", path);
    else
        status = create_in(library, folder, path, error);
    if (descriptor >= 0) {
        remove_folder(parent, name, descriptor);
        (void)close(descriptor);
    }
    if (parent >= 0)
        (void)close(parent);
    return status;
}

mpdata_status database_create(const engine_library *library, const char *path, mpdata_error *error)
{
    const char *file_name = strrchr(path, '/') + 1;
    size_t parent_bytes = file_name - path > 1 ? (size_t)(file_name - path) - 1 : 1;
    char *parent_path = strndup(path, parent_bytes);
    buffer folder = BUFFER_INIT;
    mpdata_status status = MPDATA_OK;

    if (parent_path == NULL || !buffer_append_text(&folder, path) ||
        !buffer_append_text(&folder, FOLDER_MARK "XXXXXX") || !buffer_terminate(&folder)) {
        status = error_set_memory(error);
    } else {
        sweep_dead_creations(parent_path, file_name);
        status = create_beside(library, parent_path, folder.data, path, error);
        if (status == MPDATA_OK)
            status = sync_path(parent_path, error);
    }
    buffer_dispose(&folder);
    free(parent_path);
    return status;
}
