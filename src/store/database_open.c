/*
 * Opening a database: the file is found or made, checked, and connected to.
 */
#include "store/database.h"

#include <stdlib.h>
#include <string.h>

#include "base/error.h"
#include "store/checkpoint.h"
#include "store/database_attempt.h"
#include "store/database_creation.h"
#include "store/database_file.h"
#include "store/database_wait.h"
#include "store/macros.h"
#include "store/metadata.h"
#include "store/project.h"
#include "store/row_cursor.h"
#include "store/scratch_sweep.h"
#include "store/stage.h"
#include "store/wait_queue.h"

/* For SQL that is not the user's own, where the options say nothing. */
#define SAFE_MEMORY_BYTES ((uint64_t)1 << 30)
#define SAFE_TIME_MS 30000

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

/* What a writing open owes the file: _metadata in a file from elsewhere, nothing of a dead load. */
static mpdata_status prepare_for_writing(mpdata_db *db, mpdata_error *error)
{
    mpdata_status status = MPDATA_OK;

    if (db->instance->path != NULL) {
        database_sweep_beside(db->instance->path);
        wait_queue_sweep(db->instance->path);
    }
    status = checkpoint_protect(db, error);
    if (status == MPDATA_OK && !db->instance->is_created)
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
    status = checkpoint_protect(db, error);
    if (status == MPDATA_OK)
        status = prepare_handle(db, &options, error);
    return status == MPDATA_OK
               ? engine_connection_count_progress(connection, db->watch.callback != NULL, error)
               : status;
}

static mpdata_status open_file(mpdata_db *db, const mpdata_open_options *options,
                               mpdata_error *error)
{
    mpdata_status status = database_open_in_turn(db, options, error);

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
        status =
            database_file_resolve(path, database_may_create(&options), &db->instance->path, error);
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

/* What opening a database begins with that has nothing in it: `what` it is. */
static mpdata_status begin_empty(const mpdata_open_options *given, const char *what,
                                 mpdata_open_options *options, mpdata_db **out, mpdata_error *error)
{
    if (out == NULL)
        return error_set(error, MPDATA_ERROR_ARGUMENT, "out must not be NULL");
    *out = NULL;
    mpdata_status status = read_options(given, options, error);
    if (status == MPDATA_OK && options->read_only)
        status = error_set(error, MPDATA_ERROR_ARGUMENT,
                           "%s is empty when it is opened: it can't be read-only", what);
    return status;
}

mpdata_status mpdata_open_memory(const mpdata_open_options *given, mpdata_db **out,
                                 mpdata_error *error)
{
    mpdata_open_options options;
    mpdata_db *db = NULL;

    mpdata_status status = begin_empty(given, "a database in memory", &options, out, error);
    if (status != MPDATA_OK)
        return status;
    scratch_sweep(NULL);
    status = database_new(&options, &db, error);
    if (status == MPDATA_OK)
        status = database_connect(db, &options, error);
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

    mpdata_status status = begin_empty(given, "a scratch database", &options, out, error);
    if (status != MPDATA_OK)
        return status;
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
