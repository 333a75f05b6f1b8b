#include "store/table_reading.h"

#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "base/buffer.h"
#include "base/error.h"
#include "store/row_cursor.h"
#include "store/table_name.h"

static const char list_sql[] =
    "SELECT schema_name, table_name FROM duckdb_tables()"
    " WHERE database_name = ? AND NOT internal AND NOT temporary ORDER BY ALL";

static bool add_place(table_places *places, const row_cursor *row)
{
    mpdata_text schema = row_cursor_text(row, 0);
    mpdata_text name = row_cursor_text(row, 1);
    table_place *more = realloc(places->at, (places->count + 1) * sizeof(*more));

    if (more == NULL)
        return false;
    places->at = more;
    table_place *place = &more[places->count++];
    place->schema = strndup(schema.data, schema.bytes);
    place->name = strndup(name.data, name.bytes);
    return place->schema != NULL && place->name != NULL;
}

mpdata_status table_places_read(engine_connection *connection, const char *database,
                                table_places *out, mpdata_error *error)
{
    mpdata_value name = mpdata_value_text(database, strlen(database));
    row_cursor cursor;
    mpdata_status status = row_cursor_open(&cursor, connection, list_sql, &name, 1, error);

    *out = (table_places)TABLE_PLACES_INIT;
    while (status == MPDATA_OK && row_cursor_next(&cursor, &status, error))
        if (!add_place(out, &cursor))
            status = error_set_memory(error);
    row_cursor_close(&cursor);
    return status;
}

void table_places_dispose(table_places *places)
{
    for (size_t i = 0; i < places->count; i++) {
        free(places->at[i].schema);
        free(places->at[i].name);
    }
    free(places->at);
    *places = (table_places)TABLE_PLACES_INIT;
}

/* To hash a row, all of it is read. The alias is no column's name. */
static bool write_sql(buffer *sql, const char *database, const table_place *place)
{
    return buffer_append_text(
               sql, "SELECT count(*), coalesce(sum(hash(_mpdata_row)) % 9223372036854775807, 0)"
                    "::BIGINT FROM ") &&
           sql_append_name(sql, database) && buffer_append_text(sql, ".") &&
           sql_append_name(sql, place->schema) && buffer_append_text(sql, ".") &&
           sql_append_name(sql, place->name) && buffer_append_text(sql, " AS _mpdata_row") &&
           buffer_terminate(sql);
}

mpdata_status table_content_read(engine_connection *connection, const char *database,
                                 const table_place *place, table_content *out, mpdata_error *error)
{
    buffer sql = BUFFER_INIT;
    row_cursor cursor = {0};
    mpdata_status status = MPDATA_OK;

    if (!write_sql(&sql, database, place))
        status = error_set_memory(error);
    if (status == MPDATA_OK)
        status = row_cursor_open(&cursor, connection, sql.data, NULL, 0, error);
    if (status == MPDATA_OK && row_cursor_next(&cursor, &status, error))
        *out = (table_content){row_cursor_int64(&cursor, 0), row_cursor_int64(&cursor, 1)};
    row_cursor_close(&cursor);
    buffer_dispose(&sql);
    return status;
}

static mpdata_status read_table(engine_connection *connection, const char *database,
                                const table_place *place, engine_watch_callback watch,
                                void *payload, mpdata_error *error)
{
    buffer sql = BUFFER_INIT;
    mpdata_status status =
        write_sql(&sql, database, place)
            ? engine_execute_watched(connection, sql.data, watch, payload, NULL, error)
            : error_set_memory(error);

    buffer_dispose(&sql);
    return status;
}

mpdata_status table_read_all(engine_connection *connection, const char *database,
                             engine_watch_callback watch, void *payload, mpdata_error *error)
{
    table_places places = TABLE_PLACES_INIT;
    mpdata_status status = table_places_read(connection, database, &places, error);

    for (size_t i = 0; status == MPDATA_OK && i < places.count; i++)
        status = read_table(connection, database, &places.at[i], watch, payload, error);
    table_places_dispose(&places);
    return status;
}
