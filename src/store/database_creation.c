#include "store/database_creation.h"

#include <errno.h>
#include <fcntl.h>
#include <unistd.h>

#include "base/buffer.h"
#include "base/error.h"
#include "engine/connection.h"
#include "engine/file_layout.h"
#include "store/file_beside.h"
#include "store/metadata.h"
#include "store/open_files.h"
#include "store/spill.h"
#include "store/table_name.h"

static mpdata_status run_in_new_file(engine_connection *connection, const char *path,
                                     mpdata_error *error)
{
    buffer sql = BUFFER_INIT;
    mpdata_status status = MPDATA_ERROR_MEMORY;

    if (buffer_append_text(&sql, "ATTACH ") && sql_append_text_literal(&sql, path) &&
        buffer_append_text(&sql, " AS fresh (STORAGE_VERSION '" DATABASE_STORAGE_VERSION "')") &&
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
mpdata_status database_create_private(const engine_library *library, const char *path,
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

static mpdata_status look_at(const char *path, struct stat *out, mpdata_error *error)
{
    if (stat(path, out) == 0)
        return MPDATA_OK;
    return error_set_errno(error, MPDATA_ERROR_IO, errno, "%s: can't look at the new file", path);
}

mpdata_status database_create(const engine_library *library, const char *path, struct stat *made,
                              bool *is_taken, mpdata_error *error)
{
    file_beside file = FILE_BESIDE_INIT;
    mpdata_status status = file_beside_open(&file, path, error);

    *is_taken = false;
    if (status == MPDATA_OK)
        status = database_create_private(library, file.path, error);
    if (status == MPDATA_OK)
        status = look_at(file.path, made, error);
    if (status == MPDATA_OK) {
        status = file_beside_publish(&file, is_taken, error);
        /* It may be at its place already, and not synced there. */
        if (status != MPDATA_OK)
            database_discard(path, made);
    }
    file_beside_close(&file);
    return status;
}

/* Under the lock that DuckDB takes, too: -1 where another process has the file open, or there is none. */
static int open_locked(const char *path, struct stat *facts)
{
    struct flock lock = {.l_type = F_WRLCK, .l_whence = SEEK_SET};
    int descriptor = open(path, O_RDWR | O_CLOEXEC | O_NOFOLLOW);

    if (descriptor >= 0 &&
        (fcntl(descriptor, F_SETLK, &lock) != 0 || fstat(descriptor, facts) != 0)) {
        (void)close(descriptor);
        descriptor = -1;
    }
    return descriptor;
}

void database_discard(const char *path, const struct stat *made)
{
    struct stat now;
    int descriptor = open_locked(path, &now);

    if (descriptor < 0)
        return;
    if (now.st_dev == made->st_dev && now.st_ino == made->st_ino && now.st_size == made->st_size &&
        now.st_mtim.tv_sec == made->st_mtim.tv_sec && now.st_mtim.tv_nsec == made->st_mtim.tv_nsec)
        (void)unlink(path);
    (void)close(descriptor);
}

void database_discard_blank(const char *path)
{
    struct stat now;

    /* Closing a descriptor would give another thread's lock away. */
    if (stat(path, &now) != 0 || open_files_has(now.st_dev, now.st_ino))
        return;
    int descriptor = open_locked(path, &now);
    if (descriptor < 0)
        return;
    if (S_ISREG(now.st_mode) && now.st_size <= ENGINE_FILE_HEAD_BYTES)
        (void)unlink(path);
    (void)close(descriptor);
}

void database_sweep_beside(const char *path)
{
    file_beside_sweep(path);
    spill_sweep(path);
}
