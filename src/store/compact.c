/*
 * mpdata_db_compact: the database, written anew beside itself, takes its own place.
 */
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/buffer.h"
#include "base/clock.h"
#include "base/error.h"
#include "mpdata/backup.h"
#include "store/checkpoint.h"
#include "store/database.h"
#include "store/database_creation.h"
#include "store/file_beside.h"
#include "store/load_progress.h"
#include "store/open_files.h"
#include "store/row_cursor.h"
#include "store/table_name.h"
#include "store/table_reading.h"

/* The new file's name while both are attached. */
#define FRESH "_mpdata_fresh"

typedef struct compaction {
    mpdata_db *db;
    char *database;
    char *target;
    file_beside file;
} compaction;

static const char used_bytes_sql[] =
    "SELECT (used_blocks * block_size)::BIGINT FROM pragma_database_size()"
    " WHERE database_name = current_database()";

/* What a database has besides rows: each as a text, with its own name out of it. Two databases differ where this gives a row. */
#define OBJECTS(database)                                                                          \
    "(SELECT 'table ' || schema_name || '.' || table_name || coalesce(comment, '') || ' '"         \
    "  || column_count || ' ' || index_count || ' ' || has_primary_key || ' '"                     \
    "  || check_constraint_count AS object FROM duckdb_tables()"                                   \
    "  WHERE database_name = " database " AND NOT internal"                                        \
    " UNION ALL SELECT 'column ' || schema_name || '.' || table_name || '.' || column_name"        \
    "  || ' ' || column_index || ' ' || data_type || ' ' || is_nullable || ' '"                    \
    "  || coalesce(comment, '') || ' ' || coalesce(column_default, '') FROM duckdb_columns()"      \
    "  WHERE database_name = " database " AND NOT internal"                                        \
    " UNION ALL SELECT 'constraint ' || schema_name || '.' || table_name || ' '"                   \
    "  || constraint_type || ' ' || constraint_text FROM duckdb_constraints()"                     \
    "  WHERE database_name = " database " UNION ALL SELECT 'index ' || schema_name || '.'"         \
    "  || index_name || ' ' || coalesce(comment, '') FROM duckdb_indexes()"                        \
    "  WHERE database_name = " database " UNION ALL SELECT 'view ' || schema_name || '.'"          \
    "  || view_name || ' ' || coalesce(comment, '') FROM duckdb_views()"                           \
    "  WHERE database_name = " database " AND NOT internal"                                        \
    " UNION ALL SELECT 'macro ' || schema_name || '.' || function_name || ' '"                     \
    "  || array_to_string(parameters, ',') || ' ' || coalesce(macro_definition, '')"               \
    "  || coalesce(comment, '') FROM duckdb_functions()"                                           \
    "  WHERE database_name = " database " AND NOT internal"                                        \
    " UNION ALL SELECT 'sequence ' || schema_name || '.' || sequence_name FROM"                    \
    "  duckdb_sequences() WHERE database_name = " database                                         \
    " UNION ALL SELECT 'type ' || schema_name || '.' || type_name FROM duckdb_types()"             \
    "  WHERE database_name = " database " AND NOT internal"                                        \
    " UNION ALL SELECT 'schema ' || schema_name FROM duckdb_schemas()"                             \
    "  WHERE database_name = " database " AND NOT internal)"

#define MISSING(from, to) "(FROM " OBJECTS(from) " EXCEPT ALL FROM " OBJECTS(to) ")"
#define OLD "current_database()"
#define NEW "'" FRESH "'"

static const char differs_sql[] = "SELECT object FROM (" MISSING(OLD, NEW) " UNION ALL " MISSING(
    NEW, OLD) ") ORDER BY object LIMIT 1";

static mpdata_status read_name(compaction *c, mpdata_error *error)
{
    row_cursor row;
    mpdata_status status =
        row_cursor_open(&row, c->db->connection, "SELECT current_database()", NULL, 0, error);

    if (status == MPDATA_OK && row_cursor_next(&row, &status, error)) {
        mpdata_text name = row_cursor_text(&row, 0);
        c->database = strndup(name.data, name.bytes);
    }
    row_cursor_close(&row);
    return status == MPDATA_OK && c->database == NULL ? error_set_memory(error) : status;
}

/* Nothing is left to the log, which belongs to the old file. */
static mpdata_status settle(compaction *c, mpdata_error *error)
{
    mpdata_db *db = c->db;
    mpdata_status status = database_check_alone(db, "compact the database", error);

    if (status != MPDATA_OK)
        return status;
    database_begin_query(db);
    status = database_check_no_transaction(db, "a compaction", error);
    if (status == MPDATA_OK)
        status = engine_checkpoint(db->connection, NULL, NULL, error);
    if (status == MPDATA_OK && database_log_bytes(db) > 0)
        status = error_set(error, MPDATA_ERROR_IO, "%s: its log could not be brought into the file",
                           db->instance->path);
    return status == MPDATA_OK ? read_name(c, error) : status;
}

/* The file itself, where the path is a link to it. */
static mpdata_status make_file(compaction *c, mpdata_error *error)
{
    int64_t used_bytes = 0;

    c->target = realpath(c->db->instance->path, NULL);
    if (c->target == NULL)
        return error_set(error, MPDATA_ERROR_IO, "%s: is no longer there", c->db->instance->path);
    mpdata_status status =
        row_cursor_read_int64(c->db->connection, used_bytes_sql, NULL, 0, &used_bytes, error);
    if (status == MPDATA_OK)
        status = file_beside_open(&c->file, c->target, error);
    if (status == MPDATA_OK)
        status = file_beside_check_room(&c->file, (uint64_t)used_bytes, error);
    return status;
}

static mpdata_status attach(compaction *c, const char *how, mpdata_error *error)
{
    buffer sql = BUFFER_INIT;
    mpdata_status status = MPDATA_OK;

    if (buffer_append_text(&sql, "ATTACH ") && sql_append_text_literal(&sql, c->file.path) &&
        buffer_append_format(&sql, " AS " FRESH " (%s)", how) && buffer_terminate(&sql))
        status = engine_execute(c->db->connection, sql.data, error);
    else
        status = error_set_memory(error);
    buffer_dispose(&sql);
    return status;
}

static mpdata_status detach(compaction *c, mpdata_error *error)
{
    return engine_execute(c->db->connection, "DETACH " FRESH, error);
}

static mpdata_status copy_everything(compaction *c, mpdata_error *error)
{
    char *sql = sql_with_name("COPY FROM DATABASE {} TO " FRESH, c->database);

    if (sql == NULL)
        return error_set_memory(error);
    /* DuckDB 1.5 makes several statements of it. */
    mpdata_status status = engine_execute_script(c->db->connection, sql, error);
    free(sql);
    if (status == MPDATA_OK)
        status = engine_execute(c->db->connection, "CHECKPOINT " FRESH, error);
    return database_is_interrupted(c->db) ? database_name_stop(c->db, error) : status;
}

static mpdata_status write_file(compaction *c, mpdata_error *error)
{
    mpdata_status status = attach(c, "STORAGE_VERSION '" DATABASE_STORAGE_VERSION "'", error);

    if (status != MPDATA_OK)
        return status;
    status = copy_everything(c, error);
    mpdata_status detached = detach(c, status == MPDATA_OK ? error : NULL);
    return status == MPDATA_OK ? detached : status;
}

static mpdata_status compare_objects(compaction *c, mpdata_error *error)
{
    row_cursor row;
    mpdata_status status = row_cursor_open(&row, c->db->connection, differs_sql, NULL, 0, error);

    if (status == MPDATA_OK && row_cursor_next(&row, &status, error)) {
        mpdata_text object = row_cursor_text(&row, 0);

        status = error_set(error, MPDATA_ERROR_INTERNAL,
                           "the new file is not as the old one, which stays: %.*s",
                           (int)object.bytes, object.data);
    }
    row_cursor_close(&row);
    return status;
}

static mpdata_status compare_table(compaction *c, const table_place *place, mpdata_error *error)
{
    table_content old = {0, 0};
    table_content fresh = {0, 0};
    mpdata_status status = table_content_read(c->db->connection, c->database, place, &old, error);

    if (status == MPDATA_OK)
        status = table_content_read(c->db->connection, FRESH, place, &fresh, error);
    if (status == MPDATA_OK && database_is_interrupted(c->db))
        return database_name_stop(c->db, error);
    if (status == MPDATA_OK && (old.rows != fresh.rows || old.hash != fresh.hash))
        return error_set(error, MPDATA_ERROR_INTERNAL,
                         "the rows of %s in the new file are not those of the old one, which stays",
                         place->name);
    return status;
}

static mpdata_status compare_tables(compaction *c, mpdata_error *error)
{
    table_places places = TABLE_PLACES_INIT;
    mpdata_status status = table_places_read(c->db->connection, c->database, &places, error);

    for (size_t i = 0; status == MPDATA_OK && i < places.count; i++)
        status = compare_table(c, &places.at[i], error);
    table_places_dispose(&places);
    return status;
}

/* The new file as any other process would read it. */
static mpdata_status compare(compaction *c, mpdata_error *error)
{
    mpdata_status status = attach(c, "READ_ONLY", error);

    if (status != MPDATA_OK)
        return status;
    status = compare_objects(c, error);
    if (status == MPDATA_OK)
        status = compare_tables(c, error);
    mpdata_status detached = detach(c, status == MPDATA_OK ? error : NULL);
    return status == MPDATA_OK ? detached : status;
}

/* The old file has no name any more: nothing is to be written into it, nor to a log of its name. */
static void leave_old_file(mpdata_db *db)
{
    database_instance *instance = db->instance;

    checkpoint_run_none(db);
    database_disconnect(db);
    open_files_remove(instance->device, instance->inode);
}

/* Where a connection fails the database is complete, and closed. */
static mpdata_status move_over(compaction *c, const struct stat *fresh, int locked,
                               mpdata_error *error)
{
    database_instance *instance = c->db->instance;

    leave_old_file(c->db);
    instance->device = fresh->st_dev;
    instance->inode = fresh->st_ino;
    instance->kept_descriptor = locked;
    mpdata_status status = database_reconnect(c->db, error);
    if (status != MPDATA_OK && c->db->connection == NULL) {
        database_disconnect(c->db);
        open_files_remove(instance->device, instance->inode);
        instance->is_listed = false;
        instance->open_count = 0;
    }
    return status;
}

/*
 * The new file is locked, and in the list of open files, before it has its name, and stays so: nobody, in this process or another
 * one, comes between the old connection and the new one.
 */
static mpdata_status replace(compaction *c, mpdata_error *error)
{
    struct stat fresh;
    int locked = -1;

    if (stat(c->file.path, &fresh) != 0)
        return error_set_errno(error, MPDATA_ERROR_IO, errno, "%s: can't look at the new file",
                               c->file.path);
    mpdata_status status = open_files_add(fresh.st_dev, fresh.st_ino, c->file.path, error);
    if (status != MPDATA_OK)
        return status;
    status = file_beside_replace(&c->file, &locked, error);
    if (locked < 0) {
        open_files_remove(fresh.st_dev, fresh.st_ino);
        return status;
    }
    mpdata_status moved = move_over(c, &fresh, locked, status == MPDATA_OK ? error : NULL);
    return status == MPDATA_OK ? moved : status;
}

static mpdata_status run(compaction *c, mpdata_error *error)
{
    mpdata_status status = settle(c, error);

    if (status == MPDATA_OK)
        status = make_file(c, error);
    if (status == MPDATA_OK)
        status = write_file(c, error);
    if (status == MPDATA_OK)
        status = compare(c, error);
    if (status != MPDATA_OK)
        return status;
    database_set_uninterruptible(c->db, true);
    status = replace(c, error);
    database_set_uninterruptible(c->db, false);
    return status;
}

static uint64_t file_bytes(const mpdata_db *db)
{
    struct stat facts;

    return stat(db->instance->path, &facts) == 0 ? (uint64_t)facts.st_size : 0;
}

mpdata_status mpdata_db_compact(mpdata_db *db, mpdata_compact_report *report, mpdata_error *error)
{
    int64_t started_ms = clock_monotonic_ms();
    mpdata_status status = database_check_writable(db, "compact the database", error);

    if (status != MPDATA_OK)
        return status;
    if (db->instance->path == NULL)
        return error_set(error, MPDATA_ERROR_ARGUMENT,
                         "a database in memory has no file to compact");
    uint64_t bytes_before = file_bytes(db);
    compaction c = {.db = db, .file = FILE_BESIDE_INIT};
    status = run(&c, error);
    file_beside_close(&c.file);
    free(c.target);
    free(c.database);
    if (status == MPDATA_OK && report != NULL)
        *report = (mpdata_compact_report){bytes_before, file_bytes(db),
                                          (uint64_t)(clock_monotonic_ms() - started_ms)};
    return status;
}
