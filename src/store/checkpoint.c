#include "store/checkpoint.h"

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
#include "store/row_cursor.h"

/* DuckDB's own, from which on a log is brought into the file. */
#define DUE_LOG_BYTES ((uint64_t)16 << 20)
#define OVERDUE_LOG_BYTES (DUE_LOG_BYTES * 8)

static mpdata_status open_kept(database_instance *instance, mpdata_error *error)
{
    struct stat facts;

    if (instance->kept_descriptor >= 0)
        return MPDATA_OK;
    /* Another file is not even opened: it may be open elsewhere in this process, whose locks would go with the descriptor. */
    if (stat(instance->path, &facts) == 0 && !database_instance_is_file(instance, &facts))
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

static bool is_file_of(const database_instance *instance, mpdata_text path)
{
    char name[PATH_MAX];
    struct stat facts;

    if (path.bytes >= sizeof(name))
        return false;
    memcpy(name, path.data, path.bytes);
    name[path.bytes] = '\0';
    return stat(name, &facts) == 0 && database_instance_is_file(instance, &facts);
}

/* The name under which the file is attached; empty where SQL has detached it. */
static mpdata_status read_name(const database_instance *instance, engine_connection *connection,
                               buffer *name, mpdata_error *error)
{
    row_cursor row;
    mpdata_status status = row_cursor_open(
        &row, connection, "SELECT database_name, path FROM system.main.duckdb_databases()", NULL, 0,
        error);

    while (status == MPDATA_OK && row_cursor_next(&row, &status, error)) {
        mpdata_text text = row_cursor_text(&row, 0);

        if (!row_cursor_is_null(&row, 1) && is_file_of(instance, row_cursor_text(&row, 1)) &&
            !buffer_append(name, text.data, text.bytes))
            status = error_set_memory(error);
    }
    row_cursor_close(&row);
    return status;
}

/* The blocks of DuckDB's metadata that it writes in place: those with room. Not what a database may have of that name. */
static mpdata_status read_blocks(engine_connection *connection, const buffer *name, buffer *blocks,
                                 mpdata_error *error)
{
    row_cursor row;
    mpdata_value value = mpdata_value_text((const char *)name->data, name->bytes);
    mpdata_status status = row_cursor_open(
        &row, connection,
        "SELECT block_id::BIGINT FROM system.main.pragma_metadata_info($1) WHERE free_blocks > 0",
        &value, 1, error);

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
    buffer name = BUFFER_INIT;
    buffer blocks = BUFFER_INIT;
    mpdata_status status = engine_connection_share_unguarded(connection, &own, error);

    if (status == MPDATA_OK)
        status = read_name(instance, own, &name, error);
    if (status == MPDATA_OK && name.bytes > 0)
        status = read_blocks(own, &name, &blocks, error);
    if (status == MPDATA_OK && name.bytes > 0)
        status = checkpoint_journal_write(
            &instance->journal, instance->path, instance->kept_descriptor,
            (const uint64_t *)(const void *)blocks.data, blocks.bytes / sizeof(uint64_t), error);
    engine_connection_close(own);
    buffer_dispose(&name);
    buffer_dispose(&blocks);
    return status;
}

/* In a folder where no journal can be made DuckDB can make no log either: with nothing in the log nothing is written. */
static bool is_harmless(const database_instance *instance)
{
    return instance->journal.is_refused && database_instance_log_bytes(instance) == 0;
}

/* An engine_checkpoint_guard. */
static mpdata_status guard(void *payload, const engine_connection *connection, mpdata_error *error)
{
    database_instance *instance = payload;
    mpdata_error failure;

    (void)pthread_mutex_lock(&instance->journal_mutex);
    mpdata_status status = open_kept(instance, &failure);
    if (status == MPDATA_OK &&
        !checkpoint_journal_is_current(&instance->journal, instance->kept_descriptor))
        status = write_journal(instance, connection, &failure);
    if (status != MPDATA_OK && is_harmless(instance))
        status = MPDATA_OK;
    (void)pthread_mutex_unlock(&instance->journal_mutex);
    if (status != MPDATA_OK && error != NULL)
        *error = failure;
    return status;
}

static bool needs_journal(const database_instance *instance)
{
    return instance->path != NULL && instance->scratch == NULL;
}

mpdata_status checkpoint_leave_to_engine(mpdata_db *db, const char *log_bytes, mpdata_error *error)
{
    char sql[64];

    (void)snprintf(sql, sizeof(sql), "SET checkpoint_threshold = '%s'", log_bytes);
    engine_connection_expect_checkpoints(db->connection, true);
    return engine_execute(db->connection, sql, error);
}

mpdata_status checkpoint_take_over(mpdata_db *db, mpdata_error *error)
{
    mpdata_status status =
        engine_execute(db->connection,
                       needs_journal(db->instance) ? "SET checkpoint_threshold = '1000TB'"
                                                   : "RESET checkpoint_threshold",
                       error);

    if (status == MPDATA_OK)
        engine_connection_expect_checkpoints(db->connection, false);
    return status;
}

mpdata_status checkpoint_protect(mpdata_db *db, mpdata_error *error)
{
    if (!needs_journal(db->instance))
        return MPDATA_OK;
    engine_connection_guard_checkpoints(db->connection, guard, db->instance);
    mpdata_status status = checkpoint_keep_descriptor(db->instance, error);
    return status == MPDATA_OK ? checkpoint_take_over(db, error) : status;
}

mpdata_status checkpoint_run(mpdata_db *db, mpdata_error *error)
{
    return database_log_bytes(db) > 0 ? engine_checkpoint(db->connection, NULL, NULL, error)
                                      : MPDATA_OK;
}

static int give_up(void *payload)
{
    (void)payload;
    return 1;
}

/* On a connection of its own: the handle's may stream a result, or be in a transaction. */
static void run_beside(mpdata_db *db, bool waits)
{
    engine_connection *own = NULL;

    if (engine_connection_share(db->connection, &own, NULL) == MPDATA_OK)
        (void)engine_checkpoint(own, waits ? database_is_interrupted : give_up, db, NULL);
    engine_connection_close(own);
}

/* Nobody waits for what another handle writes, unless so much has come together that it has to be. */
void checkpoint_run_if_due(mpdata_db *db)
{
    uint64_t log_bytes = needs_journal(db->instance) ? database_log_bytes(db) : 0;

    if (log_bytes >= DUE_LOG_BYTES)
        run_beside(db, log_bytes >= OVERDUE_LOG_BYTES);
}

/* With nothing in the log DuckDB writes nothing, and says all the same whether a transaction is open. */
static mpdata_status run_at_close(mpdata_db *db, mpdata_error *error)
{
    bool has_log = database_log_bytes(db) > 0;

    engine_connection_guard_checkpoints(db->connection, has_log ? guard : NULL, db->instance);
    return engine_checkpoint(db->connection, NULL, NULL, error);
}

static void leave_none_to_engine(const mpdata_db *db)
{
    (void)engine_execute(db->connection, "PRAGMA disable_checkpoint_on_shutdown", NULL);
}

/* After one that failed the next open needs the journal. */
mpdata_status checkpoint_run_last(mpdata_db *db, mpdata_error *error)
{
    /* By ourselves, since closing tells nobody of a failure. */
    mpdata_status status = run_at_close(db, error);
    bool is_done = status == MPDATA_OK;

    /* A transaction that is open still ends here, and is not in the way of what was committed before. */
    if (!is_done && engine_execute(db->connection, "ROLLBACK", NULL) == MPDATA_OK)
        is_done = run_at_close(db, NULL) == MPDATA_OK;
    leave_none_to_engine(db);
    if (is_done)
        checkpoint_journal_remove(&db->instance->journal, db->instance->path);
    else
        checkpoint_journal_leave(&db->instance->journal);
    return status;
}

void checkpoint_run_none(mpdata_db *db)
{
    leave_none_to_engine(db);
    checkpoint_journal_remove(&db->instance->journal, db->instance->path);
}
