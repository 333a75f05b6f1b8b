/*
 * mpdata_db_check: reads everything, and compares what mpdata tells of its tables with what they hold.
 */
#include "mpdata/check.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "base/buffer.h"
#include "base/error.h"
#include "store/check_sums.h"
#include "store/database.h"
#include "store/finding_list.h"
#include "store/load_settings.h"
#include "store/row_cursor.h"
#include "store/stage.h"
#include "store/table.h"
#include "store/table_name.h"
#include "store/table_reading.h"

/* Has DuckDB ask the index for as many rows as there are; what was set before is put back. */
#define KEEP_SETTINGS                                                                              \
    "SET VARIABLE _mpdata_percentage = current_setting('index_scan_percentage');"                  \
    "SET VARIABLE _mpdata_count = current_setting('index_scan_max_count')"
#define ASK_INDEX                                                                                  \
    "SET index_scan_percentage = 1.0;"                                                             \
    "SET index_scan_max_count = 9223372036854775807"
#define ASK_AS_BEFORE                                                                              \
    "SET index_scan_percentage = getvariable('_mpdata_percentage');"                               \
    "SET index_scan_max_count = getvariable('_mpdata_count');"                                     \
    "RESET VARIABLE _mpdata_percentage;"                                                           \
    "RESET VARIABLE _mpdata_count"

/* One table that mpdata keeps, and what _metadata tells of it. */
typedef struct kept_table {
    char *name;
    bool are_events;
    bool has_key;
    int64_t rows;
    int32_t from_day;
    int32_t to_day;
} kept_table;

typedef struct checking {
    mpdata_db *db;
    mpdata_check *check;
    kept_table *kept;
    size_t kept_count;
    check_sums sums;
} checking;

/* What an older tool's _metadata lacks is not asked for. */
static const char kept_sql[] =
    "SELECT m.table_name, m.type = 'events', m.row_count, m.from_date, m.to_date,"
    " t.table_name IS NOT NULL, coalesce(t.has_primary_key, false) FROM main._metadata m"
    " LEFT JOIN (SELECT * FROM duckdb_tables() WHERE database_name = current_database()"
    "  AND schema_name = 'main') t ON lower(t.table_name) = lower(m.table_name) ORDER BY ALL";

static const char event_facts_sql[] =
    "SELECT count(*), min(event_time)::DATE, max(event_time)::DATE FROM main.{}";
static const char profile_facts_sql[] = "SELECT count(*), NULL::DATE, NULL::DATE FROM main.{}";

#define REPEATED(identity, shown)                                                                  \
    "SELECT count(*), min(" shown ") FROM (SELECT " identity " FROM main.{} GROUP BY " identity    \
    " HAVING count(*) > 1)"

/* Without a key two events may share an id, but not all that they are known by. */
static const char repeated_events_sql[] =
    REPEATED("event_name, event_time, distinct_id, insert_id", "insert_id");
static const char repeated_ids_sql[] = REPEATED("insert_id", "insert_id");
static const char repeated_profiles_sql[] = REPEATED("distinct_id", "distinct_id");

/* Since the table was last made. */
static const char loaded_sql[] =
    "WITH l AS (SELECT *, rowid AS place FROM main._loads WHERE lower(table_name) = lower(?))"
    " SELECT coalesce(sum(rows_kept - CASE WHEN mode = 'append' THEN updated ELSE 0 END), -1)"
    "::BIGINT FROM l WHERE place >= (SELECT max(place) FROM l WHERE mode <> 'append')";

static const char has_table_sql[] =
    "SELECT count(*) FROM duckdb_tables() WHERE database_name = current_database()"
    " AND schema_name = 'main' AND table_name = ?";

static mpdata_status stop_if_interrupted(const checking *c, mpdata_error *error)
{
    return database_is_interrupted(c->db) ? database_name_stop(c->db, error) : MPDATA_OK;
}

/*
 * A statement that failed because of the file is a finding, and the check goes on: what DuckDB can't read of a file is a QUERY that
 * fails. All else tells of the machine or the caller; IO is a disk without room for what is spilled.
 */
static mpdata_status judge(checking *c, const char *table, mpdata_status status,
                           const mpdata_error *failure, mpdata_error *error)
{
    if (status == MPDATA_OK)
        return stop_if_interrupted(c, error);
    if (status == MPDATA_ERROR_QUERY && !database_is_interrupted(c->db))
        return finding_add(c->check, MPDATA_FINDING_DAMAGE, table, error, "can't be read: %s",
                           failure->message);
    if (error != NULL)
        *error = *failure;
    return status;
}

static mpdata_status read_table(checking *c, const char *database, const table_place *place,
                                mpdata_error *error)
{
    buffer name = BUFFER_INIT;
    bool is_main = strcmp(place->schema, "main") == 0;
    table_content content = {0, 0};
    mpdata_error failure;

    if (!buffer_append_format(&name, "%s%s%s", is_main ? "" : place->schema, is_main ? "" : ".",
                              place->name) ||
        !buffer_terminate(&name)) {
        buffer_dispose(&name);
        return error_set_memory(error);
    }
    mpdata_status status =
        table_content_read(c->db->connection, database, place, &content, &failure);
    if (status == MPDATA_OK && is_main && !check_sums_add(&c->sums, place->name, content.hash))
        status = error_set_memory(&failure);
    status = judge(c, name.data, status, &failure, error);
    c->check->tables++;
    c->check->rows += (uint64_t)content.rows;
    buffer_dispose(&name);
    return status;
}

static mpdata_status read_name(checking *c, char **out, mpdata_error *error)
{
    row_cursor cursor;
    mpdata_status status =
        row_cursor_open(&cursor, c->db->connection, "SELECT current_database()", NULL, 0, error);

    *out = NULL;
    if (status == MPDATA_OK && row_cursor_next(&cursor, &status, error)) {
        mpdata_text name = row_cursor_text(&cursor, 0);
        *out = strndup(name.data, name.bytes);
    }
    row_cursor_close(&cursor);
    return status == MPDATA_OK && *out == NULL ? error_set_memory(error) : status;
}

static mpdata_status read_everything(checking *c, mpdata_error *error)
{
    table_places places = TABLE_PLACES_INIT;
    char *database = NULL;
    mpdata_status status = read_name(c, &database, error);

    if (status == MPDATA_OK)
        status = table_places_read(c->db->connection, database, &places, error);
    for (size_t i = 0; status == MPDATA_OK && i < places.count; i++)
        status = read_table(c, database, &places.at[i], error);
    table_places_dispose(&places);
    free(database);
    return status;
}

static mpdata_status find_stages(checking *c, mpdata_error *error)
{
    static const char sql[] =
        "SELECT table_name FROM duckdb_tables() WHERE database_name = current_database()"
        " AND schema_name = 'main' AND starts_with(table_name, '" STAGE_PREFIX "')"
        " AND comment = '" STAGE_COMMENT "'";
    row_cursor cursor;
    mpdata_status status = row_cursor_open(&cursor, c->db->connection, sql, NULL, 0, error);

    while (status == MPDATA_OK && row_cursor_next(&cursor, &status, error)) {
        mpdata_text name = row_cursor_text(&cursor, 0);
        char *copy = strndup(name.data, name.bytes);

        status = copy == NULL ? error_set_memory(error)
                              : finding_add(c->check, MPDATA_FINDING_LEFT_OVER, copy, error,
                                            "left by a load that died: the next load removes it");
        free(copy);
    }
    row_cursor_close(&cursor);
    return status;
}

static mpdata_status add_kept(checking *c, const row_cursor *row, mpdata_error *error)
{
    mpdata_text name = row_cursor_text(row, 0);
    char *copy = strndup(name.data, name.bytes);
    kept_table *more = realloc(c->kept, (c->kept_count + 1) * sizeof(*more));
    mpdata_status status = MPDATA_OK;

    if (more != NULL)
        c->kept = more;
    if (copy == NULL || more == NULL) {
        free(copy);
        return error_set_memory(error);
    }
    if (row_cursor_int64(row, 5) != 0) {
        more[c->kept_count++] =
            (kept_table){.name = copy,
                         .are_events = row_cursor_int64(row, 1) != 0,
                         .rows = row_cursor_int64(row, 2),
                         .from_day = row_cursor_is_null(row, 3) ? MPDATA_NO_DAY
                                                                : (int32_t)row_cursor_int64(row, 3),
                         .to_day = row_cursor_is_null(row, 4) ? MPDATA_NO_DAY
                                                              : (int32_t)row_cursor_int64(row, 4),
                         .has_key = row_cursor_int64(row, 6) != 0};
        return MPDATA_OK;
    }
    status = finding_add(c->check, MPDATA_FINDING_METADATA, copy, error,
                         "is listed in _metadata, and is not there: SQL dropped it");
    free(copy);
    return status;
}

static mpdata_status has_table(const checking *c, const char *name, bool *out, mpdata_error *error)
{
    mpdata_value value = mpdata_value_text(name, strlen(name));
    int64_t count = 0;
    mpdata_status status =
        row_cursor_read_int64(c->db->connection, has_table_sql, &value, 1, &count, error);

    *out = count > 0;
    return status;
}

/* A file that mpdata never wrote to has none. */
static mpdata_status read_kept(checking *c, mpdata_error *error)
{
    row_cursor cursor;
    bool has_metadata = false;
    mpdata_status status = has_table(c, "_metadata", &has_metadata, error);

    if (status != MPDATA_OK || !has_metadata)
        return status;
    status = row_cursor_open(&cursor, c->db->connection, kept_sql, NULL, 0, error);
    while (status == MPDATA_OK && row_cursor_next(&cursor, &status, error))
        status = add_kept(c, &cursor, error);
    row_cursor_close(&cursor);
    return status;
}

/* Opens a cursor on SQL with the table's name in it, at its first row. */
static mpdata_status open_first(checking *c, const char *template_text, const kept_table *table,
                                row_cursor *cursor, mpdata_error *error)
{
    char *sql = sql_with_name(template_text, table->name);

    memset(cursor, 0, sizeof(*cursor));
    if (sql == NULL)
        return error_set_memory(error);
    mpdata_status status = row_cursor_open(cursor, c->db->connection, sql, NULL, 0, error);
    if (status == MPDATA_OK && !row_cursor_next(cursor, &status, error) && status == MPDATA_OK)
        status = error_set(error, MPDATA_ERROR_INTERNAL, "%s: no row", table->name);
    free(sql);
    return status;
}

static int32_t day_in(const row_cursor *row, size_t column)
{
    return row_cursor_is_null(row, column) ? MPDATA_NO_DAY : (int32_t)row_cursor_int64(row, column);
}

static mpdata_status compare_facts(checking *c, const kept_table *table, int64_t *rows,
                                   mpdata_error *error)
{
    row_cursor row;
    mpdata_status status =
        open_first(c, table->are_events ? event_facts_sql : profile_facts_sql, table, &row, error);

    if (status == MPDATA_OK)
        *rows = row_cursor_int64(&row, 0);
    if (status == MPDATA_OK && *rows != table->rows)
        status = finding_add(c->check, MPDATA_FINDING_CHANGED, table->name, error,
                             "has %" PRId64 " rows, and its last load left %" PRId64
                             ": SQL changed it since then, or rows are lost",
                             *rows, table->rows);
    else if (status == MPDATA_OK &&
             (day_in(&row, 1) != table->from_day || day_in(&row, 2) != table->to_day))
        status = finding_add(c->check, MPDATA_FINDING_CHANGED, table->name, error,
                             "has events of other days than its last load left: SQL changed it "
                             "since then, or rows are lost");
    row_cursor_close(&row);
    return status;
}

static mpdata_status find_repeated(checking *c, const kept_table *table, mpdata_error *error)
{
    row_cursor row;
    const char *sql = !table->are_events ? repeated_profiles_sql
                      : table->has_key   ? repeated_ids_sql
                                         : repeated_events_sql;
    mpdata_status status = open_first(c, sql, table, &row, error);

    if (status == MPDATA_OK && row_cursor_int64(&row, 0) > 0) {
        mpdata_text id = row_cursor_text(&row, 1);

        status = finding_add(c->check, MPDATA_FINDING_REPEATED, table->name, error,
                             "has %" PRId64 " ids more than once, such as '%.*s'",
                             row_cursor_int64(&row, 0), (int)id.bytes, id.data);
    }
    row_cursor_close(&row);
    return status;
}

/* One of the table's keys, whichever; NULL where there is none. The caller frees it. */
static mpdata_status take_key(checking *c, const kept_table *table, char **out, size_t *bytes,
                              mpdata_error *error)
{
    row_cursor row = {0};
    char *sql = sql_with_name(
        table->are_events ? "SELECT insert_id FROM main.{} USING SAMPLE reservoir(1 ROWS)"
                          : "SELECT distinct_id FROM main.{} USING SAMPLE reservoir(1 ROWS)",
        table->name);
    mpdata_status status = sql == NULL
                               ? error_set_memory(error)
                               : row_cursor_open(&row, c->db->connection, sql, NULL, 0, error);

    *out = NULL;
    if (status == MPDATA_OK && row_cursor_next(&row, &status, error)) {
        mpdata_text key = row_cursor_text(&row, 0);

        *out = malloc(key.bytes + 1);
        *bytes = key.bytes;
        if (*out == NULL)
            status = error_set_memory(error);
        else
            memcpy(*out, key.data, key.bytes);
    }
    row_cursor_close(&row);
    free(sql);
    return status;
}

/*
 * How many rows the key finds: those below one of the keys, and the others. For all keys at once DuckDB would not ask the index.
 */
static mpdata_status count_by_key(checking *c, const kept_table *table, int64_t *out,
                                  mpdata_error *error)
{
    static const char *const events_sqls[] = {"SELECT count(*) FROM main.{} WHERE insert_id < ?",
                                              "SELECT count(*) FROM main.{} WHERE insert_id >= ?"};
    static const char *const profiles_sqls[] = {
        "SELECT count(*) FROM main.{} WHERE distinct_id < ?",
        "SELECT count(*) FROM main.{} WHERE distinct_id >= ?"};
    char *key = NULL;
    size_t bytes = 0;
    mpdata_status status = take_key(c, table, &key, &bytes, error);

    *out = 0;
    for (size_t i = 0; status == MPDATA_OK && key != NULL && i < 2; i++) {
        mpdata_value value = mpdata_value_text(key, bytes);
        char *sql =
            sql_with_name((table->are_events ? events_sqls : profiles_sqls)[i], table->name);
        int64_t part = 0;

        status = sql == NULL
                     ? error_set_memory(error)
                     : row_cursor_read_int64(c->db->connection, sql, &value, 1, &part, error);
        *out += part;
        free(sql);
    }
    free(key);
    return status;
}

static mpdata_status try_key(checking *c, const kept_table *table, int64_t rows,
                             mpdata_error *error)
{
    int64_t found = 0;

    if (!table->has_key)
        return MPDATA_OK;
    mpdata_status status = count_by_key(c, table, &found, error);
    if (status != MPDATA_OK || found == rows)
        return status;
    return finding_add(c->check, MPDATA_FINDING_INDEX, table->name, error,
                       "has %" PRId64 " rows, and its primary key finds %" PRId64, rows, found);
}

static mpdata_status compare_loads(checking *c, const kept_table *table, mpdata_error *error)
{
    mpdata_value name = mpdata_value_text(table->name, strlen(table->name));
    int64_t loaded = -1;
    mpdata_status status =
        row_cursor_read_int64(c->db->connection, loaded_sql, &name, 1, &loaded, error);

    /* A table of an older tool has no history. */
    if (status != MPDATA_OK || loaded < 0 || loaded == table->rows)
        return status;
    return finding_add(c->check, MPDATA_FINDING_METADATA, table->name, error,
                       "has %" PRId64 " rows by its loads in _loads, and %" PRId64 " in _metadata",
                       loaded, table->rows);
}

static mpdata_status check_kept(checking *c, const kept_table *table, bool has_loads,
                                mpdata_error *error)
{
    mpdata_error failure;
    int64_t rows = 0;
    size_t findings = c->check->count;
    mpdata_status status = compare_facts(c, table, &rows, &failure);

    /* What rows and days have told is not told twice. */
    if (status == MPDATA_OK)
        status = check_sums_compare(&c->sums, c->db->connection, c->check, table->name,
                                    c->check->count == findings, &failure);

    if (status == MPDATA_OK)
        status = find_repeated(c, table, &failure);
    if (status == MPDATA_OK)
        status = try_key(c, table, rows, &failure);
    if (status == MPDATA_OK && has_loads)
        status = compare_loads(c, table, &failure);
    return judge(c, table->name, status, &failure, error);
}

static mpdata_status check_all_kept(checking *c, mpdata_error *error)
{
    bool has_loads = false;
    mpdata_status status = has_table(c, "_loads", &has_loads, error);

    /*
     * Where nobody may set anything, as in the safe mode, DuckDB reads the rows instead. What was not kept is not set back: of a
     * setting that is set to NULL it gives the whole database up.
     */
    bool is_kept = engine_execute_script(c->db->connection, KEEP_SETTINGS, NULL) == MPDATA_OK;
    if (is_kept)
        (void)engine_execute_script(c->db->connection, ASK_INDEX, NULL);
    for (size_t i = 0; status == MPDATA_OK && i < c->kept_count; i++) {
        kept_table table = c->kept[i];

        status = check_kept(c, &table, has_loads, error);
    }
    database_set_uninterruptible(c->db, true);
    if (is_kept)
        (void)engine_execute_script(c->db->connection, ASK_AS_BEFORE, NULL);
    database_set_uninterruptible(c->db, false);
    return status;
}

static mpdata_status check_database(checking *c, mpdata_error *error)
{
    load_settings settings = LOAD_SETTINGS_INIT;
    mpdata_status status = MPDATA_OK;

    /* Nor may the limit be set where nobody may set anything. */
    (void)load_settings_for_checking(&settings, c->db, NULL);
    status = check_sums_begin(&c->sums, c->db->connection, error);
    if (status == MPDATA_OK)
        status = read_everything(c, error);
    if (status == MPDATA_OK)
        status = find_stages(c, error);
    if (status == MPDATA_OK)
        status = read_kept(c, error);
    if (status == MPDATA_OK)
        status = check_all_kept(c, error);
    database_set_uninterruptible(c->db, true);
    (void)load_settings_lift_memory_limit(&settings, c->db, NULL);
    database_set_uninterruptible(c->db, false);
    return status;
}

static mpdata_status check(mpdata_db *db, bool keeps, mpdata_check **out, mpdata_error *error)
{
    checking c = {.db = db, .check = calloc(1, sizeof(mpdata_check)), .sums = {.keeps = keeps}};

    if (c.check == NULL)
        return error_set_memory(error);
    database_begin_query(db);
    database_enter_query(db);
    mpdata_status status = check_database(&c, error);
    database_leave_query(db);
    if (status == MPDATA_ERROR_INTERRUPTED)
        status = database_name_stop(db, error);
    for (size_t i = 0; i < c.kept_count; i++)
        free(c.kept[i].name);
    free(c.kept);
    check_sums_dispose(&c.sums);
    if (status == MPDATA_OK)
        *out = c.check;
    else
        mpdata_check_free(c.check);
    return status;
}

mpdata_status mpdata_db_check(mpdata_db *db, mpdata_check **out, mpdata_error *error)
{
    if (out == NULL)
        return error_set(error, MPDATA_ERROR_ARGUMENT, "out must not be NULL");
    *out = NULL;
    mpdata_status status = database_check_open(db, error);
    return status == MPDATA_OK ? check(db, false, out, error) : status;
}

mpdata_status mpdata_db_check_and_keep(mpdata_db *db, mpdata_check **out, mpdata_error *error)
{
    if (out == NULL)
        return error_set(error, MPDATA_ERROR_ARGUMENT, "out must not be NULL");
    *out = NULL;
    mpdata_status status = database_check_writable(db, "keep checksums", error);
    if (status == MPDATA_OK)
        status = database_check_no_transaction(db, "checksums are kept", error);
    return status == MPDATA_OK ? check(db, true, out, error) : status;
}
