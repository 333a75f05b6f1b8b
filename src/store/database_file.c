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
#include "engine/connection.h"
#include "store/metadata.h"
#include "store/table_name.h"

/* Every DuckDB file has these bytes behind its first checksum. */
#define MAGIC "DUCK"
#define MAGIC_OFFSET 8
#define HEADER_BYTES (MAGIC_OFFSET + sizeof(MAGIC) - 1)

/* The engines that read the file: every one from this on. See docs/ARCHITECTURE.md. */
#define STORAGE_VERSION "v1.4.0"

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
    if (real == NULL)
        return error_set_errno(error,
                               errno == ENOENT ? MPDATA_ERROR_DATABASE_NOT_FOUND : MPDATA_ERROR_IO,
                               errno, "%s: can't open the database", path);
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

mpdata_status database_file_check_content(const char *path, mpdata_error *error)
{
    char header[HEADER_BYTES] = {0};
    int descriptor = open(path, O_RDONLY | O_CLOEXEC);

    if (descriptor < 0)
        return error_set_errno(error, MPDATA_ERROR_IO, errno, "%s: can't open the database", path);
    ssize_t got = pread(descriptor, header, sizeof(header), 0);
    int error_number = errno;
    (void)close(descriptor);
    if (got < 0)
        return error_set_errno(error, MPDATA_ERROR_IO, error_number, "%s: can't read", path);
    if ((size_t)got < sizeof(header) ||
        memcmp(header + MAGIC_OFFSET, MAGIC, sizeof(MAGIC) - 1) != 0)
        return error_set(error, MPDATA_ERROR_NOT_A_DATABASE,
                         "%s: %s, not a DuckDB database. Choose another name, or move it away",
                         path, got == 0 ? "an empty file" : "a file of another kind");
    return MPDATA_OK;
}

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
    if (status == MPDATA_OK)
        status = metadata_create(connection, "fresh", error);
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

static mpdata_status create_in(const engine_library *library, const char *folder, const char *path,
                               mpdata_error *error)
{
    char *fresh = NULL;
    char *wal = NULL;
    mpdata_status status = join_path(folder, "new.db", &fresh, error);

    if (status == MPDATA_OK)
        status = join_path(folder, "new.db.wal", &wal, error);
    if (status == MPDATA_OK)
        status = write_new_file(library, fresh, error);
    if (status == MPDATA_OK)
        status = put_in_place(fresh, path, error);
    if (fresh != NULL)
        (void)unlink(fresh);
    if (wal != NULL)
        (void)unlink(wal);
    free(fresh);
    free(wal);
    return status;
}

mpdata_status database_file_create(const engine_library *library, const char *path,
                                   mpdata_error *error)
{
    buffer folder = BUFFER_INIT;
    mpdata_status status = MPDATA_OK;

    if (!buffer_append_format(&folder, "%s.new-XXXXXX", path) || !buffer_terminate(&folder)) {
        buffer_dispose(&folder);
        return error_set_memory(error);
    }
    if (mkdtemp(folder.data) == NULL) {
        status =
            error_set_errno(error, MPDATA_ERROR_IO, errno, "%s: can't create the database", path);
    } else {
        status = create_in(library, folder.data, path, error);
        (void)rmdir(folder.data);
    }
    if (status == MPDATA_OK) {
        char *slash = strrchr(folder.data, '/');
        slash[slash == folder.data ? 1 : 0] = '\0';
        status = sync_path(folder.data, error);
    }
    buffer_dispose(&folder);
    return status;
}
