#include "store/metadata.h"

#include <stdlib.h>
#include <string.h>

#include "base/error.h"
#include "engine/statement.h"
#include "mpdata/version.h"
#include "store/row_cursor.h"
#include "store/table_name.h"

/*
 * DuckDB begins a row group for what is added after a checkpoint, so for each load: with its columns' buffers it takes 270 kB
 * of memory and of the file, where the row takes less than one.
 */
#define MOST_LOADS_GROUPS 16

/* filter_events and filter_where tell which part of its sources the last load was asked for. */
static const char create_metadata_sql[] = "CREATE TABLE IF NOT EXISTS {}._metadata ("
                                          " table_name VARCHAR PRIMARY KEY,"
                                          " type VARCHAR NOT NULL,"
                                          " fetched_at TIMESTAMP NOT NULL,"
                                          " from_date DATE,"
                                          " to_date DATE,"
                                          " filter_events VARCHAR,"
                                          " filter_where VARCHAR,"
                                          " row_count BIGINT NOT NULL,"
                                          " primary_key BOOLEAN,"
                                          " sources JSON,"
                                          " options JSON,"
                                          " mpdata_version VARCHAR,"
                                          " checksum VARCHAR)";

/* What a file that an older tool made lacks. */
#define ADD_COLUMN(table, column) "ALTER TABLE {}." table " ADD COLUMN IF NOT EXISTS " column

static const char create_loads_sql[] = "CREATE TABLE IF NOT EXISTS {}._loads ("
                                       " table_name VARCHAR NOT NULL,"
                                       " mode VARCHAR NOT NULL,"
                                       " started_at TIMESTAMP NOT NULL,"
                                       " seconds DOUBLE NOT NULL,"
                                       " sources JSON NOT NULL,"
                                       " options JSON NOT NULL,"
                                       " bytes BIGINT NOT NULL,"
                                       " rows_in BIGINT NOT NULL,"
                                       " rows_kept BIGINT NOT NULL,"
                                       " repeats BIGINT NOT NULL,"
                                       " updated BIGINT NOT NULL,"
                                       " shared_ids BIGINT NOT NULL,"
                                       " missing_ids BIGINT NOT NULL,"
                                       " rejects BIGINT NOT NULL,"
                                       " repaired BIGINT NOT NULL,"
                                       " filtered BIGINT DEFAULT 0,"
                                       " mpdata_version VARCHAR NOT NULL)";

/* Takes the hash off an id that two events share: the id that Mixpanel gave. */
static const char create_macro_sql[] =
    "CREATE MACRO IF NOT EXISTS {}.original_insert_id(insert_id) AS"
    " regexp_replace(insert_id, '#[0-9a-f]{16}$', '')";

static const char *const create_sqls[] = {
    create_metadata_sql,
    ADD_COLUMN("_metadata", "filter_events VARCHAR"),
    ADD_COLUMN("_metadata", "filter_where VARCHAR"),
    ADD_COLUMN("_metadata", "primary_key BOOLEAN"),
    ADD_COLUMN("_metadata", "sources JSON"),
    ADD_COLUMN("_metadata", "options JSON"),
    ADD_COLUMN("_metadata", "mpdata_version VARCHAR"),
    ADD_COLUMN("_metadata", "checksum VARCHAR"),
    create_loads_sql,
    ADD_COLUMN("_loads", "filtered BIGINT DEFAULT 0"),
    create_macro_sql,
};

static const char put_sql[] =
    "INSERT OR REPLACE INTO _metadata (table_name, type, fetched_at, from_date, to_date, row_count,"
    " primary_key, sources, options, mpdata_version, filter_events, filter_where, checksum)"
    " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, NULL)";

static const char add_load_sql[] =
    "INSERT INTO _loads (table_name, mode, started_at, seconds, sources, options, bytes, rows_in,"
    " rows_kept, repeats, updated, shared_ids, missing_ids, rejects, repaired, filtered,"
    " mpdata_version) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)";

/* DuckDB's hash may be another one in another version: there checksums are not compared. */
static const char keep_checksum_sql[] = "UPDATE main._metadata SET checksum = version() || ':' || ?"
                                        " WHERE lower(table_name) = lower(?)";
static const char differs_sql[] =
    "SELECT count(*) FROM main._metadata WHERE lower(table_name) = lower(?)"
    " AND starts_with(checksum, version() || ':') AND checksum <> version() || ':' || ?";

static const char count_loads_groups_sql[] =
    "SELECT count(DISTINCT row_group_id) FROM pragma_storage_info('main._loads')";

/* The row's number tells the order of the loads: it grows on. */
static const char *const gather_loads_sqls[] = {
    "SET preserve_insertion_order = true",
    "CREATE OR REPLACE TEMP TABLE _gathered_loads AS"
    " SELECT *, rowid AS _place FROM main._loads",
    "DELETE FROM main._loads",
    "INSERT INTO main._loads BY NAME SELECT * EXCLUDE (_place) FROM temp._gathered_loads"
    " ORDER BY _place",
    "DROP TABLE temp._gathered_loads",
};

static const char *const delete_sqls[] = {
    "DELETE FROM _metadata WHERE lower(table_name) = lower(?)",
    "DELETE FROM _loads WHERE lower(table_name) = lower(?)",
};

static mpdata_status create(engine_connection *connection, const char *template_text,
                            const char *schema, mpdata_error *error)
{
    char *sql = sql_with_name(template_text, schema);

    if (sql == NULL)
        return error_set_memory(error);
    mpdata_status status = engine_execute(connection, sql, error);
    free(sql);
    return status;
}

mpdata_status metadata_create(engine_connection *connection, const char *schema,
                              mpdata_error *error)
{
    mpdata_status status = MPDATA_OK;

    for (size_t i = 0; status == MPDATA_OK && i < sizeof(create_sqls) / sizeof(create_sqls[0]); i++)
        status = create(connection, create_sqls[i], schema, error);
    return status;
}

static mpdata_value text_value(const char *text)
{
    return mpdata_value_text(text, strlen(text));
}

static mpdata_value text_value_or_null(const char *text)
{
    mpdata_value nothing = MPDATA_VALUE_INIT;

    return text == NULL ? nothing : text_value(text);
}

static mpdata_value day_value(int32_t day)
{
    mpdata_value value = MPDATA_VALUE_INIT;

    if (day != MPDATA_NO_DAY) {
        value.kind = MPDATA_VALUE_DATE;
        value.int64 = day;
    }
    return value;
}

/* Runs a statement whose rows nobody wants. */
static mpdata_status run(engine_connection *connection, const char *sql, const mpdata_value *values,
                         size_t value_count, mpdata_error *error)
{
    const engine_vector *vectors = NULL;
    engine_result *result = NULL;
    size_t rows = 1;
    mpdata_status status =
        engine_query(connection, sql, strlen(sql), values, value_count, &result, error);

    while (status == MPDATA_OK && rows > 0)
        status = engine_result_next(result, &vectors, &rows, error);
    engine_result_free(result);
    return status;
}

static mpdata_value count_value(uint64_t count)
{
    return mpdata_value_int64((int64_t)count);
}

mpdata_status metadata_put(engine_connection *connection, const metadata_row *row,
                           mpdata_error *error)
{
    mpdata_value values[] = {
        text_value(row->table),
        text_value(mpdata_table_type_name(row->type)),
        mpdata_value_timestamp(row->fetched_at_us),
        day_value(row->from_day),
        day_value(row->to_day),
        count_value(row->rows),
        mpdata_value_bool(row->has_primary_key),
        text_value(row->sources),
        text_value(row->options),
        text_value(MPDATA_VERSION_STRING),
        text_value_or_null(row->filter_events),
        text_value_or_null(row->filter_where),
    };

    return run(connection, put_sql, values, sizeof(values) / sizeof(values[0]), error);
}

mpdata_status metadata_add_load(engine_connection *connection, const metadata_load *load,
                                mpdata_error *error)
{
    mpdata_value values[] = {
        text_value(load->table),
        text_value(load->mode),
        mpdata_value_timestamp(load->started_at_us),
        mpdata_value_double(load->seconds),
        text_value(load->sources),
        text_value(load->options),
        count_value(load->bytes),
        count_value(load->rows_in),
        count_value(load->rows_kept),
        count_value(load->repeats),
        count_value(load->updated),
        count_value(load->shared_ids),
        count_value(load->missing_ids),
        count_value(load->rejects),
        count_value(load->repaired),
        count_value(load->filtered),
        text_value(MPDATA_VERSION_STRING),
    };

    return run(connection, add_load_sql, values, sizeof(values) / sizeof(values[0]), error);
}

mpdata_status metadata_keep_checksum(engine_connection *connection, const char *table,
                                     int64_t checksum, mpdata_error *error)
{
    mpdata_value values[] = {mpdata_value_int64(checksum), text_value(table)};

    return run(connection, keep_checksum_sql, values, 2, error);
}

mpdata_status metadata_checksum_differs(engine_connection *connection, const char *table,
                                        int64_t checksum, bool *out, mpdata_error *error)
{
    mpdata_value values[] = {text_value(table), mpdata_value_int64(checksum)};
    int64_t count = 0;
    mpdata_status status = row_cursor_read_int64(connection, differs_sql, values, 2, &count, error);

    *out = count > 0;
    return status;
}

mpdata_status metadata_gather_loads(engine_connection *connection, mpdata_error *error)
{
    size_t count = sizeof(gather_loads_sqls) / sizeof(gather_loads_sqls[0]);
    int64_t groups = 0;
    mpdata_status status =
        row_cursor_read_int64(connection, count_loads_groups_sql, NULL, 0, &groups, error);

    if (status != MPDATA_OK || groups < MOST_LOADS_GROUPS)
        return status;
    for (size_t i = 0; status == MPDATA_OK && i < count; i++)
        status = engine_execute(connection, gather_loads_sqls[i], error);
    return status;
}

mpdata_status metadata_delete(engine_connection *connection, const char *table, mpdata_error *error)
{
    mpdata_value name = text_value(table);
    mpdata_status status = MPDATA_OK;

    for (size_t i = 0; status == MPDATA_OK && i < sizeof(delete_sqls) / sizeof(delete_sqls[0]); i++)
        status = run(connection, delete_sqls[i], &name, 1, error);
    return status;
}
