#include "store/load.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "base/buffer.h"
#include "base/clock.h"
#include "base/error.h"
#include "base/json_text.h"
#include "engine/scan.h"
#include "store/duplicates.h"
#include "store/finish.h"
#include "store/key.h"
#include "store/load_options.h"
#include "store/load_progress.h"
#include "store/load_room.h"
#include "store/memory_limit.h"
#include "store/row_cursor.h"
#include "store/stage.h"
#include "store/table.h"
#include "store/table_name.h"
#include "store/time_zone.h"

mpdata_status load_run(table_load *l, const char *sql_template, uint64_t *rows_changed,
                       mpdata_error *error)
{
    char *sql = sql_with_names(sql_template, l->stage, l->table.name);

    if (sql == NULL)
        return error_set_memory(error);
    mpdata_status status = atomic_load(&l->db->interrupted)
                               ? MPDATA_ERROR_INTERRUPTED
                               : engine_execute_watched(l->db->connection, sql, load_progress_watch,
                                                        l, rows_changed, error);
    free(sql);
    return status == MPDATA_ERROR_INTERRUPTED ? load_set_interrupted(error) : status;
}

mpdata_status load_ask(table_load *l, const char *sql_template, int64_t *out, mpdata_error *error)
{
    char *sql = sql_with_names(sql_template, l->stage, l->table.name);

    if (sql == NULL)
        return error_set_memory(error);
    mpdata_status status = row_cursor_read_int64(l->db->connection, sql, NULL, 0, out, error);
    free(sql);
    return status;
}

mpdata_status load_read(table_load *l, const char *sql_template, mpdata_error *error)
{
    engine_connection *connection = l->db->connection;
    mpdata_status status = engine_scan_attach(connection, ingest_scan_rows(l->scan), error);

    if (status == MPDATA_OK)
        status = load_run(l, sql_template, NULL, error);
    engine_scan_detach(connection);
    if (status == MPDATA_ERROR_INTERRUPTED && key_is_too_large(l))
        status = key_decide(l, ingest_scan_counts(l->scan).distinct_keys, error);
    if (status == MPDATA_OK)
        status = ingest_scan_finish(l->scan, error);
    if (status == MPDATA_OK && l->rejects != NULL)
        status = ingest_rejects_finish(l->rejects, error);
    return status;
}

#define FROM_SCAN " FROM " ENGINE_SCAN_NAME "() WHERE " INGEST_IS_RECORD

static mpdata_status insert_records(table_load *l, mpdata_error *error)
{
    buffer sql = BUFFER_INIT;
    mpdata_status status = MPDATA_OK;

    if (l->time_zone == NULL)
        return load_read(l, "INSERT INTO {} SELECT *" FROM_SCAN, error);
    if (buffer_append_text(&sql, "INSERT INTO {} SELECT * REPLACE (event_time AT TIME ZONE ") &&
        sql_append_text_literal(&sql, l->time_zone) &&
        buffer_append_text(&sql, " AT TIME ZONE 'UTC' AS event_time)" FROM_SCAN) &&
        buffer_terminate(&sql))
        status = load_read(l, sql.data, error);
    else
        status = error_set_memory(error);
    buffer_dispose(&sql);
    return status;
}

static mpdata_status read_records(table_load *l, mpdata_error *error)
{
    engine_connection *connection = l->db->connection;
    bool becomes_table = l->options->mode != MPDATA_INGEST_APPEND;
    mpdata_status status = load_progress_enter(l, MPDATA_INGEST_READING, error);

    if (status == MPDATA_OK)
        status = load_settings_for_reading(&l->settings, l->db, !becomes_table, error);
    database_set_uninterruptible(l->db, true);
    if (status == MPDATA_OK)
        status = stage_create(connection, l->stage, l->plan, becomes_table, error);
    database_set_uninterruptible(l->db, false);
    if (status == MPDATA_OK)
        database_restrict_log(l->db);
    load_room_watch(l);
    return status == MPDATA_OK ? insert_records(l, error) : status;
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

mpdata_status load_describe(table_load *l, const char *const *sources, size_t source_count,
                            mpdata_error *error)
{
    bool done = append_sources(&l->sources_json, sources, source_count) &&
                load_options_write_json(l->options, l->time_zone, &l->options_json) &&
                load_options_write_events(l->options, &l->filter_events) &&
                load_options_write_where(l->options, l->time_zone, &l->filter_where);

    return done ? MPDATA_OK : error_set_memory(error);
}

static mpdata_status run_load(table_load *l, mpdata_error *error)
{
    mpdata_status status = key_decide(l, ingest_scan_estimate_rows(l->scan), error);

    if (status == MPDATA_OK)
        status = read_records(l, error);
    if (status == MPDATA_OK)
        status = load_progress_enter(l, MPDATA_INGEST_DEDUPLICATING, error);
    if (status == MPDATA_OK)
        status = duplicates_resolve(l, error);
    if (status == MPDATA_OK)
        status = key_decide(l, ingest_scan_counts(l->scan).records - l->report.duplicates, error);
    /* Without a key the rows go on streaming. */
    if (status == MPDATA_OK && l->table.has_primary_key)
        status = load_room_for_key(l, error);
    if (status == MPDATA_OK)
        status = l->options->mode == MPDATA_INGEST_APPEND ? finish_by_merge(l, error)
                                                          : finish_by_swap(l, error);
    return status;
}

/* Leaves the connection as a query expects it, and no stage: after a failure the file is as it was. */
static void clean_up(table_load *l, mpdata_status status)
{
    database_set_uninterruptible(l->db, true);
    /* Should one of ours be open still: then nothing else would run. */
    if (status != MPDATA_OK)
        (void)engine_execute(l->db->connection, "ROLLBACK", NULL);
    (void)load_settings_restore(&l->settings, l->db, NULL);
    if (status != MPDATA_OK)
        duplicates_clean_up(l);
    if (status != MPDATA_OK)
        (void)stage_sweep(l->db->connection, NULL);
    if (l->options->mode == MPDATA_INGEST_APPEND)
        (void)stage_drop(l->db->connection, l->stage, NULL);
    memory_limit_count_load(l->db);
    database_set_uninterruptible(l->db, false);
}

static void finish_report(table_load *l)
{
    ingest_counts counts = ingest_scan_counts(l->scan);
    struct stat facts;

    l->report.records = counts.records;
    l->report.missing_ids = counts.missing_ids;
    l->report.rejects = counts.rejects;
    l->report.repaired = counts.repaired;
    l->report.filtered = counts.filtered;
    l->report.bytes = counts.bytes;
    l->report.has_primary_key = l->table.has_primary_key;
    l->report.elapsed_ms = (uint64_t)(clock_monotonic_ms() - l->started_ms);
    if (l->db->instance->path != NULL && stat(l->db->instance->path, &facts) == 0)
        l->report.file_bytes = (uint64_t)facts.st_size;
}

/* An existing one: kept by mpdata, and of the same type. */
static mpdata_status find_existing(table_load *l, mpdata_table_type type, const char *table,
                                   mpdata_error *error)
{
    mpdata_status status = table_facts_read(l->db, table, &l->table, error);

    if (status == MPDATA_OK && l->table.type != type)
        return error_set(error, MPDATA_ERROR_ARGUMENT, "'%s' is a table of %s, not of %s",
                         l->table.name, mpdata_table_type_name(l->table.type),
                         mpdata_table_type_name(type));
    if (status == MPDATA_ERROR_TABLE_NOT_FOUND && l->options->mode == MPDATA_INGEST_REPLACE)
        return error_set(error, MPDATA_ERROR_TABLE_EXISTS,
                         "'%s' is a table that mpdata did not make, and is not replaced", table);
    return status;
}

static mpdata_status set_table(table_load *l, mpdata_table_type type, const char *table,
                               mpdata_error *error)
{
    bool is_taken = false;
    mpdata_status status = table_name_is_taken(l->db, table, &is_taken, error);

    if (status != MPDATA_OK)
        return status;
    if (is_taken && l->options->mode == MPDATA_INGEST_CREATE)
        return error_set(error, MPDATA_ERROR_TABLE_EXISTS,
                         "there is a table '%s' already. Append to it, replace it, drop it, or "
                         "choose another name",
                         table);
    l->table_exists = is_taken;
    if (is_taken || l->options->mode == MPDATA_INGEST_APPEND)
        status = find_existing(l, type, table, error);
    else
        (void)snprintf(l->table.name, sizeof(l->table.name), "%s", table);
    if (l->options->mode != MPDATA_INGEST_APPEND)
        l->table.has_primary_key = true;
    return status;
}

static mpdata_status check_table(table_load *l, mpdata_table_type type, const char *table,
                                 mpdata_error *error)
{
    mpdata_status status = database_check_alone(l->db, "load into a table", error);

    if (status == MPDATA_OK)
        status = table_name_check(table, error);
    if (status != MPDATA_OK)
        return status;
    database_end_streams(l->db);
    status = database_check_no_transaction(l->db, "a load", error);
    return status == MPDATA_OK ? set_table(l, type, table, error) : status;
}

/* What the options ask for besides the table. */
static mpdata_status prepare(table_load *l, mpdata_table_type type, mpdata_error *error)
{
    const mpdata_ingest_options *options = l->options;
    mpdata_status status = MPDATA_OK;

    database_forget_interruption(l->db);
    l->plan = ingest_plan_for(type, options->input);
    if (load_options_convert_times(options))
        status = time_zone_find(l->db->connection, options->time_zone, &l->time_zone, error);
    if (status == MPDATA_OK && load_options_filter(options))
        status = ingest_filter_new(options->where_events, options->where_event_count,
                                   options->from_day, options->to_day, &l->filter, error);
    return status;
}

static void begin(table_load *l, mpdata_db *db, const mpdata_ingest_options *options)
{
    static const mpdata_ingest_options defaults = MPDATA_INGEST_OPTIONS_INIT;

    *l = (table_load){.db = db,
                      .options = options == NULL ? &defaults : options,
                      .settings = LOAD_SETTINGS_INIT,
                      .sources_json = BUFFER_INIT,
                      .options_json = BUFFER_INIT,
                      .filter_events = BUFFER_INIT,
                      .filter_where = BUFFER_INIT,
                      .started_at_us = clock_wall_us(),
                      .started_ms = clock_monotonic_ms()};
}

mpdata_status load_open(table_load *l, mpdata_db *db, mpdata_table_type type, const char *table,
                        const mpdata_ingest_options *options, mpdata_error *error)
{
    begin(l, db, options);
    mpdata_status status = load_options_check(type, l->options, error);
    if (status == MPDATA_OK)
        status = check_table(l, type, table, error);
    if (status == MPDATA_OK)
        status = prepare(l, type, error);
    if (status != MPDATA_OK)
        return status;
    l->stage = stage_name(l->table.name);
    return l->stage == NULL ? error_set_memory(error) : MPDATA_OK;
}

mpdata_status load_open_check(table_load *l, mpdata_db *db, mpdata_table_type type,
                              const mpdata_ingest_options *options, mpdata_error *error)
{
    begin(l, db, options);
    mpdata_status status = load_options_check(type, l->options, error);

    return status == MPDATA_OK ? prepare(l, type, error) : status;
}

/* Before anything is read. */
static mpdata_status set_up_scan(table_load *l, mpdata_error *error)
{
    mpdata_status status = MPDATA_OK;

    if (l->options->max_rejects > 0)
        status = ingest_rejects_open(l->options->rejects_path, l->options->max_rejects, &l->rejects,
                                     error);
    ingest_scan_tolerate(l->scan, l->options->repair, l->rejects);
    ingest_scan_filter(l->scan, l->filter);
    return status;
}

mpdata_status load_execute(table_load *l, mpdata_error *error)
{
    mpdata_status status = set_up_scan(l, error);

    if (status == MPDATA_OK)
        status = run_load(l, error);
    /* Whatever statement it came to. */
    if (status == MPDATA_ERROR_INTERRUPTED)
        status = load_name_stop(l, error);
    load_room_name_lack(l, status, error);

    clean_up(l, status);
    if (status != MPDATA_OK)
        return status;
    finish_report(l);
    load_progress_done(l);
    return MPDATA_OK;
}

mpdata_status load_execute_check(table_load *l, mpdata_error *error)
{
    mpdata_status status = set_up_scan(l, error);

    if (status == MPDATA_OK)
        status = load_progress_enter(l, MPDATA_INGEST_READING, error);
    /* Of a column, so that the rows have to be made. */
    if (status == MPDATA_OK)
        status = load_read(
            l, "SELECT count(" INGEST_SEQUENCE_COLUMN ") FROM " ENGINE_SCAN_NAME "()", error);
    if (status == MPDATA_ERROR_INTERRUPTED)
        status = load_name_stop(l, error);
    if (status != MPDATA_OK)
        return status;
    finish_report(l);
    load_progress_done(l);
    return MPDATA_OK;
}

void load_close(table_load *l)
{
    ingest_scan_close(l->scan);
    ingest_rejects_close(l->rejects);
    buffer_dispose(&l->sources_json);
    ingest_filter_free(l->filter);
    buffer_dispose(&l->options_json);
    buffer_dispose(&l->filter_events);
    buffer_dispose(&l->filter_where);
    free(l->time_zone);
    free(l->stage);
    l->scan = NULL;
    l->rejects = NULL;
    l->filter = NULL;
    l->time_zone = NULL;
    l->stage = NULL;
}
