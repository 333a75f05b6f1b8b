#include "store/load_settings.h"

#include <inttypes.h>
#include <stdio.h>

#include "base/error.h"
#include "store/row_cursor.h"

/*
 * DuckDB's buffers while rows stream in. More makes a load no faster, see docs/BENCHMARKS.md; with less, a line of
 * 64 MiB does not fit.
 */
#define READING_MEMORY_BYTES (UINT64_C(208) << 20)

static mpdata_status set_memory_limit(mpdata_db *db, const char *limit, mpdata_error *error)
{
    char sql[96];

    (void)snprintf(sql, sizeof(sql), "SET memory_limit = '%s'", limit);
    return engine_execute(db->connection, sql, error);
}

mpdata_status load_settings_read_memory_limit(const load_settings *s, mpdata_db *db,
                                              char out[LOAD_SETTINGS_LIMIT_BYTES],
                                              mpdata_error *error)
{
    row_cursor cursor;

    out[0] = '\0';
    if (s->is_limited) {
        (void)snprintf(out, LOAD_SETTINGS_LIMIT_BYTES, "%s", s->memory_limit);
        return MPDATA_OK;
    }
    mpdata_status status = row_cursor_open(
        &cursor, db->connection, "SELECT current_setting('memory_limit')", NULL, 0, error);
    if (status == MPDATA_OK && row_cursor_next(&cursor, &status, error)) {
        mpdata_text text = row_cursor_text(&cursor, 0);
        if (text.bytes < LOAD_SETTINGS_LIMIT_BYTES)
            (void)snprintf(out, LOAD_SETTINGS_LIMIT_BYTES, "%.*s", (int)text.bytes, text.data);
    }
    row_cursor_close(&cursor);
    if (status == MPDATA_OK && out[0] == '\0')
        return error_set(error, MPDATA_ERROR_INTERNAL, "DuckDB does not tell its memory limit");
    return status;
}

/*
 * The limit is set back to what it was, not with RESET: that changes what the setting says, and leaves the
 * buffers with the small limit.
 */
static mpdata_status limit_memory(load_settings *s, mpdata_db *db, mpdata_error *error)
{
    char limit[LOAD_SETTINGS_LIMIT_BYTES];
    mpdata_status status = load_settings_read_memory_limit(s, db, s->memory_limit, error);

    if (status != MPDATA_OK)
        return status;
    if (db->memory_limit_bytes > 0)
        (void)snprintf(s->memory_limit, sizeof(s->memory_limit), "%" PRIu64 "B",
                       db->memory_limit_bytes);
    (void)snprintf(limit, sizeof(limit), "%" PRIu64 "B", READING_MEMORY_BYTES);
    status = set_memory_limit(db, limit, error);
    s->is_limited = status == MPDATA_OK;
    return status;
}

mpdata_status load_settings_for_reading(load_settings *s, mpdata_db *db, mpdata_error *error)
{
    bool is_small_already =
        db->memory_limit_bytes > 0 && db->memory_limit_bytes <= READING_MEMORY_BYTES;
    mpdata_status status =
        engine_execute(db->connection, "SET preserve_insertion_order = false", error);

    /*
     * After repeats are deleted a checkpoint would write every third row group anew where their rows fit into fewer:
     * a load that takes half as long again, for a file that is a third larger.
     */
    if (status == MPDATA_OK)
        status = engine_execute(db->connection, "SET max_vacuum_tasks = 0", error);
    /* A database in memory has to hold all of the data. */
    if (status == MPDATA_OK && db->path != NULL && !is_small_already)
        status = limit_memory(s, db, error);
    return status;
}

mpdata_status load_settings_for_key(mpdata_db *db, mpdata_error *error)
{
    /* DuckDB 1.4 has no such setting, and never writes the log where it writes the file at once. */
    (void)engine_execute(db->connection, "SET auto_checkpoint_skip_wal_threshold = 0", NULL);
    return engine_execute(db->connection, "SET checkpoint_threshold = '0B'", error);
}

mpdata_status load_settings_lift_memory_limit(load_settings *s, mpdata_db *db, mpdata_error *error)
{
    if (!s->is_limited)
        return MPDATA_OK;
    mpdata_status status = set_memory_limit(db, s->memory_limit, error);
    if (status == MPDATA_OK)
        s->is_limited = false;
    return status;
}

mpdata_status load_settings_restore(load_settings *s, mpdata_db *db, mpdata_error *error)
{
    mpdata_status status = engine_execute(db->connection, "RESET preserve_insertion_order", error);

    (void)engine_execute(db->connection, "RESET auto_checkpoint_skip_wal_threshold", NULL);
    if (status == MPDATA_OK)
        status = engine_execute(db->connection, "RESET max_vacuum_tasks", error);
    if (status == MPDATA_OK)
        status = engine_execute(db->connection, "RESET checkpoint_threshold", error);
    return status == MPDATA_OK ? load_settings_lift_memory_limit(s, db, error) : status;
}
