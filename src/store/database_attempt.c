#include "store/database_attempt.h"

#include <stdlib.h>
#include <sys/stat.h>

#include "base/buffer.h"
#include "base/error.h"
#include "store/checkpoint.h"
#include "store/checkpoint_recovery.h"
#include "store/database_creation.h"
#include "store/database_file.h"
#include "store/lock_holder.h"
#include "store/open_files.h"

/* Of a file that is another one each time. */
#define CHANGE_TRIES 20

bool database_may_create(const mpdata_open_options *options)
{
    return !options->existing_only && !options->read_only;
}

mpdata_status database_connect(mpdata_db *db, const mpdata_open_options *options,
                               mpdata_error *error)
{
    engine_settings settings = {.read_only = options->read_only,
                                .threads = options->threads,
                                .memory_limit_bytes = options->memory_limit_bytes};

    mpdata_status status = engine_connection_open(db->instance->library, db->instance->path,
                                                  &settings, &db->connection, error);

    db->instance->open_count = status == MPDATA_OK ? 1 : 0;
    if (status == MPDATA_ERROR_DATABASE_LOCKED)
        status = lock_holder_name(db->instance->path, error);
    return status;
}

static void disconnect(mpdata_db *db)
{
    database_disconnect(db);
    db->instance->open_count = 0;
}

char *database_log_path(const mpdata_db *db)
{
    buffer path = BUFFER_INIT;

    if (!buffer_append_text(&path, db->instance->path) || !buffer_append_text(&path, ".wal") ||
        !buffer_terminate(&path)) {
        buffer_dispose(&path);
        return NULL;
    }
    return path.data;
}

void database_restrict_log(const mpdata_db *db)
{
    char *path = db->instance->path == NULL ? NULL : database_log_path(db);

    if (path != NULL)
        (void)chmod(path, 0600);
    free(path);
}

/*
 * A writer that died may have left a log, which DuckDB can't always replay for an open that reads only. So the file is
 * opened for writing first, where that is possible; where not, the open for reading tells why.
 */
static mpdata_status replay_log(mpdata_db *db, const mpdata_open_options *options,
                                mpdata_error *error)
{
    mpdata_open_options writing = *options;
    char *path = database_log_path(db);
    struct stat facts;
    mpdata_status status = MPDATA_OK;

    writing.read_only = false;
    if (path != NULL && stat(path, &facts) == 0 && facts.st_size > 0 &&
        database_connect(db, &writing, NULL) == MPDATA_OK) {
        if (checkpoint_protect(db, NULL) == MPDATA_OK)
            (void)checkpoint_run_last(db, NULL);
        else
            checkpoint_run_none(db);
        disconnect(db);
        /* The checkpoint may have failed half-way. */
        status = checkpoint_recover(db->instance->path, error);
    }
    free(path);
    return status;
}

/* In the list of open files, in place of the one that had its path before. */
static mpdata_status list_file(mpdata_db *db, dev_t device, ino_t inode, mpdata_error *error)
{
    database_instance *instance = db->instance;

    if (instance->is_listed && instance->device == device && instance->inode == inode)
        return MPDATA_OK;
    if (instance->is_listed)
        open_files_remove(instance->device, instance->inode);
    mpdata_status status = open_files_add(device, inode, instance->path, error);
    instance->is_listed = status == MPDATA_OK;
    instance->device = device;
    instance->inode = inode;
    return status;
}

mpdata_status database_find(mpdata_db *db, const mpdata_open_options *options, mpdata_error *error)
{
    database_instance *instance = db->instance;
    bool exists = false;
    bool is_taken = false;
    dev_t device = 0;
    ino_t inode = 0;
    mpdata_status status = database_file_exists(instance->path, &exists, &device, &inode, error);

    if (status != MPDATA_OK)
        return status;
    if (exists) {
        bool is_the_same = instance->device == device && instance->inode == inode;
        instance->is_created = instance->is_created && is_the_same;
        return list_file(db, device, inode, error);
    }
    if (!database_may_create(options))
        return error_set(error, MPDATA_ERROR_DATABASE_NOT_FOUND, "%s: there is no such database",
                         instance->path);
    if (database_log_bytes(db) > 0)
        return error_set(error, MPDATA_ERROR_NOT_A_DATABASE,
                         "%s.wal: the log of a database that is not there any more. Put the "
                         "database back beside it, or remove it",
                         instance->path);
    status = database_create(instance->library, instance->path, &instance->made, &is_taken, error);
    instance->is_created = status == MPDATA_OK && !is_taken;
    device = instance->made.st_dev;
    inode = instance->made.st_ino;
    if (is_taken)
        status = database_file_exists(instance->path, &exists, &device, &inode, error);
    return status == MPDATA_OK ? list_file(db, device, inode, error) : status;
}

bool database_is_listed_file(const mpdata_db *db)
{
    const database_instance *instance = db->instance;
    struct stat facts;

    return instance->is_listed && stat(instance->path, &facts) == 0 &&
           database_instance_is_file(instance, &facts);
}

static mpdata_status open_found(mpdata_db *db, const mpdata_open_options *options,
                                mpdata_error *error)
{
    mpdata_status status = checkpoint_recover(db->instance->path, error);

    if (status == MPDATA_OK)
        status = database_file_check_content(db->instance->path, error);
    if (status != MPDATA_OK)
        return status;
    if (db->instance->read_only)
        status = replay_log(db, options, error);
    return status == MPDATA_OK ? database_connect(db, options, error) : status;
}

/*
 * Who had the file before may have removed it since it was looked at: then DuckDB has opened what has no name any more, or
 * has made another one of its own, without _metadata and in another format.
 */
static mpdata_status give_up_changed(mpdata_db *db, mpdata_error *error)
{
    bool may_have_made_one = db->connection != NULL && !db->instance->read_only;

    if (db->connection != NULL)
        disconnect(db);
    if (may_have_made_one)
        database_discard_blank(db->instance->path);
    return error_set(error, MPDATA_ERROR_DATABASE_LOCKED,
                     "%s: other processes remove or replace the database again and again",
                     db->instance->path);
}

mpdata_status database_attempt(mpdata_db *db, const mpdata_open_options *options, bool *is_locked,
                               mpdata_error *error)
{
    mpdata_status status = MPDATA_OK;

    for (int i = 0; i < CHANGE_TRIES; i++) {
        *is_locked = false;
        status = database_find(db, options, error);
        if (status != MPDATA_OK)
            return status;
        status = open_found(db, options, error);
        *is_locked = status == MPDATA_ERROR_DATABASE_LOCKED;
        if (database_is_listed_file(db))
            return status;
        status = give_up_changed(db, error);
    }
    return status;
}
