#include "store/load_settings.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/error.h"
#include "store/checkpoint.h"
#include "store/row_cursor.h"

/* The rows of an append wait in a temporary table: what does not fit is written to disk and read again. */
#define APPENDING_MEMORY_BYTES (UINT64_C(1) << 30)

static mpdata_status set_memory_limit(engine_connection *connection, const char *limit,
                                      mpdata_error *error)
{
    char sql[96];

    (void)snprintf(sql, sizeof(sql), "SET memory_limit = '%s'", limit);
    return engine_execute(connection, sql, error);
}

/* "19.0 GiB", as DuckDB writes its limit. */
static uint64_t parse_bytes(const char *text)
{
    static const char *const units[] = {"bytes", "KiB", "MiB", "GiB", "TiB", "PiB"};
    char *unit = NULL;
    double amount = strtod(text, &unit);

    while (*unit == ' ')
        unit++;
    for (size_t i = 0; i < sizeof(units) / sizeof(units[0]); i++) {
        if (strcmp(unit, units[i]) == 0)
            return (uint64_t)amount;
        amount *= 1024;
    }
    return UINT64_MAX;
}

static mpdata_status ask_memory_limit(mpdata_db *db, char out[LOAD_SETTINGS_LIMIT_BYTES],
                                      mpdata_error *error)
{
    row_cursor cursor;
    mpdata_status status = row_cursor_open(
        &cursor, db->connection, "SELECT current_setting('memory_limit')", NULL, 0, error);

    out[0] = '\0';
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

mpdata_status load_settings_read_memory_limit(const load_settings *s, mpdata_db *db, uint64_t *out,
                                              mpdata_error *error)
{
    char text[LOAD_SETTINGS_LIMIT_BYTES];

    *out = s->memory_limit_bytes;
    if (s->is_limited)
        return MPDATA_OK;
    mpdata_status status = ask_memory_limit(db, text, error);
    *out = parse_bytes(text);
    return status;
}

/*
 * To `bytes`, or half of what there is. The limit is set back to what it was, not with RESET: that changes what the
 * setting says, and leaves the buffers with the small limit.
 */
static mpdata_status limit_memory(load_settings *s, mpdata_db *db, uint64_t bytes,
                                  mpdata_error *error)
{
    char limit[LOAD_SETTINGS_LIMIT_BYTES];
    mpdata_status status = ask_memory_limit(db, s->memory_limit, error);

    if (status != MPDATA_OK)
        return status;
    s->memory_limit_bytes = parse_bytes(s->memory_limit);
    if (bytes > s->memory_limit_bytes / 2)
        bytes = s->memory_limit_bytes / 2;
    /* Little as it is. */
    if (bytes < LOAD_SETTINGS_READING_BYTES)
        return MPDATA_OK;
    /* DuckDB rounds what it tells. */
    if (db->instance->memory_limit_bytes > 0)
        (void)snprintf(s->memory_limit, sizeof(s->memory_limit), "%" PRIu64 "B",
                       db->instance->memory_limit_bytes);
    (void)snprintf(limit, sizeof(limit), "%" PRIu64 "B", bytes);
    status = set_memory_limit(db->connection, limit, error);
    s->is_limited = status == MPDATA_OK;
    s->reading_bytes = bytes;
    s->grown_bytes = bytes;
    return status;
}

void load_settings_make_room(load_settings *s, mpdata_db *db, uint64_t more_bytes)
{
    char limit[LOAD_SETTINGS_LIMIT_BYTES];
    uint64_t bytes = s->reading_bytes + more_bytes;

    if (!s->is_limited || bytes <= s->grown_bytes || s->grown_bytes == s->memory_limit_bytes)
        return;
    if (bytes > s->memory_limit_bytes)
        bytes = s->memory_limit_bytes;
    if (s->beside == NULL && engine_connection_share(db->connection, &s->beside, NULL) != MPDATA_OK)
        return;
    (void)snprintf(limit, sizeof(limit), "%" PRIu64 "B", bytes);
    /* Where DuckDB refuses, the rows may fit all the same; else it says that they do not. */
    if (set_memory_limit(s->beside, limit, NULL) == MPDATA_OK)
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
    mpdata_status status = set_memory_limit(db->connection, s->memory_limit, error);
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
