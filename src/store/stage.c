#include "store/stage.h"

#include <stdlib.h>
#include <string.h>

#include "base/buffer.h"
#include "base/error.h"
#include "ingest/scan.h"
#include "store/row_cursor.h"
#include "store/table_name.h"

char *stage_name(const char *table)
{
    buffer name = BUFFER_INIT;

    if (!buffer_append_text(&name, STAGE_PREFIX) || !buffer_append_text(&name, table) ||
        !buffer_terminate(&name)) {
        buffer_dispose(&name);
        return NULL;
    }
    return name.data;
}

static bool append_columns(buffer *sql, const ingest_plan *plan, bool compresses)
{
    for (size_t i = 0; i < plan->column_count; i++) {
        const ingest_column *column = &plan->columns[i];

        if (!sql_append_name(sql, column->name) ||
            !buffer_append_format(sql, " %s", column->sql_type))
            return false;
        if (compresses && column->compression != NULL &&
            !buffer_append_format(sql, " USING COMPRESSION %s", column->compression))
            return false;
        if (!buffer_append_text(sql, ", "))
            return false;
    }
    return buffer_append_text(sql,
                              INGEST_SEQUENCE_COLUMN " UBIGINT, " INGEST_SEEN_COLUMN " BOOLEAN)");
}

/* `create` is "CREATE TABLE " or its like. */
static mpdata_status create_table(engine_connection *connection, const char *create,
                                  const char *stage, const ingest_plan *plan, bool compresses,
                                  mpdata_error *error)
{
    buffer sql = BUFFER_INIT;
    mpdata_status status = MPDATA_OK;

    if (buffer_append_text(&sql, create) && sql_append_name(&sql, stage) &&
        buffer_append_text(&sql, " (") && append_columns(&sql, plan, compresses) &&
        buffer_terminate(&sql))
        status = engine_execute(connection, sql.data, error);
    else
        status = error_set_memory(error);
    buffer_dispose(&sql);
    return status;
}

static mpdata_status mark(engine_connection *connection, const char *stage, mpdata_error *error)
{
    char *sql = sql_with_name("COMMENT ON TABLE {} IS '" STAGE_COMMENT "'", stage);

    if (sql == NULL)
        return error_set_memory(error);
    mpdata_status status = engine_execute(connection, sql, error);
    free(sql);
    return status;
}

/* With its mark from the start. */
static mpdata_status create_marked(engine_connection *connection, const char *stage,
                                   const ingest_plan *plan, bool compresses, mpdata_error *error)
{
    mpdata_status status = engine_execute(connection, "BEGIN TRANSACTION", error);

    if (status != MPDATA_OK)
        return status;
    status = create_table(connection, "CREATE TABLE ", stage, plan, compresses, error);
    if (status == MPDATA_OK)
        status = mark(connection, stage, error);
    if (status == MPDATA_OK)
        return engine_execute(connection, "COMMIT", error);
    (void)engine_execute(connection, "ROLLBACK", NULL);
    return status;
}

mpdata_status stage_create(engine_connection *connection, const char *stage,
                           const ingest_plan *plan, bool becomes_table, mpdata_error *error)
{
    /* Without memory a load that failed could not drop its own: it does not stand in the way of the next. */
    if (!becomes_table)
        return create_table(connection, "CREATE OR REPLACE TEMP TABLE ", stage, plan, false, error);
    if (create_marked(connection, stage, plan, true, NULL) == MPDATA_OK)
        return MPDATA_OK;
    mpdata_status status = stage_sweep(connection, error);
    if (status != MPDATA_OK)
        return status;
    /* A file of an older storage version, which the user made elsewhere, has no zstd: then without. */
    if (create_marked(connection, stage, plan, true, NULL) == MPDATA_OK)
        return MPDATA_OK;
    return create_marked(connection, stage, plan, false, error);
}

mpdata_status stage_drop(engine_connection *connection, const char *stage, mpdata_error *error)
{
    char *sql = sql_with_name("DROP TABLE IF EXISTS {}", stage);

    if (sql == NULL)
        return error_set_memory(error);
    mpdata_status status = engine_execute(connection, sql, error);
    free(sql);
    return status;
}

/* The name of one stage in the file; NULL where there is none. The caller frees it. */
static mpdata_status find_stage(engine_connection *connection, char **out, mpdata_error *error)
{
    static const char sql[] =
        "SELECT table_name FROM duckdb_tables() WHERE database_name = current_database()"
        " AND schema_name = 'main' AND starts_with(table_name, '" STAGE_PREFIX "')"
        " AND comment = '" STAGE_COMMENT "' LIMIT 1";
    row_cursor cursor;
    mpdata_status status = row_cursor_open(&cursor, connection, sql, NULL, 0, error);

    *out = NULL;
    if (status == MPDATA_OK && row_cursor_next(&cursor, &status, error)) {
        mpdata_text name = row_cursor_text(&cursor, 0);
        *out = strndup(name.data, name.bytes);
        if (*out == NULL)
            status = error_set_memory(error);
    }
    row_cursor_close(&cursor);
    return status;
}

mpdata_status stage_sweep(engine_connection *connection, mpdata_error *error)
{
    bool is_swept = false;

    for (;;) {
        char *stage = NULL;
        mpdata_status status = find_stage(connection, &stage, error);

        if (status == MPDATA_OK && stage == NULL)
            return is_swept ? engine_checkpoint(connection, NULL, NULL, error) : MPDATA_OK;
        if (status == MPDATA_OK)
            status = stage_drop(connection, stage, error);
        free(stage);
        if (status != MPDATA_OK)
            return status;
        is_swept = true;
    }
}
