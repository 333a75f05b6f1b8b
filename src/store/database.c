#include "store/database.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/error.h"
#include "store/checkpoint.h"
#include "store/macros.h"
#include "store/open_files.h"
#include "store/row_cursor.h"

bool database_is_inherited(const mpdata_db *db)
{
    return db->instance->owner != getpid();
}

mpdata_status database_check_open(const mpdata_db *db, mpdata_error *error)
{
    if (db == NULL)
        return error_set(error, MPDATA_ERROR_ARGUMENT, "the database handle must not be NULL");
    if (db->connection == NULL)
        return error_set(error, MPDATA_ERROR_CLOSED, "the database is closed");
    if (database_is_inherited(db))
        return error_set(error, MPDATA_ERROR_CLOSED,
                         "the database belongs to the process that opened it, not to its children: "
                         "open it again");
    if (db->is_loading)
        return error_set(error, MPDATA_ERROR_ARGUMENT,
                         "the handle is busy with a load: commit or abort it first");
    return MPDATA_OK;
}

mpdata_status database_check_writable(const mpdata_db *db, const char *action, mpdata_error *error)
{
    mpdata_status status = database_check_open(db, error);

    if (status == MPDATA_OK && db->instance->read_only)
        return error_set(error, MPDATA_ERROR_READ_ONLY,
                         "the database is open for reading only: can't %s", action);
    return status;
}

int database_is_interrupted(void *db)
{
    const mpdata_db *handle = db;

    return atomic_load(&handle->interrupted) || atomic_load(&handle->watch.has_timed_out) ? 1 : 0;
}

void database_forget_interruption(mpdata_db *db)
{
    atomic_store(&db->interrupted, false);
    atomic_store(&db->watch.has_timed_out, false);
}

void database_set_uninterruptible(mpdata_db *db, bool is_uninterruptible)
{
    (void)pthread_mutex_lock(&db->mutex);
    db->is_uninterruptible = is_uninterruptible;
    (void)pthread_mutex_unlock(&db->mutex);
}

void database_add_dependent(mpdata_db *db, database_dependent *dependent)
{
    (void)pthread_mutex_lock(&db->dependents_mutex);
    dependent->previous = NULL;
    dependent->next = db->dependents;
    dependent->is_listed = true;
    if (db->dependents != NULL)
        db->dependents->previous = dependent;
    db->dependents = dependent;
    (void)pthread_mutex_unlock(&db->dependents_mutex);
}

/* Under the list's mutex. */
static void unlink_dependent(mpdata_db *db, database_dependent *dependent)
{
    if (dependent->previous != NULL)
        dependent->previous->next = dependent->next;
    else
        db->dependents = dependent->next;
    if (dependent->next != NULL)
        dependent->next->previous = dependent->previous;
    dependent->previous = NULL;
    dependent->next = NULL;
    dependent->is_listed = false;
}

bool database_remove_dependent(mpdata_db *db, database_dependent *dependent)
{
    (void)pthread_mutex_lock(&db->dependents_mutex);
    bool was_listed = dependent->is_listed;
    if (was_listed)
        unlink_dependent(db, dependent);
    (void)pthread_mutex_unlock(&db->dependents_mutex);
    return was_listed;
}

/* One that is to end, taken off the list; NULL where there is none any more. */
static database_dependent *take_dependent(mpdata_db *db, bool and_lasting)
{
    (void)pthread_mutex_lock(&db->dependents_mutex);
    database_dependent *dependent = db->dependents;
    while (dependent != NULL && dependent->is_lasting && !and_lasting)
        dependent = dependent->next;
    if (dependent != NULL)
        unlink_dependent(db, dependent);
    (void)pthread_mutex_unlock(&db->dependents_mutex);
    return dependent;
}

static void end_dependents(mpdata_db *db, bool is_closing)
{
    database_dependent *dependent = NULL;

    while ((dependent = take_dependent(db, is_closing)) != NULL)
        dependent->end(dependent, is_closing);
}

void database_end_streams(mpdata_db *db)
{
    end_dependents(db, false);
}

mpdata_status database_check_alone(mpdata_db *db, const char *action, mpdata_error *error)
{
    mpdata_status status = database_check_writable(db, action, error);

    if (status != MPDATA_OK)
        return status;
    (void)pthread_mutex_lock(&db->instance->mutex);
    size_t others = db->instance->open_count - 1;
    (void)pthread_mutex_unlock(&db->instance->mutex);
    if (others == 0)
        return MPDATA_OK;
    return error_set(error, MPDATA_ERROR_DATABASE_LOCKED,
                     "can't %s while %zu other handle%s of this database %s open: close %s first",
                     action, others, others == 1 ? "" : "s", others == 1 ? "is" : "are",
                     others == 1 ? "it" : "them");
}

mpdata_status database_check_no_transaction(mpdata_db *db, const char *action, mpdata_error *error)
{
    static const char sql[] = "SELECT txid_current()::BIGINT";
    int64_t first = 0;
    int64_t second = 0;
    mpdata_status status = row_cursor_read_int64(db->connection, sql, NULL, 0, &first, error);

    if (status == MPDATA_OK)
        status = row_cursor_read_int64(db->connection, sql, NULL, 0, &second, error);
    if (status == MPDATA_OK && first == second)
        return error_set(error, MPDATA_ERROR_ARGUMENT,
                         "a transaction is open on the handle: commit it or roll it back before %s",
                         action);
    return status;
}

bool database_instance_is_file(const database_instance *instance, const struct stat *facts)
{
    return facts->st_dev == instance->device && facts->st_ino == instance->inode;
}

static void release_instance(database_instance *instance)
{
    (void)pthread_mutex_lock(&instance->mutex);
    bool is_last = --instance->handle_count == 0;
    (void)pthread_mutex_unlock(&instance->mutex);
    if (!is_last)
        return;
    if (instance->is_listed)
        open_files_remove(instance->device, instance->inode);
    /* There still where the open failed. */
    (void)scratch_folder_close(instance->scratch, NULL);
    engine_library_free(instance->library);
    (void)pthread_mutex_destroy(&instance->journal_mutex);
    (void)pthread_mutex_destroy(&instance->mutex);
    free(instance->path);
    free(instance);
}

static database_instance *new_instance(const mpdata_open_options *options)
{
    database_instance *instance = calloc(1, sizeof(*instance));

    if (instance == NULL || pthread_mutex_init(&instance->mutex, NULL) != 0 ||
        pthread_mutex_init(&instance->journal_mutex, NULL) != 0) {
        free(instance);
        return NULL;
    }
    instance->owner = getpid();
    instance->read_only = options->read_only;
    instance->time_limit_ms = options->time_limit_ms;
    instance->memory_limit_bytes = options->memory_limit_bytes;
    instance->discard_unless_loaded = options->discard_unless_loaded;
    instance->threads = options->threads;
    instance->kept_descriptor = -1;
    instance->journal.descriptor = -1;
    return instance;
}

/* Takes over a reference to the instance, whether it succeeds or not. */
static mpdata_status new_handle(database_instance *instance, mpdata_db **out, mpdata_error *error)
{
    mpdata_db *db = calloc(1, sizeof(*db));

    *out = NULL;
    if (db == NULL || pthread_mutex_init(&db->mutex, NULL) != 0 ||
        pthread_mutex_init(&db->dependents_mutex, NULL) != 0 || !query_watch_init(&db->watch)) {
        free(db);
        release_instance(instance);
        return error_set_memory(error);
    }
    atomic_init(&db->interrupted, false);
    db->instance = instance;
    *out = db;
    return MPDATA_OK;
}

mpdata_status database_new(const mpdata_open_options *options, mpdata_db **out, mpdata_error *error)
{
    database_instance *instance = new_instance(options);

    *out = NULL;
    if (instance == NULL)
        return error_set_memory(error);
    instance->handle_count = 1;
    mpdata_status status = new_handle(instance, out, error);
    if (status == MPDATA_OK)
        status = engine_library_load(options->engine_library, &instance->library, error);
    if (status != MPDATA_OK) {
        mpdata_db_free(*out);
        *out = NULL;
    }
    return status;
}

mpdata_status mpdata_db_connect(mpdata_db *db, mpdata_db **out, mpdata_error *error)
{
    mpdata_db *further = NULL;

    if (out == NULL)
        return error_set(error, MPDATA_ERROR_ARGUMENT, "out must not be NULL");
    *out = NULL;
    mpdata_status status = database_check_open(db, error);
    if (status != MPDATA_OK)
        return status;
    (void)pthread_mutex_lock(&db->instance->mutex);
    db->instance->handle_count++;
    (void)pthread_mutex_unlock(&db->instance->mutex);
    status = new_handle(db->instance, &further, error);
    if (status != MPDATA_OK)
        return status;
    status = engine_connection_share(db->connection, &further->connection, error);
    if (status == MPDATA_OK) {
        (void)pthread_mutex_lock(&db->instance->mutex);
        db->instance->open_count++;
        (void)pthread_mutex_unlock(&db->instance->mutex);
        status = macros_define(further->connection, error);
    }
    if (status == MPDATA_OK)
        status = mpdata_db_set_time_limit(further, db->instance->time_limit_ms, error);
    if (status != MPDATA_OK) {
        mpdata_db_free(further);
        return status;
    }
    *out = further;
    return MPDATA_OK;
}

/* Of this handle alone. */
static void disconnect(mpdata_db *db)
{
    (void)pthread_mutex_lock(&db->mutex);
    engine_connection *connection = db->connection;
    db->connection = NULL;
    (void)pthread_mutex_unlock(&db->mutex);
    engine_connection_close(connection);
}

void database_disconnect(mpdata_db *db)
{
    end_dependents(db, true);
    disconnect(db);
    if (db->instance->kept_descriptor >= 0)
        (void)close(db->instance->kept_descriptor);
    db->instance->kept_descriptor = -1;
}

/*
 * While the lock still keeps other processes out. The log goes first, for it must not outlive its database: without memory for its
 * name both stay.
 */
static void discard_files(mpdata_db *db)
{
    char *log = database_log_path(db);

    checkpoint_run_none(db);
    if (log != NULL) {
        (void)unlink(log);
        (void)unlink(db->instance->path);
    }
    free(log);
}

/* Under the instance's mutex, with no other handle open. */
static mpdata_status close_last(mpdata_db *db, mpdata_error *error)
{
    database_instance *instance = db->instance;
    mpdata_status status = MPDATA_OK;

    if (instance->scratch != NULL)
        /* All of it goes. */
        checkpoint_run_none(db);
    else if (instance->is_created && instance->discard_unless_loaded)
        discard_files(db);
    else if (!instance->read_only && instance->path != NULL)
        status = checkpoint_run_last(db, error);
    database_disconnect(db);
    if (instance->is_listed)
        open_files_remove(instance->device, instance->inode);
    instance->is_listed = false;
    if (instance->scratch != NULL)
        status = scratch_folder_close(instance->scratch, error);
    instance->scratch = NULL;
    return status;
}

mpdata_status mpdata_db_close(mpdata_db *db, mpdata_error *error)
{
    mpdata_status status = MPDATA_OK;

    if (db == NULL || db->connection == NULL || database_is_inherited(db))
        return MPDATA_OK;
    end_dependents(db, true);
    database_set_uninterruptible(db, true);
    (void)pthread_mutex_lock(&db->instance->mutex);
    if (db->instance->open_count == 1)
        status = close_last(db, error);
    else
        disconnect(db);
    db->instance->open_count--;
    (void)pthread_mutex_unlock(&db->instance->mutex);
    return status;
}

void mpdata_db_free(mpdata_db *db)
{
    /* In a child the threads that it would wait for are not there. */
    if (db == NULL || database_is_inherited(db))
        return;
    (void)mpdata_db_close(db, NULL);
    query_watch_dispose(&db->watch);
    release_instance(db->instance);
    (void)pthread_mutex_destroy(&db->dependents_mutex);
    (void)pthread_mutex_destroy(&db->mutex);
    free(db);
}

const char *mpdata_db_path(const mpdata_db *db)
{
    return db == NULL ? NULL : db->instance->path;
}

bool mpdata_db_is_read_only(const mpdata_db *db)
{
    return db != NULL && db->instance->read_only;
}

bool mpdata_db_is_ephemeral(const mpdata_db *db)
{
    return db != NULL && db->instance->scratch != NULL;
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
    database_interrupt_engine(db);
}

void database_interrupt_engine(mpdata_db *db)
{
    (void)pthread_mutex_lock(&db->mutex);
    if (db->connection != NULL && !db->is_uninterruptible)
        engine_connection_interrupt(db->connection);
    (void)pthread_mutex_unlock(&db->mutex);
}
