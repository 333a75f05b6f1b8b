#include "shell_names.h"

#include <stdio.h>
#include <stdlib.h>

#include "shell_database.h"
#include "text_stream.h"

/* Of each query. */
#define LIMIT_MS 500

/* Rows of a table whose properties are looked at. */
#define SAMPLED_ROWS 50000

static void add_rows(name_catalog *c, name_kind kind, mpdata_result *result)
{
    const mpdata_batch *batch = NULL;

    while (mpdata_result_next(result, &batch, NULL) == MPDATA_OK && batch != NULL) {
        for (size_t row = 0; row < mpdata_batch_rows(batch); row++) {
            mpdata_text name = {NULL, 0};

            if (!mpdata_batch_is_null(batch, 0, row) &&
                mpdata_batch_text(batch, 0, row, &name, NULL) == MPDATA_OK)
                (void)name_catalog_add(c, kind, name.data, name.bytes);
        }
    }
}

/* False where it could not be answered. */
static bool add_query(name_catalog *c, name_kind kind, mpdata_db *db, const char *sql)
{
    mpdata_result *result = NULL;

    if (mpdata_query_run(db, sql, MPDATA_NUL_TERMINATED, NULL, 0, &result, NULL) != MPDATA_OK)
        return false;
    add_rows(c, kind, result);
    mpdata_result_free(result);
    return true;
}

static void put_sample(FILE *to, const mpdata_table_info *table)
{
    if (table->rows > SAMPLED_ROWS)
        (void)fprintf(to, " TABLESAMPLE system(%f PERCENT)",
                      100.0 * SAMPLED_ROWS / (double)table->rows);
}

/* What the table has, or where `is_sample` some of its rows, with SQL before and after its name. */
static bool add_table(name_catalog *c, name_kind kind, mpdata_db *db,
                      const mpdata_table_info *table, bool is_sample, const char *const around[2])
{
    char *sql = NULL;
    size_t bytes = 0;
    FILE *to = open_memstream(&sql, &bytes);

    if (to == NULL)
        return false;
    (void)fputs(around[0], to);
    text_stream_put_quoted(to, '"', table->name);
    if (is_sample)
        put_sample(to, table);
    (void)fputs(around[1], to);
    bool is_good = text_stream_end(to, &sql) != NULL && add_query(c, kind, db, sql);
    free(sql);
    return is_good;
}

static void add_events(name_catalog *c, mpdata_db *db, const mpdata_table_info *table)
{
    static const char *const around[] = {"SELECT DISTINCT event_name FROM ", ""};

    if (table->type == MPDATA_TABLE_EVENTS && !add_table(c, NAME_EVENT, db, table, false, around))
        (void)add_table(c, NAME_EVENT, db, table, true, around);
}

static void add_keys(name_catalog *c, mpdata_db *db, const mpdata_table_info *table)
{
    static const char *const around[] = {
        "SELECT DISTINCT unnest(json_keys(properties)) FROM (SELECT properties FROM ", ")"};

    (void)add_table(c, NAME_KEY, db, table, true, around);
}

static void add_tables_names(name_catalog *c, name_kind kind, mpdata_db *db)
{
    mpdata_table_list *tables = NULL;

    if (mpdata_table_list_read(db, &tables, NULL) != MPDATA_OK)
        return;
    for (size_t i = 0; i < mpdata_table_list_count(tables); i++) {
        if (kind == NAME_EVENT)
            add_events(c, db, mpdata_table_list_at(tables, i));
        else
            add_keys(c, db, mpdata_table_list_at(tables, i));
    }
    mpdata_table_list_free(tables);
}

static void fetch(name_catalog *c, name_kind kind, mpdata_db *db)
{
    switch (kind) {
    case NAME_TABLE:
        (void)add_query(c, kind, db,
                        "SELECT table_name FROM duckdb_tables() WHERE NOT internal UNION "
                        "SELECT view_name FROM duckdb_views() WHERE NOT internal");
        break;
    case NAME_COLUMN:
        (void)add_query(c, kind, db,
                        "SELECT DISTINCT column_name FROM duckdb_columns() WHERE NOT internal "
                        "AND NOT starts_with(table_name, '_')");
        break;
    case NAME_FUNCTION:
        (void)add_query(c, kind, db,
                        "SELECT DISTINCT function_name FROM duckdb_functions() "
                        "WHERE regexp_matches(function_name, '^[a-z]')");
        break;
    default:
        add_tables_names(c, kind, db);
        break;
    }
}

void shell_names_fetch(name_catalog *c, name_kind kind, void *payload)
{
    shell_database *d = payload;

    /* What is not to be had now may be later. */
    c->sets[kind].is_fetched = shell_database_try(d);
    if (!c->sets[kind].is_fetched)
        return;
    if (mpdata_db_set_time_limit(d->db, LIMIT_MS, NULL) == MPDATA_OK)
        fetch(c, kind, d->db);
    (void)mpdata_db_set_time_limit(d->db, d->where->time_limit_ms, NULL);
}
