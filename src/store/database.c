#include "store/database.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/buffer.h"
#include "base/error.h"
#include "store/database_creation.h"
#include "store/database_file.h"
#include "store/metadata.h"
#include "store/open_files.h"
#include "store/project.h"
#include "store/row_cursor.h"
#include "store/stage.h"

mpdata_status database_check_open(const mpdata_db *db, mpdata_error *error)
{
    if (db == NULL)
        return error_set(error, MPDATA_ERROR_ARGUMENT, "the database handle must not be NULL");
    if (db->connection == NULL)
        return error_set(error, MPDATA_ERROR_CLOSED, "the database is closed");
    if (db->is_loading)
        return error_set(error, MPDATA_ERROR_ARGUMENT,
                         "the handle is busy with a load: commit or abort it first");
    return MPDATA_OK;
}

mpdata_status database_check_writable(const mpdata_db *db, const char *action, mpdata_error *error)
{
    mpdata_status status = database_check_open(db, error);

    if (status == MPDATA_OK && db->read_only)
        return error_set(error, MPDATA_ERROR_READ_ONLY,
                         "the database is open for reading only: can't %s", action);
    return status;
}

int database_is_interrupted(void *db)
{
    return atomic_load(&((const mpdata_db *)db)->interrupted) ? 1 : 0;
}

void database_set_uninterruptible(mpdata_db *db, bool is_uninterruptible)
{
    (void)pthread_mutex_lock(&db->mutex);
    db->is_uninterruptible = is_uninterruptible;
    (void)pthread_mutex_unlock(&db->mutex);
}

void database_add_dependent(mpdata_db *db, database_dependent *dependent)
{
    dependent->previous = NULL;
    dependent->next = db->dependents;
    if (db->dependents != NULL)
        db->dependents->previous = dependent;
    db->dependents = dependent;
}

void database_remove_dependent(mpdata_db *db, database_dependent *dependent)
{
    if (dependent->previous != NULL)
        dependent->previous->next = dependent->next;
    else if (db->dependents == dependent)
        db->dependents = dependent->next;
    if (dependent->next != NULL)
        dependent->next->previous = dependent->previous;
    dependent->previous = NULL;
    dependent->next = NULL;
}

static void end_dependents(mpdata_db *db, bool and_lasting)
{
    database_dependent *next = NULL;

    for (database_dependent *dependent = db->dependents; dependent != NULL; dependent = next) {
        next = dependent->next;
        if (dependent->is_lasting && !and_lasting)
            continue;
        database_remove_dependent(db, dependent);
        dependent->end(dependent);
    }
}

void database_end_streams(mpdata_db *db)
{
    end_dependents(db, false);
}

void database_begin_query(mpdata_db *db)
{
    atomic_store(&db->interrupted, false);
    end_dependents(db, false);
}

static mpdata_status new_handle(const mpdata_open_options *options, mpdata_db **out,
                                mpdata_error *error)
{
    mpdata_db *db = calloc(1, sizeof(*db));

    *out = NULL;
    if (db == NULL)
        return error_set_memory(error);
    if (pthread_mutex_init(&db->mutex, NULL) != 0) {
        free(db);
        return error_set_memory(error);
    }
    atomic_init(&db->interrupted, false);
    db->read_only = options->read_only;
    db->memory_limit_bytes = options->memory_limit_bytes;
    db->discard_unless_loaded = options->discard_unless_loaded;

    mpdata_status status = engine_library_load(options->engine_library, &db->library, error);
    if (status != MPDATA_OK) {
        mpdata_db_free(db);
        return status;
    }
    *out = db;
    return MPDATA_OK;
}

static mpdata_status connect(mpdata_db *db, const mpdata_open_options *options, mpdata_error *error)
{
    engine_settings settings = {.read_only = options->read_only,
                                .threads = options->threads,
                                .memory_limit_bytes = options->memory_limit_bytes};

    return engine_connection_open(db->library, db->path, &settings, &db->connection, error);
}

/* "path.wal". The caller frees it; NULL where memory ran out. */
static char *log_path(const mpdata_db *db)
{
    buffer path = BUFFER_INIT;

    if (!buffer_append_text(&path, db->path) || !buffer_append_text(&path, ".wal") ||
        !buffer_terminate(&path)) {
        buffer_dispose(&path);
        return NULL;
    }
    return path.data;
}

void database_restrict_log(const mpdata_db *db)
{
    char *path = db->path == NULL ? NULL : log_path(db);

    if (path != NULL)
        (void)chmod(path, 0600);
    free(path);
}

/*
 * A writer that died may have left a log, which DuckDB can't always replay for an open that reads only. So the file is
 * opened for writing first, where that is possible; where not, the open for reading tells why.
 */
static void replay_log(mpdata_db *db, const mpdata_open_options *options)
{
    mpdata_open_options writing = *options;
    char *path = log_path(db);
    struct stat facts;

    writing.read_only = false;
    if (path != NULL && stat(path, &facts) == 0 && facts.st_size > 0 &&
        connect(db, &writing, NULL) == MPDATA_OK) {
        (void)engine_execute(db->connection, "CHECKPOINT", NULL);
        engine_connection_close(db->connection);
        db->connection = NULL;
    }
    free(path);
}

/* Another process may have opened the file that this one made, and loaded something: then it is no longer ours. */
static void check_still_empty(mpdata_db *db)
{
    int64_t tables = 0;

    if (!db->is_created)
        return;
    mpdata_status status = row_cursor_read_int64(
        db->connection,
        "SELECT count(*) FROM duckdb_tables() WHERE table_name NOT IN ('_metadata', '_loads')",
        NULL, 0, &tables, NULL);
    db->is_created = status == MPDATA_OK && tables == 0;
}

/* A file that exists for sure: makes it where that is wanted. */
static mpdata_status find_or_create(mpdata_db *db, bool may_be_made, mpdata_error *error)
{
    bool exists = false;
    mpdata_status status = database_file_exists(db->path, &exists, &db->device, &db->inode, error);

    if (status != MPDATA_OK || exists)
        return status;
    if (!may_be_made)
        return error_set(error, MPDATA_ERROR_DATABASE_NOT_FOUND, "%s: there is no such database",
                         db->path);
    status = database_create(db->library, db->path, error);
    db->is_created = status == MPDATA_OK;
    if (status == MPDATA_OK)
        status = database_file_exists(db->path, &exists, &db->device, &db->inode, error);
    return status;
}

/* What a writing open owes the file: _metadata in a file from elsewhere, nothing of a dead load. */
static mpdata_status prepare_for_writing(mpdata_db *db, mpdata_error *error)
{
    mpdata_status status = MPDATA_OK;

    if (db->path != NULL)
        database_sweep_beside(db->path);
    if (!db->is_created)
        status = metadata_create(db->connection, "main", error);

    return status == MPDATA_OK ? stage_sweep(db->connection, error) : status;
}

static bool may_create(const mpdata_open_options *options)
{
    return !options->existing_only && !options->read_only;
}

static mpdata_status open_file(mpdata_db *db, const mpdata_open_options *options,
                               mpdata_error *error)
{
    mpdata_status status = find_or_create(db, may_create(options), error);

    if (status == MPDATA_OK)
        status = open_files_add(db->device, db->inode, db->path, error);
    if (status != MPDATA_OK)
        return status;
    db->is_listed = true;
    status = database_file_check_content(db->path, error);
    if (status == MPDATA_OK && db->read_only)
        replay_log(db, options);
    if (status == MPDATA_OK)
        status = connect(db, options, error);
    if (status == MPDATA_OK)
        check_still_empty(db);
    if (status == MPDATA_OK && !db->read_only)
        status = prepare_for_writing(db, error);
    return status;
}

/* NULL stands for the defaults. A struct that no init macro filled holds anything at all. */
static mpdata_status check_options(const mpdata_open_options **options, mpdata_error *error)
{
    static const mpdata_open_options defaults = MPDATA_OPEN_OPTIONS_INIT;

    if (*options == NULL)
        *options = &defaults;
    if ((*options)->struct_bytes != sizeof(defaults))
        return error_set(error, MPDATA_ERROR_ARGUMENT,
                         "the options were not started with MPDATA_OPEN_OPTIONS_INIT");
    return MPDATA_OK;
}

mpdata_status mpdata_open(const char *path, const mpdata_open_options *options, mpdata_db **out,
                          mpdata_error *error)
{
    mpdata_db *db = NULL;

    if (out == NULL)
        return error_set(error, MPDATA_ERROR_ARGUMENT, "out must not be NULL");
    *out = NULL;
    if (path == NULL || path[0] == '\0')
        return error_set(error, MPDATA_ERROR_ARGUMENT, "a database needs a path");
    mpdata_status status = check_options(&options, error);
    if (status == MPDATA_OK)
        status = new_handle(options, &db, error);
    if (status == MPDATA_OK)
        status = database_file_resolve(path, may_create(options), &db->path, error);
    if (status == MPDATA_OK)
        status = open_file(db, options, error);
    if (status != MPDATA_OK) {
        mpdata_db_free(db);
        return status;
    }
    *out = db;
    return MPDATA_OK;
}

mpdata_status mpdata_open_project(const char *project_id, size_t id_bytes,
                                  const mpdata_open_options *options, mpdata_db **out,
                                  mpdata_error *error)
{
    char *path = NULL;

    if (out == NULL)
        return error_set(error, MPDATA_ERROR_ARGUMENT, "out must not be NULL");
    *out = NULL;
    if (project_id == NULL)
        return error_set(error, MPDATA_ERROR_ARGUMENT, "a project id must not be NULL");
    if (id_bytes == MPDATA_NUL_TERMINATED)
        id_bytes = strlen(project_id);
    mpdata_status status = project_path(project_id, id_bytes, &path, error);
    if (status == MPDATA_OK)
        status = mpdata_open(path, options, out, error);
    free(path);
    return status;
}

mpdata_status mpdata_open_memory(const mpdata_open_options *options, mpdata_db **out,
                                 mpdata_error *error)
{
    mpdata_db *db = NULL;

    if (out == NULL)
        return error_set(error, MPDATA_ERROR_ARGUMENT, "out must not be NULL");
    *out = NULL;
    mpdata_status status = check_options(&options, error);
    if (status != MPDATA_OK)
        return status;
    if (options->read_only)
        return error_set(error, MPDATA_ERROR_ARGUMENT,
                         "a database in memory is empty when it is opened: it can't be read-only");
    status = new_handle(options, &db, error);
    if (status == MPDATA_OK)
        status = connect(db, options, error);
    if (status == MPDATA_OK)
        status = prepare_for_writing(db, error);
    if (status != MPDATA_OK) {
        mpdata_db_free(db);
        return status;
    }
    *out = db;
    return MPDATA_OK;
}

mpdata_status mpdata_db_close(mpdata_db *db, mpdata_error *error)
{
    mpdata_status status = MPDATA_OK;

    if (db == NULL || db->connection == NULL)
        return MPDATA_OK;
    end_dependents(db, true);
    database_set_uninterruptible(db, true);
    if (db->is_created && db->discard_unless_loaded)
        /* While the lock still keeps other processes out. */
        (void)unlink(db->path);
    else if (!db->read_only && db->path != NULL)
        /* By ourselves, since closing tells nobody of a failure. */
        status = engine_execute(db->connection, "CHECKPOINT", error);
    (void)pthread_mutex_lock(&db->mutex);
    engine_connection *connection = db->connection;
    db->connection = NULL;
    (void)pthread_mutex_unlock(&db->mutex);
    engine_connection_close(connection);
    if (db->is_listed)
        open_files_remove(db->device, db->inode);
    db->is_listed = false;
    return status;
}

void mpdata_db_free(mpdata_db *db)
{
    if (db == NULL)
        return;
    (void)mpdata_db_close(db, NULL);
    if (db->is_listed)
        open_files_remove(db->device, db->inode);
    engine_library_free(db->library);
    (void)pthread_mutex_destroy(&db->mutex);
    free(db->path);
    free(db);
}

const char *mpdata_db_path(const mpdata_db *db)
{
    return db == NULL ? NULL : db->path;
}

bool mpdata_db_is_read_only(const mpdata_db *db)
{
    return db != NULL && db->read_only;
}

bool mpdata_db_is_open(const mpdata_db *db)
{
    return db != NULL && db->connection != NULL;
}

void mpdata_db_interrupt(mpdata_db *db)
{
    if (db == NULL)
        return;
    atomic_store(&db->interrupted, true);
    (void)pthread_mutex_lock(&db->mutex);
    if (db->connection != NULL && !db->is_uninterruptible)
        engine_connection_interrupt(db->connection);
    (void)pthread_mutex_unlock(&db->mutex);
}
