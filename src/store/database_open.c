/*
 * Opening a database: the file is found or made, checked, and connected to.
 */
#include "store/database.h"

#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>

#include "base/buffer.h"
#include "base/error.h"
#include "store/database_creation.h"
#include "store/database_file.h"
#include "store/lock_holder.h"
#include "store/macros.h"
#include "store/metadata.h"
#include "store/open_files.h"
#include "store/project.h"
#include "store/row_cursor.h"
#include "store/scratch_sweep.h"
#include "store/stage.h"

/* For SQL that is not the user's own, where the options say nothing. */
#define SAFE_MEMORY_BYTES ((uint64_t)1 << 30)
#define SAFE_TIME_MS 30000
/* Between two tries to open a file that is locked. */
#define RETRY_MS 100
/* How often a file is looked for again that was replaced while it was opened. */
#define REPLACED_TRIES 10

static mpdata_status connect(mpdata_db *db, const mpdata_open_options *options, mpdata_error *error)
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

static int64_t clock_ms(void)
{
    struct timespec now;

    (void)clock_gettime(CLOCK_MONOTONIC, &now);
    return (int64_t)now.tv_sec * 1000 + now.tv_nsec / 1000000;
}

/* The same, as often as the options say. */
static mpdata_status connect_waiting(mpdata_db *db, const mpdata_open_options *options,
                                     mpdata_error *error)
{
    const struct timespec pause = {0, RETRY_MS * 1000000};
    int64_t started_ms = clock_ms();
    mpdata_error locked;
    mpdata_status status = connect(db, options, &locked);

    while (status == MPDATA_ERROR_DATABASE_LOCKED) {
        uint64_t waited_ms = (uint64_t)(clock_ms() - started_ms);

        if (waited_ms >= options->wait_ms)
            break;
        if (options->on_wait != NULL &&
            options->on_wait(&locked, waited_ms, options->wait_payload) != 0)
            return error_set(error, MPDATA_ERROR_INTERRUPTED,
                             "interrupted while waiting for the database");
        (void)nanosleep(&pause, NULL);
        status = connect(db, options, &locked);
    }
    if (status != MPDATA_OK && error != NULL)
        *error = locked;
    return status;
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
static void replay_log(mpdata_db *db, const mpdata_open_options *options)
{
    mpdata_open_options writing = *options;
    char *path = database_log_path(db);
    struct stat facts;

    writing.read_only = false;
    if (path != NULL && stat(path, &facts) == 0 && facts.st_size > 0 &&
        connect(db, &writing, NULL) == MPDATA_OK) {
        (void)engine_execute(db->connection, "CHECKPOINT", NULL);
        engine_connection_close(db->connection);
        db->connection = NULL;
        db->instance->open_count = 0;
    }
    free(path);
}

/* Another process may have opened the file that this one made, and loaded something: then it is no longer ours. */
static void check_still_empty(mpdata_db *db)
{
    int64_t tables = 0;

    if (!db->instance->is_created)
        return;
    mpdata_status status = row_cursor_read_int64(
        db->connection,
        "SELECT count(*) FROM duckdb_tables() WHERE table_name NOT IN ('_metadata', '_loads')",
        NULL, 0, &tables, NULL);
    db->instance->is_created = status == MPDATA_OK && tables == 0;
}

/* A file that exists for sure: makes it where that is wanted. */
static mpdata_status find_or_create(mpdata_db *db, bool may_be_made, mpdata_error *error)
{
    bool exists = false;
    mpdata_status status = database_file_exists(db->instance->path, &exists, &db->instance->device,
                                                &db->instance->inode, error);

    if (status != MPDATA_OK || exists)
        return status;
    if (!may_be_made)
        return error_set(error, MPDATA_ERROR_DATABASE_NOT_FOUND, "%s: there is no such database",
                         db->instance->path);
    if (database_log_bytes(db) > 0)
        return error_set(error, MPDATA_ERROR_NOT_A_DATABASE,
                         "%s.wal: the log of a database that is not there any more. Put the "
                         "database back beside it, or remove it",
                         db->instance->path);
    bool is_taken = false;
    status = database_create(db->instance->library, db->instance->path, &db->instance->made,
                             &is_taken, error);
    db->instance->is_created = status == MPDATA_OK && !is_taken;
    db->instance->device = db->instance->made.st_dev;
    db->instance->inode = db->instance->made.st_ino;
    if (is_taken)
        status = database_file_exists(db->instance->path, &exists, &db->instance->device,
                                      &db->instance->inode, error);
    return status;
}

/* What a writing open owes the file: _metadata in a file from elsewhere, nothing of a dead load. */
static mpdata_status prepare_for_writing(mpdata_db *db, mpdata_error *error)
{
    mpdata_status status = MPDATA_OK;

    if (db->instance->path != NULL)
        database_sweep_beside(db->instance->path);
    if (!db->instance->is_created)
        status = metadata_create(db->connection, "main", error);

    return status == MPDATA_OK ? stage_sweep(db->connection, error) : status;
}

/* What SQL finds: the macros, and the limits. */
static mpdata_status prepare_handle(mpdata_db *db, const mpdata_open_options *options,
                                    mpdata_error *error)
{
    mpdata_status status = macros_define(db->connection, error);

    if (status == MPDATA_OK && options->safe)
        status = engine_connection_confine(db->connection, error);
    if (status == MPDATA_OK)
        status = mpdata_db_set_time_limit(db, options->time_limit_ms, error);
    return status;
}

mpdata_status database_reconnect(mpdata_db *db, mpdata_error *error)
{
    database_instance *instance = db->instance;
    mpdata_open_options options = MPDATA_OPEN_OPTIONS_INIT;
    engine_settings settings = {.threads = instance->threads,
                                .memory_limit_bytes = instance->memory_limit_bytes};
    engine_connection *connection = NULL;
    mpdata_status status =
        engine_connection_open(instance->library, instance->path, &settings, &connection, error);

    if (status != MPDATA_OK)
        return status;
    (void)pthread_mutex_lock(&db->mutex);
    db->connection = connection;
    (void)pthread_mutex_unlock(&db->mutex);
    options.time_limit_ms = db->watch.limit_ms;
    status = prepare_handle(db, &options, error);
    return status == MPDATA_OK
               ? engine_connection_count_progress(connection, db->watch.callback != NULL, error)
               : status;
}

static bool may_create(const mpdata_open_options *options)
{
    return !options->existing_only && !options->read_only;
}

static mpdata_status connect_to_file(mpdata_db *db, const mpdata_open_options *options,
                                     mpdata_error *error)
{
    mpdata_status status = find_or_create(db, may_create(options), error);

    if (status == MPDATA_OK)
        status =
            open_files_add(db->instance->device, db->instance->inode, db->instance->path, error);
    if (status != MPDATA_OK)
        return status;
    db->instance->is_listed = true;
    status = database_file_check_content(db->instance->path, error);
    if (status == MPDATA_OK && db->instance->read_only)
        replay_log(db, options);
    if (status == MPDATA_OK)
        status = connect_waiting(db, options, error);
    return status;
}

/* Where another process compacts the database, a new file takes the place of the one that was found. */
static bool is_in_place(const mpdata_db *db)
{
    struct stat facts;

    return stat(db->instance->path, &facts) == 0 && facts.st_dev == db->instance->device &&
           facts.st_ino == db->instance->inode;
}

static void forget_file(mpdata_db *db)
{
    database_disconnect(db);
    db->instance->open_count = 0;
    open_files_remove(db->instance->device, db->instance->inode);
    db->instance->is_listed = false;
}

static mpdata_status open_file(mpdata_db *db, const mpdata_open_options *options,
                               mpdata_error *error)
{
    mpdata_status status = connect_to_file(db, options, error);

    for (int i = 0; status == MPDATA_OK && !is_in_place(db) && i < REPLACED_TRIES; i++) {
        forget_file(db);
        status = connect_to_file(db, options, error);
    }
    if (status == MPDATA_OK) {
        check_still_empty(db);
        status = prepare_handle(db, options, error);
    }
    if (status == MPDATA_OK && !db->instance->read_only)
        status = prepare_for_writing(db, error);
    return status;
}

/* An open that fails leaves no new file. */
static void give_up(mpdata_db *db)
{
    database_instance *instance = db == NULL ? NULL : db->instance;

    if (instance != NULL && instance->is_created) {
        instance->discard_unless_loaded = true;
        if (db->connection == NULL)
            database_discard(instance->path, &instance->made);
    }
    mpdata_db_free(db);
}

/*
 * The options in full: defaults where `given` is NULL, and what the safe mode implies. A struct that no init macro filled
 * holds anything at all.
 */
static mpdata_status read_options(const mpdata_open_options *given, mpdata_open_options *out,
                                  mpdata_error *error)
{
    *out = (mpdata_open_options)MPDATA_OPEN_OPTIONS_INIT;
    if (given == NULL)
        return MPDATA_OK;
    if (given->struct_bytes != sizeof(*out))
        return error_set(error, MPDATA_ERROR_ARGUMENT,
                         "the options were not started with MPDATA_OPEN_OPTIONS_INIT");
    *out = *given;
    if (!out->safe)
        return MPDATA_OK;
    out->read_only = true;
    if (out->memory_limit_bytes == 0)
        out->memory_limit_bytes = SAFE_MEMORY_BYTES;
    if (out->time_limit_ms == 0)
        out->time_limit_ms = SAFE_TIME_MS;
    return MPDATA_OK;
}

mpdata_status mpdata_open(const char *path, const mpdata_open_options *given, mpdata_db **out,
                          mpdata_error *error)
{
    mpdata_open_options options;
    mpdata_db *db = NULL;

    if (out == NULL)
        return error_set(error, MPDATA_ERROR_ARGUMENT, "out must not be NULL");
    *out = NULL;
    if (path == NULL || path[0] == '\0')
        return error_set(error, MPDATA_ERROR_ARGUMENT, "a database needs a path");
    scratch_sweep(NULL);
    mpdata_status status = read_options(given, &options, error);
    if (status == MPDATA_OK)
        status = database_new(&options, &db, error);
    if (status == MPDATA_OK)
        status = database_file_resolve(path, may_create(&options), &db->instance->path, error);
    if (status == MPDATA_OK)
        status = open_file(db, &options, error);
    if (status != MPDATA_OK) {
        give_up(db);
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

mpdata_status mpdata_open_memory(const mpdata_open_options *given, mpdata_db **out,
                                 mpdata_error *error)
{
    mpdata_open_options options;
    mpdata_db *db = NULL;

    if (out == NULL)
        return error_set(error, MPDATA_ERROR_ARGUMENT, "out must not be NULL");
    *out = NULL;
    mpdata_status status = read_options(given, &options, error);
    if (status != MPDATA_OK)
        return status;
    if (options.read_only)
        return error_set(error, MPDATA_ERROR_ARGUMENT,
                         "a database in memory is empty when it is opened: it can't be read-only");
    scratch_sweep(NULL);
    status = database_new(&options, &db, error);
    if (status == MPDATA_OK)
        status = connect(db, &options, error);
    if (status == MPDATA_OK)
        status = prepare_handle(db, &options, error);
    if (status == MPDATA_OK)
        status = prepare_for_writing(db, error);
    if (status != MPDATA_OK) {
        mpdata_db_free(db);
        return status;
    }
    *out = db;
    return MPDATA_OK;
}

static mpdata_status open_in_scratch(mpdata_db *db, const mpdata_open_options *options,
                                     mpdata_error *error)
{
    database_instance *instance = db->instance;
    mpdata_status status = scratch_folder_make(options->scratch_folder, &instance->scratch, error);

    if (status != MPDATA_OK)
        return status;
    instance->path = strdup(scratch_folder_database(instance->scratch));
    if (instance->path == NULL)
        return error_set_memory(error);
    status = database_create_private(instance->library, instance->path, error);
    if (status == MPDATA_OK)
        status = open_file(db, options, error);
    return status == MPDATA_OK ? scratch_folder_check(instance->scratch, error) : status;
}

mpdata_status mpdata_open_ephemeral(const mpdata_open_options *given, mpdata_db **out,
                                    mpdata_error *error)
{
    mpdata_open_options options;
    mpdata_db *db = NULL;

    if (out == NULL)
        return error_set(error, MPDATA_ERROR_ARGUMENT, "out must not be NULL");
    *out = NULL;
    mpdata_status status = read_options(given, &options, error);
    if (status != MPDATA_OK)
        return status;
    if (options.read_only)
        return error_set(error, MPDATA_ERROR_ARGUMENT,
                         "a scratch database is empty when it is opened: it can't be read-only");
    scratch_sweep(NULL);
    if (options.scratch_folder != NULL)
        scratch_sweep(options.scratch_folder);
    status = database_new(&options, &db, error);
    if (status == MPDATA_OK)
        status = open_in_scratch(db, &options, error);
    if (status != MPDATA_OK) {
        mpdata_db_free(db);
        return status;
    }
    *out = db;
    return MPDATA_OK;
}
