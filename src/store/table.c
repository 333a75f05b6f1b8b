#include "store/table.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/error.h"
#include "store/checkpoint.h"
#include "store/metadata.h"
#include "store/row_cursor.h"
#include "store/table_missing.h"
#include "store/table_name.h"

struct mpdata_table_list {
    mpdata_table_info *tables;
    size_t count;
    size_t capacity;
};

struct mpdata_table_schema {
    mpdata_table_list table;
    mpdata_column_info *columns;
    size_t count;
    size_t capacity;
};

/*
 * A row of _metadata whose table was dropped by another program counts for nothing; a file that mpdata never wrote
 * to has no _metadata, which only a read-only open can meet.
 */
static const char has_metadata_sql[] =
    "SELECT count(*) FROM duckdb_tables() WHERE database_name = current_database()"
    " AND schema_name = 'main' AND table_name = '_metadata'";

static const char list_sql[] =
    "SELECT t.table_name, m.type, m.row_count, m.fetched_at, m.from_date, m.to_date"
    " FROM main._metadata m JOIN duckdb_tables() t ON lower(t.table_name) = lower(m.table_name)"
    " WHERE t.database_name = current_database() AND t.schema_name = 'main'"
    " AND (?1 IS NULL OR lower(m.table_name) = lower(?1)) ORDER BY lower(t.table_name)";

static const char columns_sql[] =
    "SELECT c.column_name, c.data_type, c.is_nullable, coalesce(k.is_key, false)"
    " FROM duckdb_columns() c LEFT JOIN"
    "  (SELECT unnest(constraint_column_names) AS name, true AS is_key FROM duckdb_constraints()"
    "   WHERE database_name = current_database() AND schema_name = 'main'"
    "   AND lower(table_name) = lower(?1) AND constraint_type = 'PRIMARY KEY') k"
    "  ON k.name = c.column_name"
    " WHERE c.database_name = current_database() AND c.schema_name = 'main'"
    " AND lower(c.table_name) = lower(?1) ORDER BY c.column_index";

static const char has_key_sql[] =
    "SELECT count(*) FROM duckdb_constraints() WHERE database_name = current_database()"
    " AND schema_name = 'main' AND lower(table_name) = lower(?)"
    " AND constraint_type = 'PRIMARY KEY'";

static const char taken_sql[] =
    "SELECT count(*) FROM (SELECT table_name AS name FROM duckdb_tables()"
    "  WHERE database_name = current_database() AND schema_name = 'main'"
    " UNION ALL SELECT view_name FROM duckdb_views()"
    "  WHERE database_name = current_database() AND schema_name = 'main')"
    " WHERE lower(name) = lower(?)";

const char *mpdata_table_type_name(mpdata_table_type type)
{
    switch (type) {
    case MPDATA_TABLE_EVENTS:
        return "events";
    case MPDATA_TABLE_PROFILES:
        return "profiles";
    }
    return "unknown";
}

static mpdata_value name_value(const char *name)
{
    return name == NULL ? mpdata_value_null() : mpdata_value_text(name, strlen(name));
}

mpdata_status table_name_is_taken(mpdata_db *db, const char *name, bool *out, mpdata_error *error)
{
    mpdata_value value = name_value(name);
    int64_t count = 0;
    mpdata_status status =
        row_cursor_read_int64(db->connection, taken_sql, &value, 1, &count, error);

    *out = count > 0;
    return status;
}

static void dispose_tables(mpdata_table_list *list)
{
    for (size_t i = 0; i < list->count; i++)
        free((void *)(uintptr_t)list->tables[i].name);
    free(list->tables);
}

/* Room for one more item; `*items` may move. */
static bool grow(void **items, size_t *capacity, size_t count, size_t item_bytes)
{
    if (count < *capacity)
        return true;
    size_t wanted = *capacity == 0 ? 8 : *capacity * 2;
    void *more = realloc(*items, wanted * item_bytes);
    if (more == NULL)
        return false;
    *items = more;
    *capacity = wanted;
    return true;
}

static char *copy_text(mpdata_text text)
{
    return strndup(text.data, text.bytes);
}

static mpdata_table_type type_of(mpdata_text name)
{
    return name.bytes == 8 && memcmp(name.data, "profiles", 8) == 0 ? MPDATA_TABLE_PROFILES
                                                                    : MPDATA_TABLE_EVENTS;
}

static bool add_table(mpdata_table_list *list, const row_cursor *row)
{
    void *tables = list->tables;

    if (!grow(&tables, &list->capacity, list->count, sizeof(*list->tables)))
        return false;
    list->tables = tables;
    mpdata_table_info *table = &list->tables[list->count];
    *table = (mpdata_table_info){
        .name = copy_text(row_cursor_text(row, 0)),
        .type = type_of(row_cursor_text(row, 1)),
        .rows = (uint64_t)row_cursor_int64(row, 2),
        .fetched_at_us = row_cursor_int64(row, 3),
        .from_day = row_cursor_is_null(row, 4) ? MPDATA_NO_DAY : (int32_t)row_cursor_int64(row, 4),
        .to_day = row_cursor_is_null(row, 5) ? MPDATA_NO_DAY : (int32_t)row_cursor_int64(row, 5),
    };
    if (table->name == NULL)
        return false;
    list->count++;
    return true;
}

/* All tables, or the one called `name`. */
static mpdata_status read_tables(mpdata_db *db, const char *name, mpdata_table_list *list,
                                 mpdata_error *error)
{
    mpdata_value value = name_value(name);
    row_cursor cursor;
    int64_t has_metadata = 0;
    mpdata_status status =
        row_cursor_read_int64(db->connection, has_metadata_sql, NULL, 0, &has_metadata, error);

    if (status != MPDATA_OK || has_metadata == 0)
        return status;
    status = row_cursor_open(&cursor, db->connection, list_sql, &value, 1, error);
    while (status == MPDATA_OK && row_cursor_next(&cursor, &status, error))
        if (!add_table(list, &cursor))
            status = error_set_memory(error);
    row_cursor_close(&cursor);
    return status;
}

mpdata_status mpdata_table_list_read(mpdata_db *db, mpdata_table_list **out, mpdata_error *error)
{
    if (out == NULL)
        return error_set(error, MPDATA_ERROR_ARGUMENT, "out must not be NULL");
    *out = NULL;
    mpdata_status status = database_check_open(db, error);
    if (status != MPDATA_OK)
        return status;
    mpdata_table_list *list = calloc(1, sizeof(*list));
    if (list == NULL)
        return error_set_memory(error);
    database_end_streams(db);
    status = read_tables(db, NULL, list, error);
    if (status != MPDATA_OK) {
        mpdata_table_list_free(list);
        return status;
    }
    *out = list;
    return MPDATA_OK;
}

size_t mpdata_table_list_count(const mpdata_table_list *list)
{
    return list == NULL ? 0 : list->count;
}

const mpdata_table_info *mpdata_table_list_at(const mpdata_table_list *list, size_t index)
{
    return list == NULL || index >= list->count ? NULL : &list->tables[index];
}

void mpdata_table_list_free(mpdata_table_list *list)
{
    if (list == NULL)
        return;
    dispose_tables(list);
    free(list);
}

static mpdata_status check_table_name(mpdata_db *db, const char *name, mpdata_error *error)
{
    mpdata_status status = database_check_open(db, error);

    if (status == MPDATA_OK)
        status = table_name_check(name, error);
    if (status == MPDATA_OK)
        database_end_streams(db);
    return status;
}

/* The one table called `name`, in `list`; TABLE_NOT_FOUND where there is none. */
static mpdata_status find_table(mpdata_db *db, const char *name, mpdata_table_list *list,
                                mpdata_error *error)
{
    mpdata_status status = check_table_name(db, name, error);

    if (status == MPDATA_OK)
        status = read_tables(db, name, list, error);
    if (status == MPDATA_OK && list->count == 0)
        return table_missing_set(db, name, error);
    return status;
}

mpdata_status table_facts_read(mpdata_db *db, const char *name, table_facts *out,
                               mpdata_error *error)
{
    mpdata_table_list list = {0};
    mpdata_value value = name_value(name);
    int64_t has_key = 0;
    mpdata_status status = find_table(db, name, &list, error);

    if (status == MPDATA_OK) {
        (void)snprintf(out->name, sizeof(out->name), "%s", list.tables[0].name);
        out->type = list.tables[0].type;
        status = row_cursor_read_int64(db->connection, has_key_sql, &value, 1, &has_key, error);
    }
    out->has_primary_key = has_key > 0;
    dispose_tables(&list);
    return status;
}

static bool add_column(mpdata_table_schema *schema, const row_cursor *row)
{
    void *columns = schema->columns;

    if (!grow(&columns, &schema->capacity, schema->count, sizeof(*schema->columns)))
        return false;
    schema->columns = columns;
    mpdata_column_info *column = &schema->columns[schema->count];
    *column = (mpdata_column_info){
        .name = copy_text(row_cursor_text(row, 0)),
        .type = copy_text(row_cursor_text(row, 1)),
        .nullable = row_cursor_int64(row, 2) != 0,
        .primary_key = row_cursor_int64(row, 3) != 0,
    };
    schema->count++;
    return column->name != NULL && column->type != NULL;
}

static mpdata_status read_columns(mpdata_db *db, const char *name, mpdata_table_schema *schema,
                                  mpdata_error *error)
{
    mpdata_value value = name_value(name);
    row_cursor cursor;
    mpdata_status status = row_cursor_open(&cursor, db->connection, columns_sql, &value, 1, error);

    while (status == MPDATA_OK && row_cursor_next(&cursor, &status, error))
        if (!add_column(schema, &cursor))
            status = error_set_memory(error);
    row_cursor_close(&cursor);
    return status;
}

mpdata_status mpdata_table_schema_read(mpdata_db *db, const char *name, mpdata_table_schema **out,
                                       mpdata_error *error)
{
    if (out == NULL)
        return error_set(error, MPDATA_ERROR_ARGUMENT, "out must not be NULL");
    *out = NULL;
    mpdata_table_schema *schema = calloc(1, sizeof(*schema));
    if (schema == NULL)
        return error_set_memory(error);
    mpdata_status status = find_table(db, name, &schema->table, error);
    if (status == MPDATA_OK)
        status = read_columns(db, name, schema, error);
    if (status != MPDATA_OK) {
        mpdata_table_schema_free(schema);
        return status;
    }
    *out = schema;
    return MPDATA_OK;
}

const mpdata_table_info *mpdata_table_schema_table(const mpdata_table_schema *schema)
{
    return schema == NULL ? NULL : mpdata_table_list_at(&schema->table, 0);
}

size_t mpdata_table_schema_column_count(const mpdata_table_schema *schema)
{
    return schema == NULL ? 0 : schema->count;
}

const mpdata_column_info *mpdata_table_schema_column(const mpdata_table_schema *schema,
                                                     size_t index)
{
    return schema == NULL || index >= schema->count ? NULL : &schema->columns[index];
}

void mpdata_table_schema_free(mpdata_table_schema *schema)
{
    if (schema == NULL)
        return;
    for (size_t i = 0; i < schema->count; i++) {
        free((void *)(uintptr_t)schema->columns[i].name);
        free((void *)(uintptr_t)schema->columns[i].type);
    }
    free(schema->columns);
    dispose_tables(&schema->table);
    free(schema);
}

mpdata_status mpdata_table_exists(mpdata_db *db, const char *name, bool *out, mpdata_error *error)
{
    mpdata_table_list list = {0};

    if (out == NULL)
        return error_set(error, MPDATA_ERROR_ARGUMENT, "out must not be NULL");
    *out = false;
    mpdata_status status = check_table_name(db, name, error);
    if (status == MPDATA_OK)
        status = read_tables(db, name, &list, error);
    *out = list.count > 0;
    dispose_tables(&list);
    return status;
}

static mpdata_status drop_in_transaction(mpdata_db *db, const char *name, mpdata_error *error)
{
    char *sql = sql_with_name("DROP TABLE {}", name);

    if (sql == NULL)
        return error_set_memory(error);
    mpdata_status status = engine_execute(db->connection, sql, error);
    free(sql);
    if (status == MPDATA_OK)
        status = metadata_delete(db->connection, name, error);
    if (status == MPDATA_OK)
        status = engine_execute(db->connection, "COMMIT", error);
    return status;
}

mpdata_status mpdata_table_drop(mpdata_db *db, const char *name, mpdata_error *error)
{
    mpdata_table_list list = {0};
    mpdata_status status = database_check_writable(db, "drop a table", error);

    if (status == MPDATA_OK)
        status = find_table(db, name, &list, error);
    dispose_tables(&list);
    if (status == MPDATA_OK)
        status = engine_execute(db->connection, "BEGIN TRANSACTION", error);
    if (status != MPDATA_OK)
        return status;
    /* It takes no time, and an interruption after the commit would say that nothing was changed. */
    database_set_uninterruptible(db, true);
    status = drop_in_transaction(db, name, error);
    /* What was dropped gives its space back only with a checkpoint; the drop itself stands, whatever comes of that. */
    if (status == MPDATA_OK)
        (void)checkpoint_run(db, NULL);
    else
        (void)engine_execute(db->connection, "ROLLBACK", NULL);
    database_set_uninterruptible(db, false);
    return status;
}
