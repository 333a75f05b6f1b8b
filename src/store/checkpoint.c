#include "store/checkpoint.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/buffer.h"
#include "base/error.h"
#include "store/row_cursor.h"

/* DuckDB's own, from which on a log is brought into the file. */
#define DUE_LOG_BYTES ((uint64_t)16 << 20)

static mpdata_status open_kept(database_instance *instance, mpdata_error *error)
{
    struct stat facts;

    if (instance->kept_descriptor >= 0)
        return MPDATA_OK;
    /* Another file is not even opened: it may be open elsewhere in this process, whose locks would go with the descriptor. */
    if (stat(instance->path, &facts) == 0 &&
        (facts.st_dev != instance->device || facts.st_ino != instance->inode))
        return error_set(error, MPDATA_ERROR_IO,
                         "%s: is another file now than the one that is open", instance->path);
    instance->kept_descriptor = open(instance->path, O_RDONLY | O_CLOEXEC);
    if (instance->kept_descriptor >= 0)
        return MPDATA_OK;
    return error_set_errno(error, MPDATA_ERROR_IO, errno, "%s: can't open the database",
                           instance->path);
}

mpdata_status checkpoint_keep_descriptor(database_instance *instance, mpdata_error *error)
{
    (void)pthread_mutex_lock(&instance->journal_mutex);
    mpdata_status status = open_kept(instance, error);
    (void)pthread_mutex_unlock(&instance->journal_mutex);
    return status;
}

/* The blocks that hold DuckDB's metadata. */
static mpdata_status read_blocks(engine_connection *connection, buffer *blocks, mpdata_error *error)
{
    row_cursor row;
    mpdata_status status = row_cursor_open(
        &row, connection, "SELECT block_id::BIGINT FROM pragma_metadata_info()", NULL, 0, error);

    while (status == MPDATA_OK && row_cursor_next(&row, &status, error)) {
        uint64_t block = (uint64_t)row_cursor_int64(&row, 0);

        if (!buffer_append(blocks, &block, sizeof(block)))
            status = error_set_memory(error);
    }
    row_cursor_close(&row);
    return status;
}

/* On a connection of its own: the statement's may stream a result, or be in a transaction that has failed. */
static mpdata_status write_journal(database_instance *instance, const engine_connection *connection,
                                   mpdata_error *error)
{
    engine_connection *own = NULL;
    buffer blocks = BUFFER_INIT;
    mpdata_status status = engine_connection_share(connection, &own, error);

    if (status == MPDATA_OK)
        status = read_blocks(own, &blocks, error);
    if (status == MPDATA_OK)
        status = checkpoint_journal_write(
            &instance->journal, instance->path, instance->kept_descriptor,
            (const uint64_t *)(const void *)blocks.data, blocks.bytes / sizeof(uint64_t), error);
    engine_connection_close(own);
    buffer_dispose(&blocks);
    return status;
}

/* An engine_write_guard. */
static mpdata_status guard(void *payload, const engine_connection *connection, mpdata_error *error)
{
    database_instance *instance = payload;

    (void)pthread_mutex_lock(&instance->journal_mutex);
    mpdata_status status = open_kept(instance, error);
    if (status == MPDATA_OK &&
        !checkpoint_journal_is_current(&instance->journal, instance->kept_descriptor))
        status = write_journal(instance, connection, error);
    (void)pthread_mutex_unlock(&instance->journal_mutex);
    return status;
}

void checkpoint_protect(mpdata_db *db)
{
    if (db->instance->path != NULL && db->instance->scratch == NULL)
        engine_connection_guard_writes(db->connection, guard, db->instance);
}

mpdata_status checkpoint_run(mpdata_db *db, mpdata_error *error)
{
    return database_log_bytes(db) > 0 ? engine_execute(db->connection, "CHECKPOINT", error)
                                      : MPDATA_OK;
}

mpdata_status checkpoint_reset_threshold(mpdata_db *db, mpdata_error *error)
{
    return engine_execute(db->connection,
                          atomic_load(&db->instance->checkpoints_itself)
                              ? "SET checkpoint_threshold = '1000TB'"
                              : "RESET checkpoint_threshold",
                          error);
}

mpdata_status checkpoint_take_over(mpdata_db *db, mpdata_error *error)
{
    database_instance *instance = db->instance;

    if (instance->path == NULL || instance->read_only || instance->scratch != NULL)
        return MPDATA_OK;
    atomic_store(&instance->checkpoints_itself, true);
    return checkpoint_reset_threshold(db, error);
}

/* In a transaction of the caller's DuckDB refuses a checkpoint, and would end the transaction for it. */
void checkpoint_run_if_due(mpdata_db *db)
{
    database_instance *instance = db->instance;

    if (!atomic_load(&instance->checkpoints_itself) || database_log_bytes(db) < DUE_LOG_BYTES)
        return;
    (void)pthread_mutex_lock(&instance->checkpoint_mutex);
    if (database_log_bytes(db) >= DUE_LOG_BYTES &&
        database_check_no_transaction(db, "a checkpoint", NULL) == MPDATA_OK)
        (void)checkpoint_run(db, NULL);
    (void)pthread_mutex_unlock(&instance->checkpoint_mutex);
}

/* With nothing in the log DuckDB writes nothing, and says all the same whether a transaction is open. */
static mpdata_status run_at_close(mpdata_db *db, mpdata_error *error)
{
    if (database_log_bytes(db) == 0)
        engine_connection_guard_writes(db->connection, NULL, NULL);
    else
        checkpoint_protect(db);
    return engine_execute(db->connection, "CHECKPOINT", error);
}

mpdata_status checkpoint_run_last(mpdata_db *db, mpdata_error *error)
{
    /* By ourselves, since closing tells nobody of a failure. */
    mpdata_status status = run_at_close(db, error);

    /* A transaction that is open still ends here, and is not in the way of what was committed before. */
    if (status != MPDATA_OK && engine_execute(db->connection, "ROLLBACK", NULL) == MPDATA_OK)
        (void)checkpoint_run(db, NULL);
    checkpoint_run_none(db);
    return status;
}

void checkpoint_run_none(mpdata_db *db)
{
    (void)engine_execute(db->connection, "PRAGMA disable_checkpoint_on_shutdown", NULL);
    if (db->instance->path != NULL)
        checkpoint_journal_remove(&db->instance->journal, db->instance->path);
}
