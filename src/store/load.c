#include "store/load.h"

#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>

#include "base/buffer.h"
#include "base/error.h"
#include "base/json_text.h"
#include "engine/scan.h"
#include "store/duplicates.h"
#include "store/metadata.h"
#include "store/row_cursor.h"
#include "store/stage.h"
#include "store/table.h"
#include "store/table_name.h"

static int64_t clock_ms(clockid_t clock)
{
    struct timespec now = {0, 0};

    (void)clock_gettime(clock, &now);
    return (int64_t)now.tv_sec * 1000 + now.tv_nsec / 1000000;
}

/* Asks the caller whether to go on. */
static int tell(load *l, int64_t now_ms)
{
    ingest_counts counts = ingest_scan_counts(l->scan);
    mpdata_ingest_progress progress = {
        .phase = l->phase,
        .rows = counts.records,
        .bytes = counts.bytes,
        .total_bytes = counts.total_bytes,
        .elapsed_ms = (uint64_t)(now_ms - l->started_ms),
    };

    l->reported_ms = now_ms;
    return l->options->progress(&progress, l->options->progress_payload);
}

/* Between DuckDB's tasks, many times a second. */
static int watch(void *payload)
{
    load *l = payload;

    if (atomic_load(&l->db->interrupted))
        return 1;
    if (l->options->progress == NULL)
        return 0;
    int64_t now_ms = clock_ms(CLOCK_MONOTONIC);
    if (now_ms - l->reported_ms < (int64_t)l->options->progress_interval_ms)
        return 0;
    return tell(l, now_ms);
}

static mpdata_status set_interrupted(mpdata_error *error)
{
    return error_set(error, MPDATA_ERROR_INTERRUPTED, "interrupted: nothing was changed");
}

mpdata_status load_enter(load *l, mpdata_ingest_phase phase, mpdata_error *error)
{
    l->phase = phase;
    if (l->options->progress != NULL && tell(l, clock_ms(CLOCK_MONOTONIC)) != 0)
        return set_interrupted(error);
    return MPDATA_OK;
}

mpdata_status load_run(load *l, const char *sql_template, uint64_t *rows_changed,
                       mpdata_error *error)
{
    char *sql = sql_with_name(sql_template, l->stage);

    if (sql == NULL)
        return error_set_memory(error);
    mpdata_status status =
        atomic_load(&l->db->interrupted)
            ? MPDATA_ERROR_INTERRUPTED
            : engine_execute_watched(l->db->connection, sql, watch, l, rows_changed, error);
    free(sql);
    return status == MPDATA_ERROR_INTERRUPTED ? set_interrupted(error) : status;
}

static mpdata_status read_records(load *l, mpdata_error *error)
{
    engine_connection *connection = l->db->connection;
    mpdata_status status = load_enter(l, MPDATA_INGEST_READING, error);

    if (status == MPDATA_OK)
        status = load_settings_for_reading(&l->settings, l->db, error);
    if (status == MPDATA_OK)
        status = stage_create(connection, l->stage, l->plan, error);
    if (status == MPDATA_OK)
        status = engine_scan_attach(connection, ingest_scan_rows(l->scan), error);
    if (status == MPDATA_OK)
        status = load_run(l, "INSERT INTO {} SELECT * FROM " ENGINE_SCAN_NAME "()", NULL, error);
    engine_scan_detach(connection);
    if (status == MPDATA_OK)
        status = ingest_scan_finish(l->scan, error);
    return status == MPDATA_ERROR_INTERRUPTED ? set_interrupted(error) : status;
}

static mpdata_status add_key(load *l, mpdata_error *error)
{
    buffer sql = BUFFER_INIT;
    mpdata_status status = load_enter(l, MPDATA_INGEST_KEYING, error);

    if (status == MPDATA_OK)
        status = load_settings_restore(&l->settings, l->db, error);
    if (status == MPDATA_OK)
        status = load_run(l, "ALTER TABLE {} DROP COLUMN " INGEST_SEQUENCE_COLUMN, NULL, error);
    if (status == MPDATA_OK)
        status = load_settings_for_key(l->db, error);
    if (status != MPDATA_OK)
        return status;
    if (buffer_append_text(&sql, "ALTER TABLE {} ADD PRIMARY KEY (") &&
        sql_append_name(&sql, l->plan->key_column) && buffer_append_text(&sql, ")") &&
        buffer_terminate(&sql))
        status = load_run(l, sql.data, NULL, error);
    else
        status = error_set_memory(error);
    buffer_dispose(&sql);
    return status;
}

static mpdata_status summarise(load *l, metadata_row *row, mpdata_error *error)
{
    static const char events_sql[] =
        "SELECT count(*), min(event_time)::DATE, max(event_time)::DATE FROM {}";
    static const char profiles_sql[] = "SELECT count(*), NULL::DATE, NULL::DATE FROM {}";
    bool are_events = l->plan->type == MPDATA_TABLE_EVENTS;
    char *sql = sql_with_name(are_events ? events_sql : profiles_sql, l->stage);
    row_cursor cursor;

    if (sql == NULL)
        return error_set_memory(error);
    mpdata_status status = row_cursor_open(&cursor, l->db->connection, sql, NULL, 0, error);
    if (status == MPDATA_OK && row_cursor_next(&cursor, &status, error)) {
        row->rows = (uint64_t)row_cursor_int64(&cursor, 0);
        row->from_day = MPDATA_NO_DAY;
        row->to_day = MPDATA_NO_DAY;
        if (!row_cursor_is_null(&cursor, 1)) {
            row->from_day = (int32_t)row_cursor_int64(&cursor, 1);
            row->to_day = (int32_t)row_cursor_int64(&cursor, 2);
        }
    }
    row_cursor_close(&cursor);
    free(sql);
    return status;
}

static mpdata_status swap_in_transaction(load *l, const metadata_row *row, mpdata_error *error)
{
    engine_connection *connection = l->db->connection;
    buffer sql = BUFFER_INIT;
    mpdata_status status = MPDATA_OK;

    if (buffer_append_text(&sql, "ALTER TABLE ") && sql_append_name(&sql, l->stage) &&
        buffer_append_text(&sql, " RENAME TO ") && sql_append_name(&sql, l->table) &&
        buffer_terminate(&sql))
        status = engine_execute(connection, sql.data, error);
    else
        status = error_set_memory(error);
    buffer_dispose(&sql);
    if (status == MPDATA_OK)
        status = metadata_insert(connection, row, error);
    if (status == MPDATA_OK)
        status = engine_execute(connection, "COMMIT", error);
    return status;
}

/*
 * The one moment in which the table comes to be. A checkpoint before it, since replaying the log over a key that
 * was just added has failed in the field (see the reference in docs/ARCHITECTURE.md), and one after it.
 */
static mpdata_status swap(load *l, const char *sources, mpdata_error *error)
{
    engine_connection *connection = l->db->connection;
    metadata_row row = {.table = l->table, .type = l->plan->type, .sources = sources};
    mpdata_status status = load_enter(l, MPDATA_INGEST_COMMITTING, error);

    if (status == MPDATA_OK)
        status = summarise(l, &row, error);
    if (status == MPDATA_OK)
        status = load_run(l, "CHECKPOINT", NULL, error);
    if (status != MPDATA_OK)
        return status;
    database_set_uninterruptible(l->db, true);
    if (atomic_load(&l->db->interrupted))
        return set_interrupted(error);
    status = engine_execute(connection, "BEGIN TRANSACTION", error);
    if (status != MPDATA_OK)
        return status;
    row.fetched_at_us = clock_ms(CLOCK_REALTIME) * 1000;
    status = swap_in_transaction(l, &row, error);
    if (status != MPDATA_OK) {
        (void)engine_execute(connection, "ROLLBACK", NULL);
        return status;
    }
    l->report.rows = row.rows;
    l->db->is_created = false;
    return engine_execute(connection, "CHECKPOINT", error);
}

/* ["a.ndjson","b.ndjson"] */
static bool append_sources(buffer *out, const char *const *paths, size_t path_count)
{
    bool done = buffer_append_text(out, "[");

    for (size_t i = 0; done && i < path_count; i++)
        done = buffer_append_text(out, i == 0 ? "" : ",") &&
               json_append_text(out, paths[i], strlen(paths[i]));
    return done && buffer_append_text(out, "]") && buffer_terminate(out);
}

static mpdata_status run_load(load *l, const char *const *paths, size_t path_count,
                              mpdata_error *error)
{
    buffer sources = BUFFER_INIT;
    mpdata_status status =
        append_sources(&sources, paths, path_count) ? MPDATA_OK : error_set_memory(error);

    if (status == MPDATA_OK)
        status = read_records(l, error);
    if (status == MPDATA_OK)
        status = load_enter(l, MPDATA_INGEST_DEDUPLICATING, error);
    if (status == MPDATA_OK)
        status = duplicates_resolve(l, error);
    if (status == MPDATA_OK)
        status = add_key(l, error);
    if (status == MPDATA_OK)
        status = swap(l, sources.data, error);
    buffer_dispose(&sources);
    return status;
}

/* Leaves the connection as a query expects it, and after a failure the file as it was. */
static void clean_up(load *l, mpdata_status status)
{
    engine_connection *connection = l->db->connection;

    database_set_uninterruptible(l->db, true);
    (void)load_settings_restore(&l->settings, l->db, NULL);
    if (status != MPDATA_OK) {
        (void)engine_execute(connection, "DROP TABLE IF EXISTS temp._repeated", NULL);
        (void)engine_execute(connection, "DROP TABLE IF EXISTS temp._shared", NULL);
        (void)stage_sweep(connection, NULL);
    }
    database_set_uninterruptible(l->db, false);
}

static void finish_report(load *l)
{
    ingest_counts counts = ingest_scan_counts(l->scan);
    struct stat facts;

    l->report.records = counts.records;
    l->report.missing_ids = counts.missing_ids;
    l->report.bytes = counts.total_bytes;
    l->report.elapsed_ms = (uint64_t)(clock_ms(CLOCK_MONOTONIC) - l->started_ms);
    if (l->db->path != NULL && stat(l->db->path, &facts) == 0)
        l->report.file_bytes = (uint64_t)facts.st_size;
}

static mpdata_status check_input(mpdata_table_type type, const char *const *paths,
                                 size_t path_count, const mpdata_ingest_options *options,
                                 mpdata_error *error)
{
    if (options->struct_bytes != sizeof(*options))
        return error_set(error, MPDATA_ERROR_ARGUMENT,
                         "the options were not started with MPDATA_INGEST_OPTIONS_INIT");
    if (type != MPDATA_TABLE_EVENTS && type != MPDATA_TABLE_PROFILES)
        return error_set(error, MPDATA_ERROR_ARGUMENT, "%d is no type of table", (int)type);
    if (paths == NULL || path_count == 0)
        return error_set(error, MPDATA_ERROR_ARGUMENT, "a load needs at least one file");
    for (size_t i = 0; i < path_count; i++)
        if (paths[i] == NULL)
            return error_set(error, MPDATA_ERROR_ARGUMENT, "a file's path must not be NULL");
    return MPDATA_OK;
}

static mpdata_status check_table(mpdata_db *db, const char *table, mpdata_error *error)
{
    bool exists = false;
    mpdata_status status = database_check_writable(db, "load into a table", error);

    if (status == MPDATA_OK)
        status = table_name_check(table, error);
    if (status != MPDATA_OK)
        return status;
    database_end_dependents(db);
    status = table_name_is_taken(db, table, &exists, error);
    if (status == MPDATA_OK && exists)
        return error_set(error, MPDATA_ERROR_TABLE_EXISTS,
                         "there is a table '%s' already. Drop it, or choose another name", table);
    return status;
}

mpdata_status mpdata_ingest_files(mpdata_db *db, mpdata_table_type type, const char *table,
                                  const char *const *paths, size_t path_count,
                                  const mpdata_ingest_options *options,
                                  mpdata_ingest_report *report, mpdata_error *error)
{
    static const mpdata_ingest_options defaults = MPDATA_INGEST_OPTIONS_INIT;
    load l = {.db = db,
              .table = table,
              .options = options == NULL ? &defaults : options,
              .settings = LOAD_SETTINGS_INIT,
              .started_ms = clock_ms(CLOCK_MONOTONIC)};
    mpdata_status status = check_table(db, table, error);

    if (status == MPDATA_OK)
        status = check_input(type, paths, path_count, l.options, error);
    if (status != MPDATA_OK)
        return status;
    atomic_store(&db->interrupted, false);
    l.plan = ingest_plan_for(type);
    l.stage = stage_name(table);
    if (l.stage == NULL)
        return error_set_memory(error);
    status = ingest_scan_open(l.plan, paths, path_count, &db->interrupted, &l.scan, error);
    if (status == MPDATA_OK) {
        status = run_load(&l, paths, path_count, error);
        /* Whatever statement it came to. */
        if (status == MPDATA_ERROR_INTERRUPTED)
            (void)set_interrupted(error);
        clean_up(&l, status);
    }
    if (status == MPDATA_OK) {
        finish_report(&l);
        if (report != NULL)
            *report = l.report;
    }
    ingest_scan_close(l.scan);
    free(l.stage);
    return status;
}
