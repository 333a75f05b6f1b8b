#include "store/load_settings.h"

#include "store/checkpoint.h"

/* The rows of an append wait in a temporary table: what does not fit is written to disk and read again. */
#define APPENDING_MEMORY_BYTES (UINT64_C(1) << 30)

mpdata_status load_settings_read_memory_limit(const load_settings *s, mpdata_db *db, uint64_t *out,
                                              mpdata_error *error)
{
    *out = s->memory_limit_bytes;
    return s->is_limited ? MPDATA_OK : memory_limit_ask(db, out, error);
}

/*
 * To `bytes`, or half of what there is. The limit is set back to what it was, not with RESET: that changes what the
 * setting says, and leaves the buffers with the small limit.
 */
static mpdata_status limit_memory(load_settings *s, mpdata_db *db, uint64_t bytes,
                                  mpdata_error *error)
{
    mpdata_status status = memory_limit_ask(db, &s->memory_limit_bytes, error);

    if (status != MPDATA_OK)
        return status;
    if (bytes > s->memory_limit_bytes / 2)
        bytes = s->memory_limit_bytes / 2;
    /* Little as it is. */
    if (bytes < LOAD_SETTINGS_READING_BYTES)
        return MPDATA_OK;
    status = memory_limit_set(db->connection, bytes, error);
    s->is_limited = status == MPDATA_OK;
    s->reading_bytes = bytes;
    s->grown_bytes = bytes;
    return status;
}

void load_settings_make_room(load_settings *s, mpdata_db *db, uint64_t more_bytes)
{
    uint64_t bytes = s->reading_bytes + more_bytes;

    if (!s->is_limited || bytes <= s->grown_bytes || s->grown_bytes == s->memory_limit_bytes)
        return;
    if (bytes > s->memory_limit_bytes)
        bytes = s->memory_limit_bytes;
    if (s->beside == NULL && engine_connection_share(db->connection, &s->beside, NULL) != MPDATA_OK)
        return;
    /* Where DuckDB refuses, the rows may fit all the same; else it says that they do not. */
    if (memory_limit_set(s->beside, bytes, NULL) == MPDATA_OK)
        s->grown_bytes = bytes;
}

mpdata_status load_settings_for_checking(load_settings *s, mpdata_db *db, mpdata_error *error)
{
    return limit_memory(s, db, APPENDING_MEMORY_BYTES, error);
}

mpdata_status load_settings_for_reading(load_settings *s, mpdata_db *db, bool appends,
                                        mpdata_error *error)
{
    mpdata_status status =
        engine_execute(db->connection, "SET preserve_insertion_order = false", error);

    /*
     * After repeats are deleted a checkpoint would write every third row group anew where their rows fit into fewer:
     * a load that takes half as long again, for a file that is a third larger.
     */
    if (status == MPDATA_OK)
        status = engine_execute(db->connection, "SET max_vacuum_tasks = 0", error);
    if (status == MPDATA_OK)
        status = checkpoint_leave_to_engine(db, "16MB", error);
    /* A database in memory has to hold all of the data. */
    if (status == MPDATA_OK && db->instance->path != NULL)
        status = limit_memory(s, db, appends ? APPENDING_MEMORY_BYTES : LOAD_SETTINGS_READING_BYTES,
                              error);
    return status;
}

mpdata_status load_settings_for_key(mpdata_db *db, mpdata_error *error)
{
    /* DuckDB 1.4 has no such setting, and never writes the log where it writes the file at once. */
    (void)engine_execute(db->connection, "SET auto_checkpoint_skip_wal_threshold = 0", NULL);
    return checkpoint_leave_to_engine(db, "0B", error);
}

mpdata_status load_settings_lift_memory_limit(load_settings *s, mpdata_db *db, mpdata_error *error)
{
    if (!s->is_limited)
        return MPDATA_OK;
    mpdata_status status = memory_limit_set(db->connection, s->memory_limit_bytes, error);
    if (status == MPDATA_OK)
        s->is_limited = false;
    return status;
}

mpdata_status load_settings_restore(load_settings *s, mpdata_db *db, mpdata_error *error)
{
    engine_connection_close(s->beside);
    s->beside = NULL;
    mpdata_status status = engine_execute(db->connection, "RESET preserve_insertion_order", error);

    (void)engine_execute(db->connection, "RESET auto_checkpoint_skip_wal_threshold", NULL);
    if (status == MPDATA_OK)
        status = engine_execute(db->connection, "RESET max_vacuum_tasks", error);
    if (status == MPDATA_OK)
        status = checkpoint_take_over(db, error);
    return status == MPDATA_OK ? load_settings_lift_memory_limit(s, db, error) : status;
}
