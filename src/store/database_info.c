#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "base/error.h"
#include "mpdata/table.h"
#include "store/database.h"
#include "store/row_cursor.h"

static uint64_t file_bytes(const char *path, const char *ending)
{
    size_t room = strlen(path) + strlen(ending) + 1;
    char *name = malloc(room);
    struct stat facts = {0};

    if (name == NULL)
        return 0;
    (void)snprintf(name, room, "%s%s", path, ending);
    if (stat(name, &facts) != 0)
        facts.st_size = 0;
    free(name);
    return (uint64_t)facts.st_size;
}

uint64_t database_instance_log_bytes(const database_instance *instance)
{
    return instance->path == NULL ? 0 : file_bytes(instance->path, ".wal");
}

uint64_t database_log_bytes(const mpdata_db *db)
{
    return database_instance_log_bytes(db->instance);
}

static mpdata_status count_tables(mpdata_db *db, mpdata_db_info *out, mpdata_error *error)
{
    mpdata_table_list *list = NULL;
    mpdata_status status = mpdata_table_list_read(db, &list, error);

    if (status != MPDATA_OK)
        return status;
    out->tables = mpdata_table_list_count(list);
    for (size_t i = 0; i < out->tables; i++)
        out->rows += mpdata_table_list_at(list, i)->rows;
    mpdata_table_list_free(list);
    return MPDATA_OK;
}

/* A file that mpdata never wrote to has no _loads. */
static mpdata_status count_loads(mpdata_db *db, mpdata_db_info *out, mpdata_error *error)
{
    int64_t number = 0;
    mpdata_status status = row_cursor_read_int64(
        db->connection,
        "SELECT count(*) FROM duckdb_tables() WHERE database_name = current_database()"
        " AND schema_name = 'main' AND table_name = '_loads'",
        NULL, 0, &number, error);

    if (status != MPDATA_OK || number == 0)
        return status;
    status = row_cursor_read_int64(db->connection, "SELECT count(*) FROM main._loads", NULL, 0,
                                   &number, error);
    out->loads = (uint64_t)number;
    if (status == MPDATA_OK)
        status = row_cursor_read_int64(
            db->connection, "SELECT coalesce(max(epoch_us(started_at)), 0) FROM main._loads", NULL,
            0, &out->last_load_us, error);
    return status;
}

mpdata_status mpdata_db_info_read(mpdata_db *db, mpdata_db_info *out, mpdata_error *error)
{
    mpdata_status status = database_check_open(db, error);

    if (status == MPDATA_OK && out == NULL)
        return error_set(error, MPDATA_ERROR_ARGUMENT, "out must not be NULL");
    if (status != MPDATA_OK)
        return status;
    memset(out, 0, sizeof(*out));
    out->engine_version = engine_library_version(db->instance->library);
    out->engine_path = engine_library_path(db->instance->library);
    if (db->instance->path != NULL) {
        out->file_bytes = file_bytes(db->instance->path, "");
        out->log_bytes = database_log_bytes(db);
    }
    database_end_streams(db);
    status = count_tables(db, out, error);
    return status == MPDATA_OK ? count_loads(db, out, error) : status;
}
