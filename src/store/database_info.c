#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "base/error.h"
#include "mpdata/table.h"
#include "store/database.h"
#include "store/row_cursor.h"

/* Of `path` with the ending; 0 bytes where it is not there. 0, or an errno. */
static int read_bytes(const char *path, const char *ending, uint64_t *bytes)
{
    size_t room = strlen(path) + strlen(ending) + 1;
    char *name = malloc(room);
    struct stat facts = {0};

    *bytes = 0;
    if (name == NULL)
        return ENOMEM;
    (void)snprintf(name, room, "%s%s", path, ending);
    int error_number = stat(name, &facts) == 0 || errno == ENOENT ? 0 : errno;
    free(name);
    *bytes = (uint64_t)facts.st_size;
    return error_number;
}

uint64_t database_instance_log_bytes(const database_instance *instance)
{
    uint64_t bytes = 0;

    if (instance->path != NULL)
        (void)read_bytes(instance->path, ".wal", &bytes);
    return bytes;
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

static mpdata_status measure(const char *path, mpdata_db_info *out, mpdata_error *error)
{
    int error_number = 0;

    if (path == NULL)
        return MPDATA_OK;
    error_number = read_bytes(path, "", &out->file_bytes);
    if (error_number == 0)
        error_number = read_bytes(path, ".wal", &out->log_bytes);
    if (error_number == 0)
        return MPDATA_OK;
    if (error_number == ENOMEM)
        return error_set_memory(error);
    return error_set_errno(error, MPDATA_ERROR_IO, error_number, "%s: can't look at it", path);
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
    status = measure(db->instance->path, out, error);
    if (status != MPDATA_OK)
        return status;
    database_end_streams(db);
    status = count_tables(db, out, error);
    return status == MPDATA_OK ? count_loads(db, out, error) : status;
}
