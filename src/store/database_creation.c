#include "store/database_creation.h"

#include "base/buffer.h"
#include "base/error.h"
#include "engine/connection.h"
#include "store/file_beside.h"
#include "store/metadata.h"
#include "store/spill.h"
#include "store/table_name.h"

static mpdata_status run_in_new_file(engine_connection *connection, const char *path,
                                     mpdata_error *error)
{
    buffer sql = BUFFER_INIT;
    mpdata_status status = MPDATA_ERROR_MEMORY;

    if (buffer_append_text(&sql, "ATTACH ") && sql_append_text_literal(&sql, path) &&
        buffer_append_text(&sql, " AS fresh (STORAGE_VERSION '" DATABASE_STORAGE_VERSION "')") &&
        buffer_terminate(&sql))
        status = engine_execute(connection, sql.data, error);
    else
        (void)error_set_memory(error);
    buffer_dispose(&sql);
    /* In one transaction the disk is waited for once. */
    if (status == MPDATA_OK)
        status = engine_execute(connection, "BEGIN", error);
    if (status == MPDATA_OK)
        status = metadata_create(connection, "fresh", error);
    if (status == MPDATA_OK)
        status = engine_execute(connection, "COMMIT", error);
    if (status == MPDATA_OK)
        status = engine_execute(connection, "DETACH fresh", error);
    return status;
}

/* An instance in memory makes the file, because only ATTACH takes a storage version. */
mpdata_status database_create_private(const engine_library *library, const char *path,
                                      mpdata_error *error)
{
    engine_settings settings = {.threads = 1};
    engine_connection *connection = NULL;
    mpdata_status status = engine_connection_open(library, NULL, &settings, &connection, error);

    if (status != MPDATA_OK)
        return status;
    status = run_in_new_file(connection, path, error);
    engine_connection_close(connection);
    return status;
}

mpdata_status database_create(const engine_library *library, const char *path, mpdata_error *error)
{
    file_beside file = FILE_BESIDE_INIT;
    bool is_taken = false;
    mpdata_status status = file_beside_open(&file, path, error);

    if (status == MPDATA_OK)
        status = database_create_private(library, file.path, error);
    /* Where another process was faster, its file stays. */
    if (status == MPDATA_OK)
        status = file_beside_publish(&file, &is_taken, error);
    file_beside_close(&file);
    return status;
}

void database_sweep_beside(const char *path)
{
    file_beside_sweep(path);
    spill_sweep(path);
}
