#include "store/metadata.h"

#include <stdlib.h>
#include <string.h>

#include "base/error.h"
#include "engine/statement.h"
#include "mpdata/version.h"
#include "store/table_name.h"

/*
 * The first columns are those of the design research; filter_events and filter_where are for loads of a part.
 */
static const char create_sql[] = "CREATE TABLE IF NOT EXISTS {}._metadata ("
                                 " table_name VARCHAR PRIMARY KEY,"
                                 " type VARCHAR NOT NULL,"
                                 " fetched_at TIMESTAMP NOT NULL,"
                                 " from_date DATE,"
                                 " to_date DATE,"
                                 " filter_events VARCHAR,"
                                 " filter_where VARCHAR,"
                                 " row_count BIGINT NOT NULL,"
                                 " sources JSON,"
                                 " mpdata_version VARCHAR)";

static const char insert_sql[] =
    "INSERT INTO _metadata (table_name, type, fetched_at, from_date, to_date, row_count, sources,"
    " mpdata_version) VALUES (?, ?, ?, ?, ?, ?, ?, ?)";

static const char delete_sql[] = "DELETE FROM _metadata WHERE lower(table_name) = lower(?)";

mpdata_status metadata_create(engine_connection *connection, const char *schema,
                              mpdata_error *error)
{
    char *sql = sql_with_name(create_sql, schema);

    if (sql == NULL)
        return error_set_memory(error);
    mpdata_status status = engine_execute(connection, sql, error);
    free(sql);
    return status;
}

static mpdata_value text_value(const char *text)
{
    return mpdata_value_text(text, strlen(text));
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

mpdata_status metadata_insert(engine_connection *connection, const metadata_row *row,
                              mpdata_error *error)
{
    mpdata_value values[] = {
        text_value(row->table),
        text_value(mpdata_table_type_name(row->type)),
        mpdata_value_timestamp(row->fetched_at_us),
        day_value(row->from_day),
        day_value(row->to_day),
        mpdata_value_int64((int64_t)row->rows),
        text_value(row->sources),
        text_value(MPDATA_VERSION_STRING),
    };

    return run(connection, insert_sql, values, sizeof(values) / sizeof(values[0]), error);
}

mpdata_status metadata_delete(engine_connection *connection, const char *table, mpdata_error *error)
{
    mpdata_value name = text_value(table);

    return run(connection, delete_sql, &name, 1, error);
}
