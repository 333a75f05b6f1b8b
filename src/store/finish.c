#include "store/finish.h"

#include <stdatomic.h>
#include <stdlib.h>

#include "base/clock.h"
#include "base/error.h"
#include "store/checkpoint.h"
#include "store/key.h"
#include "store/load_progress.h"
#include "store/load_room.h"
#include "store/metadata.h"
#include "store/row_cursor.h"
#include "store/stage.h"
#include "store/table_name.h"

static const char *mode_name(mpdata_ingest_mode mode)
{
    switch (mode) {
    case MPDATA_INGEST_APPEND:
        return "append";
    case MPDATA_INGEST_REPLACE:
        return "replace";
    default:
        return "create";
    }
}

/* Of the table as it is now, in this transaction. */
static mpdata_status summarise(table_load *l, metadata_row *row, mpdata_error *error)
{
    static const char events_sql[] =
        "SELECT count(*), min(event_time)::DATE, max(event_time)::DATE FROM {target}";
    static const char profiles_sql[] = "SELECT count(*), NULL::DATE, NULL::DATE FROM {target}";
    bool are_events = l->plan->type == MPDATA_TABLE_EVENTS;
    char *sql = sql_with_names(are_events ? events_sql : profiles_sql, l->stage, l->table.name);
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

static mpdata_status record_load(table_load *l, mpdata_error *error)
{
    ingest_counts counts = ingest_scan_counts(l->scan);
    metadata_load history = {.table = l->table.name,
                             .mode = mode_name(l->options->mode),
                             .started_at_us = l->started_at_us,
                             .seconds = (double)(clock_monotonic_ms() - l->started_ms) / 1000,
                             .sources = l->sources_json.data,
                             .options = l->options_json.data,
                             .bytes = counts.bytes,
                             .rows_in = counts.records,
                             .rows_kept = l->report.rows,
                             .repeats = l->report.duplicates,
                             .updated = l->report.updated,
                             .shared_ids = l->report.shared_ids,
                             .missing_ids = counts.missing_ids,
                             .rejects = counts.rejects,
                             .repaired = counts.repaired,
                             .filtered = counts.filtered};

    return metadata_add_load(l->db->connection, &history, error);
}

/* What the caller knows of the export, in place of what the table says. */
static void add_facts(const table_load *l, metadata_row *row)
{
    const mpdata_export_facts *facts = l->options->facts;
    bool appends = l->options->mode == MPDATA_INGEST_APPEND && row->from_day != MPDATA_NO_DAY;

    row->fetched_at_us = clock_wall_us();
    if (facts == NULL)
        return;
    if (facts->fetched_at_us != 0)
        row->fetched_at_us = facts->fetched_at_us;
    if (facts->from_day != MPDATA_NO_DAY && !(appends && row->from_day < facts->from_day))
        row->from_day = facts->from_day;
    if (facts->to_day != MPDATA_NO_DAY && !(appends && row->to_day > facts->to_day))
        row->to_day = facts->to_day;
    if (facts->filter_events != NULL)
        row->filter_events = facts->filter_events;
    if (facts->filter_where != NULL)
        row->filter_where = facts->filter_where;
}

static mpdata_status record_table(table_load *l, mpdata_error *error)
{
    metadata_row row = {.table = l->table.name,
                        .type = l->plan->type,
                        .has_primary_key = l->table.has_primary_key,
                        .sources = l->sources_json.data,
                        .options = l->options_json.data,
                        .filter_events = l->filter_events.data,
                        .filter_where = l->filter_where.data};
    mpdata_status status = summarise(l, &row, error);

    if (status != MPDATA_OK)
        return status;
    add_facts(l, &row);
    l->report.table_rows = row.rows;
    return metadata_put(l->db->connection, &row, error);
}

/* Runs `change` and what belongs to it, all or nothing. */
static mpdata_status in_transaction(table_load *l,
                                    mpdata_status (*change)(table_load *l, mpdata_error *error),
                                    mpdata_error *error)
{
    engine_connection *connection = l->db->connection;
    database_set_uninterruptible(l->db, true);
    mpdata_status status = engine_execute(connection, "BEGIN TRANSACTION", error);
    database_set_uninterruptible(l->db, false);

    if (status != MPDATA_OK)
        return status;
    status = change(l, error);
    if (status == MPDATA_OK)
        status = record_table(l, error);
    if (status == MPDATA_OK)
        status = metadata_gather_loads(connection, error);
    if (status == MPDATA_OK)
        status = record_load(l, error);
    /* The last moment: a commit that is interrupted half-way could be reported for what it is not. */
    database_set_uninterruptible(l->db, true);
    if (status == MPDATA_OK && atomic_load(&l->db->interrupted))
        status = error_set(error, MPDATA_ERROR_INTERRUPTED, "interrupted: nothing was changed");
    if (status == MPDATA_OK)
        status = engine_execute(connection, "COMMIT", error);
    if (status != MPDATA_OK) {
        (void)engine_execute(connection, "ROLLBACK", NULL);
        return status;
    }
    l->db->instance->is_created = false;
    /* The load is done, whatever comes now: what this does not write, closing does, or the next open. */
    (void)checkpoint_run(l->db, NULL);
    return MPDATA_OK;
}

static mpdata_status swap(table_load *l, mpdata_error *error)
{
    int64_t rows = 0;
    mpdata_status status = load_ask(l, "SELECT count(*) FROM {}", &rows, error);

    l->report.rows = (uint64_t)rows;
    if (status == MPDATA_OK && l->table_exists)
        status = load_run(l, "DROP TABLE {target}", NULL, error);
    if (status == MPDATA_OK)
        status = load_run(l, "COMMENT ON TABLE {} IS NULL", NULL, error);
    if (status == MPDATA_OK)
        status = load_run(l, "ALTER TABLE {} RENAME TO {target}", NULL, error);
    return status;
}

/*
 * A checkpoint before the transaction, since replaying the log over a key that was just added has failed in the field
 * (see docs/ARCHITECTURE.md), and one after it.
 */
mpdata_status finish_by_swap(table_load *l, mpdata_error *error)
{
    mpdata_status status = load_progress_enter(l, MPDATA_INGEST_KEYING, error);

    if (status == MPDATA_OK)
        status = load_run(l, "ALTER TABLE {} DROP COLUMN " INGEST_SEQUENCE_COLUMN, NULL, error);
    if (status == MPDATA_OK)
        status = load_run(l, "ALTER TABLE {} DROP COLUMN " INGEST_SEEN_COLUMN, NULL, error);
    if (status == MPDATA_OK)
        status = key_build(l, error);
    if (status == MPDATA_OK)
        status = load_progress_enter(l, MPDATA_INGEST_COMMITTING, error);
    if (status == MPDATA_OK)
        status = load_run(l, "CHECKPOINT", NULL, error);
    return status == MPDATA_OK ? in_transaction(l, swap, error) : status;
}

static mpdata_status merge(table_load *l, mpdata_error *error)
{
    mpdata_status status = MPDATA_OK;

    load_room_for_copy(l);
    /* Profiles that are replaced. */
    if (l->plan->type == MPDATA_TABLE_PROFILES && l->report.updated > 0)
        status =
            load_run(l, "DELETE FROM {target} WHERE distinct_id IN (SELECT distinct_id FROM {})",
                     NULL, error);
    if (status == MPDATA_OK)
        status = load_run(l,
                          "INSERT INTO {target} BY NAME SELECT * EXCLUDE (" INGEST_SEQUENCE_COLUMN
                          ", " INGEST_SEEN_COLUMN ") FROM {}",
                          &l->report.rows, error);
    return status;
}

/* A stage that stays is swept by the load's clean-up, or at the next writing open. */
mpdata_status finish_by_merge(table_load *l, mpdata_error *error)
{
    mpdata_status status = load_progress_enter(l, MPDATA_INGEST_COMMITTING, error);

    if (status == MPDATA_OK)
        status = engine_execute(l->db->connection, "SET preserve_insertion_order = false", error);
    if (status == MPDATA_OK)
        status = load_settings_for_key(l->db, error);
    if (status == MPDATA_OK)
        status = in_transaction(l, merge, error);
    return load_room_lift(l, status) ? in_transaction(l, merge, error) : status;
}
